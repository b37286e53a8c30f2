import { TagshipError } from '../../lib/core/errors.ts';
import { type Checkout, commitOfRemoteTag, commitOfTag, releaseBranch, remote } from './checkout.ts';
import { readVersion } from './write-version.ts';

/**
 * Pushes the commit and the tag that were prepared: both or none. Returns what was done.
 * @throws TagshipError that says what stands where
 */
export function pushRelease(checkout: Checkout): string {
  const version = readVersion(checkout);
  const head = checkout.git('rev-parse', 'HEAD');
  if (commitOfTag(checkout, version) !== head) {
    throw new TagshipError('invalid-input', `the tag ${version} does not stand at HEAD`, {
      hint: 'prepare the release first: node scripts/release.ts prepare',
    });
  }
  if (commitOfRemoteTag(checkout, version) === head) {
    return `${version} was pushed already`;
  }
  try {
    checkout.git('push', '--quiet', '--atomic', remote, `HEAD:refs/heads/${releaseBranch}`, `refs/tags/${version}`);
  } catch (cause) {
    throw new TagshipError('conflict', `${version} was not pushed: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
      hint: `its commit and its tag are in this clone only; run it again, or, where ${remote} has newer commits, undo it by \`git tag --delete ${version} && git fetch ${remote} && git reset --hard ${remote}/${releaseBranch}\` and prepare it again`,
    });
  }
  return `${version} is pushed`;
}
