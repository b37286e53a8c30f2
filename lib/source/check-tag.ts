import type { Git } from './git.ts';

/** Whether a tagged commit is on the release branch (R55), as far as the clone can tell. */
export type TagStanding =
  | { readonly standing: 'on-branch' }
  | { readonly standing: 'not-on-branch' }
  | { readonly standing: 'unknown'; readonly reason: string };

/**
 * Looks whether `commit` is in the history of the release branch. Bitbucket clones a tag alone and 50 commits deep, so
 * that neither the branch nor its history need be there: then the answer is `unknown`, never a guess (L54).
 */
export async function checkTag(git: Git, commit: string, releaseBranch: string): Promise<TagStanding> {
  const branch = await findBranch(git, releaseBranch);
  if (branch === undefined) {
    return { standing: 'unknown', reason: `this clone has no branch ${releaseBranch}` };
  }
  const status = await git.test(['merge-base', '--is-ancestor', commit, branch]);
  if (status === 0) {
    return { standing: 'on-branch' };
  }
  const shallow = (await git.ask(['rev-parse', '--is-shallow-repository']))?.trim() !== 'false';
  if (shallow) {
    return { standing: 'unknown', reason: `this clone does not reach back far enough on ${releaseBranch}` };
  }
  return status === 1
    ? { standing: 'not-on-branch' }
    : { standing: 'unknown', reason: `this clone does not have commit ${commit}` };
}

async function findBranch(git: Git, name: string): Promise<string | undefined> {
  for (const ref of [`refs/remotes/origin/${name}`, `refs/heads/${name}`]) {
    if ((await git.test(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])) === 0) {
      return ref;
    }
  }
  return undefined;
}
