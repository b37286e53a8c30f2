import { type Git, isGitMissing } from './git.ts';

/** What git knows of the commit that is built. */
export interface Clone {
  /** When the commit was made: the time of every packed file. */
  readonly committedAt: Date;
  /** The commit that is checked out. */
  readonly head: string;
  /** Every file in git, relative to the clone dir. */
  trackedFiles(): Promise<readonly string[]>;
}

/** Reads a clone, or undefined where there is none: no git program, no repository, or no commit. */
export async function readClone(git: Git): Promise<Clone | undefined> {
  const answer = await git.ask(['show', '--no-patch', '--format=%H %ct', 'HEAD']).catch((error: unknown) => {
    if (isGitMissing(error)) {
      return undefined;
    }
    throw error;
  });
  const [head, seconds] = answer?.trim().split(' ') ?? [];
  if (head === undefined || seconds === undefined) {
    return undefined;
  }
  return {
    head,
    committedAt: new Date(Number(seconds) * 1000),
    trackedFiles: async () => {
      const list = (await git.ask(['ls-files', '-z', '--recurse-submodules'])) ?? '';
      return list.split('\0').filter((path) => path !== '');
    },
  };
}
