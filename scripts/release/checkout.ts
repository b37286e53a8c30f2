import { execFileSync } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { TagshipError } from '../../lib/core/errors.ts';

/** A working copy of this project, in which a release is made. */
export interface Checkout {
  readonly directory: string;
  /** @throws TagshipError with what git says */
  git(...args: readonly string[]): string;
  /** What git prints, or undefined when it exits with an error. */
  ask(...args: readonly string[]): string | undefined;
  path(file: string): string;
}

export const releaseBranch = 'main';
export const remote = 'origin';

export function openCheckout(directory: string): Checkout {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const tell = (error: unknown): string =>
    error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  return {
    directory,
    path: (file) => (isAbsolute(file) ? file : join(directory, file)),
    git(...args) {
      try {
        return git(...args);
      } catch (cause) {
        throw new TagshipError('conflict', `git ${args[0]} failed: ${tell(cause)}`, { cause });
      }
    },
    ask(...args) {
      try {
        return git(...args);
      } catch {
        return undefined;
      }
    },
  };
}

/** The commit that a tag of this checkout stands at. */
export function commitOfTag(checkout: Checkout, tag: string): string | undefined {
  return checkout.ask('rev-parse', '--quiet', '--verify', `refs/tags/${tag}^{commit}`);
}

/** The commit that a tag of the remote repository stands at. Throws when the remote cannot be asked. */
export function commitOfRemoteTag(checkout: Checkout, tag: string): string | undefined {
  const ref = `refs/tags/${tag}`;
  const commits = remoteRefs(checkout, [ref, `${ref}^{}`]);
  // an annotated tag has a second line, of what it stands at
  return commits.get(`${ref}^{}`) ?? commits.get(ref);
}

/** The commit that the release branch of the remote repository stands at. Throws when the remote cannot be asked. */
export function commitOfRemoteBranch(checkout: Checkout): string | undefined {
  const ref = `refs/heads/${releaseBranch}`;
  return remoteRefs(checkout, [ref]).get(ref);
}

/** Ref -> commit. git takes a name for a pattern, which other refs may end in. */
function remoteRefs(checkout: Checkout, refs: readonly string[]): ReadonlyMap<string, string> {
  const lines = checkout.git('ls-remote', remote, ...refs).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [commit = '', ref = ''] = line.split('\t');
      return refs.includes(ref) ? [[ref, commit] as const] : [];
    }),
  );
}
