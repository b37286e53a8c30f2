import { basename } from 'node:path';
import { type Git, isGitMissing } from '../lib/source/git.ts';

/** What a clone at a desk says in the place of Bitbucket's variables. */
export interface CloneFacts {
  readonly branch: string | undefined;
  /** The only tag of what is checked out, when no branch is. */
  readonly tag: string | undefined;
  /** The commit that is checked out; undefined before the first. */
  readonly head: string | undefined;
  /** Files were changed since the commit. */
  readonly isChanged: boolean;
}

/** undefined where there is no clone, or no git to read it. */
export async function readCloneFacts(git: Git): Promise<CloneFacts | undefined> {
  // one process tells nearly all, and starting one is what takes time (git-status, "Porcelain Format Version 2")
  const answer = await git.ask(['status', '--porcelain=v2', '--branch']).catch((error: unknown) => {
    if (isGitMissing(error)) {
      return undefined;
    }
    throw error;
  });
  if (answer === undefined) {
    return undefined;
  }
  const lines = answer.split('\n');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const [head, branch] = [header('oid'), header('head')];
  const isDetached = branch === '(detached)';
  return {
    branch: isDetached ? undefined : branch,
    tag: isDetached ? await onlyTag(git) : undefined,
    head: head === '(initial)' ? undefined : head,
    isChanged: lines.some((line) => line !== '' && !line.startsWith('#')),
  };
}

/** The commit of a tag, or undefined when the clone does not have the tag. */
export async function commitOfTag(git: Git, tag: string): Promise<string | undefined> {
  return lineOf(await git.ask(['rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`]));
}

/** The name of the repository on its server, `modulex.rel`, or undefined when it has no remote. */
export async function nameOfRemote(git: Git): Promise<string | undefined> {
  const remote = lineOf(await git.ask(['config', '--get', 'remote.origin.url']));
  return remote === undefined ? undefined : basename(remote).replace(/\.git$/, '');
}

async function onlyTag(git: Git): Promise<string | undefined> {
  const tags = lineOf(await git.ask(['tag', '--points-at', 'HEAD']));
  return tags?.includes('\n') ? undefined : tags;
}

function lineOf(answer: string | undefined): string | undefined {
  return answer?.trim() || undefined;
}
