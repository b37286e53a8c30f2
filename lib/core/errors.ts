/** What went wrong, for programs: stable, matched by tests and by callers; messages are for people and may change. */
export type ErrorCode =
  | 'invalid-input'
  | 'source-changed'
  | 'disk-full'
  | 'store-access'
  | 'store-unreachable'
  | 'store-misconfigured'
  | 'integrity'
  | 'conflict'
  | 'tag-moved'
  | 'control-node'
  | 'ansible'
  | 'interrupted'
  | 'node-state'
  | 'script-failed'
  | 'slack-unreachable';

/**
 * An error that a person can act on. Anything else that is thrown is a bug and keeps its stack.
 * `message` says what is wrong with the value seen (lower case, no full stop), `hint` what to do.
 */
export class TagshipError extends Error {
  override readonly name: string = 'TagshipError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The code of a Node.js system error (`ENOENT`, `ENOSPC`, ...), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}
