import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real git repository in a temporary folder. */
export interface GitRepository extends Disposable {
  readonly directory: string;
  /** Writes files; one whose name ends in `.sh` is executable. */
  write(files: Readonly<Record<string, string | Buffer>>): void;
  /** Writes files, commits everything and returns the commit's hash. */
  commit(files: Readonly<Record<string, string | Buffer>>, message?: string): string;
  git(...args: string[]): string;
}

/** Commits are dated one hour apart from this time on, so that the same steps give the same hashes. */
const firstCommitAt = Date.parse('2026-01-01T00:00:00Z');

export function createGitRepository(branch = 'master'): GitRepository {
  const directory = mkdtempSync(join(tmpdir(), 'tagship-repository-'));
  let commits = 0;
  const git = (...args: string[]): string => {
    const date = new Date(firstCommitAt + commits * 3_600_000).toISOString();
    return execFileSync('git', args, {
      cwd: directory,
      encoding: 'utf8',
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'A. Maintainer',
        GIT_AUTHOR_EMAIL: 'maintainer@example.com',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: 'A. Maintainer',
        GIT_COMMITTER_EMAIL: 'maintainer@example.com',
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  };
  const write: GitRepository['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      const target = join(directory, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      chmodSync(target, path.endsWith('.sh') ? 0o755 : 0o644);
    }
  };
  git('init', '--quiet', `--initial-branch=${branch}`);
  return {
    directory,
    git,
    write,
    commit(files, message = 'Change') {
      write(files);
      commits += 1;
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
