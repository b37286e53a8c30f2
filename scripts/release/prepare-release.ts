import { TagshipError } from '../../lib/core/errors.ts';
import {
  type Checkout,
  commitOfRemoteBranch,
  commitOfRemoteTag,
  commitOfTag,
  releaseBranch,
  remote,
} from './checkout.ts';
import { nextVersion, pendingFolder, readPendingChanges } from './pending-changes.ts';
import { readVersion, writeVersion } from './write-version.ts';

/**
 * Commits the next version and tags the commit; nothing leaves this machine. A version that is prepared already, or
 * whose preparation was killed after its commit, is completed. Returns the version.
 * @throws TagshipError when there is nothing to release, or this checkout is not one to release from
 */
export function prepareRelease(checkout: Checkout): string {
  refuseUnfit(checkout);
  const current = readVersion(checkout);
  const changes = readPendingChanges(checkout);
  if (commitOfRemoteTag(checkout, current) === undefined) {
    if (changes.length > 0) {
      throw new TagshipError('conflict', `version ${current} has no tag at ${remote}, and changes are pending`, {
        hint: `they would be in ${current} and told as part of the next version; write them to the section ${current} of CHANGELOG.md and remove their files`,
      });
    }
    tagHead(checkout, current);
    return current;
  }
  if (changes.length === 0) {
    throw new TagshipError('invalid-input', `there is nothing to release after ${current}`, {
      hint: `a change has a file in ${pendingFolder}, see CONTRIBUTING.md`,
    });
  }
  const version = nextVersion(current, changes);
  refuseTaken(checkout, version);
  writeVersion(checkout, { from: current, to: version, changes });
  checkout.git('add', '--all');
  checkout.git('commit', '--quiet', `--message=Update files for new version '${version}' [skip ci]`);
  tagHead(checkout, version);
  return version;
}

function refuseUnfit(checkout: Checkout): void {
  const branch = checkout.ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (branch !== releaseBranch) {
    throw new TagshipError('invalid-input', `${branch ?? 'no branch'} is checked out`, {
      hint: `a release is made from ${releaseBranch}`,
    });
  }
  const changed = checkout.git('status', '--porcelain');
  if (changed !== '') {
    throw new TagshipError('conflict', `the work tree has changes that are not committed:\n${changed}`, {
      hint: 'commit them, or undo them by `git reset --hard && git clean -d --force .changes` if they are of a release that was killed',
    });
  }
  refuseBehind(checkout);
}

/** What is prepared behind the remote cannot be pushed, and its image would be there by then. */
function refuseBehind(checkout: Checkout): void {
  const newest = commitOfRemoteBranch(checkout);
  if (newest !== undefined && checkout.ask('merge-base', '--is-ancestor', newest, 'HEAD') === undefined) {
    throw new TagshipError('conflict', `${releaseBranch} of ${remote} is at ${newest}, which is not in this clone's`, {
      hint: `release the newest: git pull ${remote} ${releaseBranch}, or start the newest pipeline's release`,
    });
  }
}

/** A version that is tagged elsewhere is not made again, and nothing is written for it. */
function refuseTaken(checkout: Checkout, version: string): void {
  if (commitOfRemoteTag(checkout, version) !== undefined) {
    throw new TagshipError('conflict', `${remote} has the tag ${version} already`, {
      hint: `fetch what was released: git pull ${remote} ${releaseBranch}`,
    });
  }
  if (commitOfTag(checkout, version) !== undefined) {
    throw new TagshipError('conflict', `the tag ${version} is here already, of a release that was not pushed`, {
      hint: `remove it: git tag --delete ${version}`,
    });
  }
}

function tagHead(checkout: Checkout, version: string): void {
  const tagged = commitOfTag(checkout, version);
  if (tagged === undefined) {
    checkout.git('tag', '--annotate', `--message=Tagging for release ${version}`, version);
  } else if (tagged !== checkout.git('rev-parse', 'HEAD')) {
    throw new TagshipError('conflict', `the tag ${version} is here, not pushed, and stands at another commit`, {
      hint: `remove it: git tag --delete ${version}`,
    });
  }
}
