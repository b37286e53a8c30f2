import { afterAll, onTestFinished } from 'vitest';
import { type Publication, type PublishRequest, publishRelease } from '../release/publish/publish-release.ts';
import type { Store } from '../store/store.ts';
import { createGitRepository, type GitRepository } from './git-repository.ts';

/** Publishes small repositories, for tests of what happens to releases. */
export interface SampleRelease {
  readonly repository: GitRepository;
  readonly commit: string;
  publish(stores: readonly Store[], changes?: SampleChanges): Promise<Publication>;
}

/** What a test wants otherwise. */
export type SampleChanges = Omit<Partial<PublishRequest>, 'build'> & {
  readonly build?: Partial<PublishRequest['build']>;
};

export interface SampleRelRequest {
  readonly name: string;
  readonly tag: string;
  readonly srcBranch?: string;
  readonly dependList?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly build?: number;
}

/** A REL at a tag of its release branch. */
export function sampleRel(request: SampleRelRequest): SampleRelease {
  const { name, tag, srcBranch = 'none', dependList = {}, files = {}, build = 1 } = request;
  const dependencies = Object.entries(dependList).map(([module, version]) => `  ${module}: ${version}\n`);
  return sample(
    {
      'repo-info': `rel_branch: ${tag}\nsrc_branch: ${srcBranch}\ndepend_list:${dependencies.length === 0 ? ' none\n' : `\n${dependencies.join('')}`}`,
      'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME}/${REL_TAG}\n',
      'upgrade.sh': 'echo ${BUCKET_NAME}\n',
      'etc/module.conf': `# ${name}\n`,
      ...files,
    },
    {
      kind: 'rel',
      name,
      ...(srcBranch === 'none' ? {} : { binName: `${name.toLowerCase()}-client` }),
      target: { on: 'tag', tag },
      build: origin(`${name}.rel`, build),
    },
  );
}

/** A SRC at a tag; what its build made is committed, for simplicity. */
export function sampleSrc(name: string, tag: string, content = `binary of ${name} ${tag}\n`): SampleRelease {
  return sample(
    { 'build/bin/client': content },
    {
      kind: 'src',
      name,
      binName: `${name.toLowerCase()}-client`,
      files: ['build'],
      target: { on: 'tag', tag },
      build: origin(`${name}.src`, 1),
    },
  );
}

/** A DIST at a tag. */
export function sampleDist(name: string, tag: string, subRepo: Readonly<Record<string, string>>): SampleRelease {
  const modules = Object.entries(subRepo).map(([module, version]) => `  ${module}: ${version}\n`);
  return sample(
    {
      'repo-info': `rel_branch: ${tag}\nsub_repo:${modules.length === 0 ? ' none\n' : `\n${modules.join('')}`}upgrade_list: none\n`,
      'install.sh': 'echo ${BUCKET_NAME}\n',
      'upgrade.sh': 'echo ${BUCKET_NAME}\n',
      'images.yaml': `image:\n  version: ${tag}\nstatus: building\n`,
      'vars.yml': 'upgradable_versions: any\n',
    },
    { kind: 'dist', name, target: { on: 'tag', tag }, build: origin(`${name}.dist`, 1) },
  );
}

type SampleRequest = Pick<PublishRequest, 'kind' | 'name' | 'binName' | 'files' | 'target'> & {
  readonly build: Omit<PublishRequest['build'], 'commit'>;
};

function sample(files: Readonly<Record<string, string>>, request: SampleRequest): SampleRelease {
  const repository = createGitRepository();
  const remove = (): void => {
    repository[Symbol.dispose]();
  };
  try {
    onTestFinished(remove);
  } catch {
    // no test runs yet: a sweep looks for its points
    afterAll(remove);
  }
  const commit = repository.commit(files);
  return {
    repository,
    commit,
    publish: async (stores, changes = {}) =>
      await publishRelease({
        ...request,
        cloneDir: repository.directory,
        stores,
        ...changes,
        build: { ...request.build, commit: repository.git('rev-parse', 'HEAD'), ...changes.build },
      }),
  };
}

function origin(slug: string, build: number): SampleRequest['build'] {
  return { repository: `acme/${slug.toLowerCase()}`, repositoryUuid: `{${slug.toLowerCase()}}`, build };
}
