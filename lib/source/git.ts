import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemErrorCode } from '../core/errors.ts';

const run = promisify(execFile);

/** A file list of a large repository. */
const maximumOutputBytes = 64 * 1024 * 1024;

/** The git program on a clone, as far as a release needs it. Nothing is fetched and nothing is written. */
export interface Git {
  /** What git prints, or undefined when it exits with an error. Throws when git itself cannot be run. */
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
  const options = { cwd: cloneDir, env, signal, maxBuffer: maximumOutputBytes } as const;

  async function exit(args: readonly string[]): Promise<{ readonly status: number; readonly output: string }> {
    try {
      const { stdout } = await run('git', [...trusted, ...args], options);
      return { status: 0, output: stdout };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
        return { status: error.code, output: '' };
      }
      throw error;
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

/** Whether an error says that there is no git program. */
export function isGitMissing(error: unknown): boolean {
  return systemErrorCode(error) === 'ENOENT';
}
