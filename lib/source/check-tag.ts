import type { Git } from './git.ts';

/** Whether a tagged commit is on the release branch (R55), as far as the clone can tell. */
export type TagStanding =
  | { readonly standing: 'on-branch' }
  | { readonly standing: 'not-on-branch' }
  /** The clone's own branch has the commit, and that of the origin does not. */
  | { readonly standing: 'not-pushed' }
  /** The clone has every branch of its origin, and the release branch is none of them. */
  | { readonly standing: 'no-such-branch'; readonly branches: readonly string[] }
  | { readonly standing: 'unknown'; readonly reason: string };

/**
 * Looks whether `commit` is in the history of the release branch. Bitbucket clones a tag alone and 50 commits deep, so
 * that neither the branch nor its history need be there: then the answer is `unknown`, never a guess (L54). Nothing is
 * fetched: the clone's credentials are the step's.
 */
export async function checkTag(git: Git, commit: string, releaseBranch: string): Promise<TagStanding> {
  const branch = await findBranch(git, releaseBranch);
  if (branch === undefined) {
    return await withoutBranch(git, releaseBranch);
  }
  const status = await git.test(['merge-base', '--is-ancestor', commit, branch]);
  if (status === 0) {
    return { standing: 'on-branch' };
  }
  if ((await git.ask(['rev-parse', '--is-shallow-repository']))?.trim() !== 'false') {
    return { standing: 'unknown', reason: `this clone does not reach back far enough on ${releaseBranch}` };
  }
  if (status !== 1) {
    return { standing: 'unknown', reason: `this clone does not have commit ${commit}` };
  }
  const local = await git.test(['merge-base', '--is-ancestor', commit, `refs/heads/${releaseBranch}`]);
  return { standing: local === 0 ? 'not-pushed' : 'not-on-branch' };
}

/** The commit that the clone's own tag names, through tags of tags; undefined where there is no such tag. */
export async function taggedCommit(git: Git, tag: string): Promise<string | undefined> {
  return (await git.ask(['rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`]))?.trim();
}

async function withoutBranch(git: Git, releaseBranch: string): Promise<TagStanding> {
  const fetched = (await git.ask(['config', '--get-all', 'remote.origin.fetch']))?.trim();
  const list = await git.ask(['for-each-ref', '--format=%(refname:strip=3)', 'refs/remotes/origin']);
  const branches = (list ?? '').split('\n').filter((name) => name !== '' && name !== 'HEAD');
  if (fetched === '+refs/heads/*:refs/remotes/origin/*' && branches.length > 0) {
    return { standing: 'no-such-branch', branches };
  }
  return { standing: 'unknown', reason: `this clone has no branch ${releaseBranch}` };
}

/** That of the origin first: a local one is wherever the step has put it. */
async function findBranch(git: Git, name: string): Promise<string | undefined> {
  const refs = [`refs/remotes/origin/${name}`, `refs/heads/${name}`];
  const answers = await Promise.all(
    refs.map(async (ref) => await git.test(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])),
  );
  return refs.find((_ref, index) => answers[index] === 0);
}
