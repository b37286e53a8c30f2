import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitRepository } from '../../lib/testing/git-repository.ts';

/** A bare repository as Bitbucket holds it, with a history longer than its clones are deep. */
export interface TaggedOrigin extends Disposable {
  /** The commit that a tag names. */
  commitOf(tag: string): string;
  /** Clones as Bitbucket does: `ref` is the tag or the branch of the build, `commit` what it is of. */
  clone(ref: string, options: CloneOptions): OriginClone;
}

export interface CloneOptions {
  /** Of the step: `clone: depth`. */
  readonly depth: 50 | 'full';
  readonly commit: string;
}

export interface OriginClone extends Disposable {
  readonly directory: string;
  git(...args: string[]): string;
}

/**
 * master is 55 commits long before the merge of feature; release/2 and developer were never merged.
 *
 *     1.0.0 1.0.1 ------- 55 commits ------- 2.1.0 2.1.1 2.1.2 4.0.0   master
 *                                  \ 2.0.1 2.0.2 /                     feature, 2.0.2 is the merge's second parent
 *                                  \ 2.0.0 2.1.3                       developer
 *                                  \ 3.0.0                             release/2
 *
 * The branch 2.1.2 is ahead of master, 2.1.3 is where master is.
 */
export function createTaggedOrigin(): TaggedOrigin {
  const repository = createGitRepository();
  const { git } = repository;
  const folder = mkdtempSync(join(tmpdir(), 'tagship-origin-'));
  const bare = join(folder, 'origin.git');

  repository.commit({ binary: '1' });
  git('tag', '1.0.0');
  git('tag', '--annotate', '--message=Old', '1.0.1');
  extendMaster(repository.directory, 55);
  git('reset', '--quiet', '--hard');
  for (const branch of ['feature', 'developer', 'release/2']) {
    git('branch', branch);
  }
  git('switch', '--quiet', 'developer');
  repository.commit({ binary: 'developer' });
  git('tag', '2.0.0');
  git('tag', '--annotate', '--message=Side', '2.1.3');
  git('switch', '--quiet', 'release/2');
  repository.commit({ binary: 'release/2' });
  git('tag', '3.0.0');
  git('switch', '--quiet', 'feature');
  for (const tag of ['2.0.1', '2.0.2']) {
    repository.commit({ binary: tag });
    git('tag', tag);
  }
  git('switch', '--quiet', 'master');
  git('merge', '--quiet', '--no-ff', '--message=Merge', 'feature');
  git('tag', '--annotate', '--message=Tip', '2.1.0');
  git('-c', 'advice.nestedTag=false', 'tag', '--annotate', '--message=Again', '2.1.1', '2.1.0');
  git('tag', '2.1.2');
  git('tag', '4.0.0');
  // branches that are called as tags are
  git('switch', '--quiet', '--create', '2.1.2');
  repository.commit({ binary: 'next' });
  git('branch', '2.1.3', 'master');
  git('clone', '--quiet', '--bare', repository.directory, bare);

  let clones = 0;
  return {
    commitOf: (tag) => git('rev-parse', `refs/tags/${tag}^{commit}`),
    clone: (ref, { depth, commit }) => {
      const directory = join(folder, `clone-${(clones += 1)}`);
      const deep = depth === 'full' ? [] : ['--depth', String(depth)];
      const quiet = ['-c', 'advice.detachedHead=false', 'clone', '--quiet'];
      git(...quiet, `--branch=${ref}`, ...deep, `file://${bare}`, directory);
      const inClone = (...args: string[]): string => git('-C', directory, ...args);
      inClone('reset', '--quiet', '--hard', commit);
      return {
        directory,
        git: inClone,
        [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
      };
    },
    [Symbol.dispose]: () => {
      repository[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Commits that change nothing, by one call of git: a call for each takes seconds. */
function extendMaster(cwd: string, commits: number): void {
  const stream = Array.from({ length: commits }, (_, index) => {
    const seconds = 1_767_229_200 + index;
    const parent = index === 0 ? 'from refs/heads/master^0\n' : '';
    return `commit refs/heads/master\ncommitter M <m@example.com> ${seconds} +0000\ndata 1\n.\n${parent}`;
  });
  execFileSync('git', ['fast-import', '--quiet'], { cwd, input: stream.join('') });
}
