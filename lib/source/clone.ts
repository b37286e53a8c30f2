import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostics.ts';
import { type Git, isGitMissing } from './git.ts';

/** What git knows of the commit that is built. */
export interface Clone {
  /** When the commit was made: the time of every packed file. */
  readonly committedAt: Date;
  /** The commit that is checked out. */
  readonly head: string;
  /** Every file in git, relative to the clone dir; undefined when git cannot tell them. */
  trackedFiles(): Promise<readonly string[] | undefined>;
}

/** Reads a clone, or undefined where there is none: no git program, no repository, or no commit. */
export async function readClone(git: Git): Promise<Clone | undefined> {
  // not `git show`: by the clone's configuration it may start a program to verify a signature
  const answer = await git.ask(['rev-list', '--max-count=1', '--timestamp', 'HEAD']).catch((error: unknown) => {
    if (isGitMissing(error)) {
      return undefined;
    }
    throw error;
  });
  const [seconds, head] = answer?.trim().split(' ') ?? [];
  if (head === undefined || seconds === undefined) {
    return undefined;
  }
  return {
    head,
    committedAt: new Date(Number(seconds) * 1000),
    trackedFiles: async () => {
      const list = await git.ask(['ls-files', '-z', '--recurse-submodules']);
      return list?.split('\0').filter((path) => path !== '');
    },
  };
}

/**
 * What is to be said where `readClone` finds none: a repository that git cannot read must not pass for a folder without
 * git, or its tag would go unchecked.
 */
export async function checkUnreadClone(git: Git, cloneDir: string): Promise<readonly Diagnostic[]> {
  if (!existsSync(join(cloneDir, '.git')) || (await isReadable(git))) {
    return [];
  }
  const hint = 'clone it anew; if that does not help, look at what the step does to .git, e.g. to .git/config';
  return [{ severity: 'error', at: { in: 'file', file: '.git' }, message: 'git cannot read this repository', hint }];
}

/** Whether all that is missing is a first commit, or the git program. */
async function isReadable(git: Git): Promise<boolean> {
  try {
    const isRepository = (await git.test(['rev-parse', '--git-dir'])) === 0;
    return isRepository && (await git.test(['rev-parse', '--verify', '--quiet', 'HEAD'])) !== 0;
  } catch (error) {
    if (isGitMissing(error)) {
      return true;
    }
    throw error;
  }
}
