import { createGitRepository } from '../lib/testing/git-repository.ts';

/** What a push was of, and so what starts a pipeline. */
export interface GitRef {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
  readonly commit: string;
}

/** A repository as a team works with it: commits go to developer, a release is a merge to master and a tag on it. */
export interface TeamRepository extends Disposable {
  /** e.g. `ModuleX.rel` */
  readonly name: string;
  /** Commits to developer what `change` does to the work tree. */
  commit(message: string, change: (workTree: string) => void): GitRef;
  /** Merges developer to master and tags the merge; a tag that exists is moved there. */
  release(tag: string): GitRef;
  tag(name: string): GitRef;
  /** Clones as Bitbucket does with `clone: depth: full`. */
  clone(ref: GitRef, target: string): void;
  /** The number of the repository's next pipeline. */
  nextBuild(): number;
}

export function createTeamRepository(name: string): TeamRepository {
  const repository = createGitRepository('master');
  const { directory, git } = repository;
  let builds = 0;

  repository.commit({}, 'Begin');
  git('branch', 'developer');

  const tagged = (tag: string): GitRef => ({ kind: 'tag', name: tag, commit: git('rev-parse', `${tag}^{commit}`) });
  return {
    name,
    commit(message, change) {
      git('checkout', '--quiet', 'developer');
      change(directory);
      return { kind: 'branch', name: 'developer', commit: repository.commit({}, message) };
    },
    release(tag) {
      git('checkout', '--quiet', 'master');
      git('merge', '--quiet', '--no-ff', `--message=Release ${tag}`, 'developer');
      git('tag', '--force', `--message=Release ${tag}`, tag);
      return tagged(tag);
    },
    tag: tagged,
    clone(ref, target) {
      git('-c', 'advice.detachedHead=false', 'clone', '--quiet', '--branch', ref.name, directory, target);
    },
    nextBuild() {
      builds += 1;
      return builds;
    },
    [Symbol.dispose]: repository[Symbol.dispose],
  };
}
