import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemErrorCode, TagshipError } from '../core/errors.ts';

const run = promisify(execFile);

/** A file list of a large repository. */
const maximumOutputBytes = 64 * 1024 * 1024;
/** git answers from the clone, in no time; a file system that hangs is not waited for. */
const longestAnswerMs = 120_000;

/** The git program on a clone, as far as a release needs it. Nothing is fetched and nothing is written. */
export interface Git {
  /**
   * What git prints, or undefined when it exits with an error. Throws when there is no git, and `invalid-input` when it
   * cannot be run or does not come to an end.
   */
  ask(args: readonly string[]): Promise<string | undefined>;
  /** git's exit status. */
  test(args: readonly string[]): Promise<number>;
}

export interface GitOptions {
  readonly cloneDir: string;
  /** PATH, by which git is found. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Opens a clone. git gets nothing of this process's environment but PATH, reads no configuration but the clone's own,
 * starts no hook or pager, and trusts the clone whoever owns it: Bitbucket's is another user's. Throws when there is no
 * such folder.
 */
export function openGit({ cloneDir, path, signal }: GitOptions): Git {
  const env = {
    PATH: path,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
  // git compares with the path that has no symlink in it
  const trusted = [
    '-c',
    `safe.directory=${realpathSync.native(cloneDir)}`,
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  const options = { cwd: cloneDir, env, signal, maxBuffer: maximumOutputBytes, timeout: longestAnswerMs } as const;

  async function exit(args: readonly string[]): Promise<{ readonly status: number; readonly output: string }> {
    try {
      const { stdout } = await run('git', [...trusted, ...args], options);
      return { status: 0, output: stdout };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
        return { status: error.code, output: '' };
      }
      throw isGitMissing(error) ? error : gitFailed(error, args);
    }
  }

  return {
    ask: async (args) => {
      const { status, output } = await exit(args);
      return status === 0 ? output : undefined;
    },
    test: async (args) => (await exit(args)).status,
  };
}

function gitFailed(error: unknown, [command = '']: readonly string[]): TagshipError {
  const code = systemErrorCode(error);
  const why = code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'it says more than 64 MiB' : (code ?? howEnded(error));
  return new TagshipError('invalid-input', `git ${command} failed (${why})`, {
    hint: 'run the step again; if it fails again, look at the git of the image, and at its memory',
    cause: error,
  });
}

function howEnded(error: unknown): string {
  if (!(error instanceof Error && 'signal' in error && 'killed' in error)) {
    return 'unknown error';
  }
  return error.killed === true ? `no end within ${longestAnswerMs / 1000} s` : `ended by ${String(error.signal)}`;
}

/** Whether an error says that there is no git program. */
export function isGitMissing(error: unknown): boolean {
  return systemErrorCode(error) === 'ENOENT';
}
