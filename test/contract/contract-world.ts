import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitRepository, type GitRepository } from '../../lib/testing/git-repository.ts';
import { type PipeBuild, type PipeResult, runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../../lib/testing/project-stores.ts';

/** A REL at its tag 2.0.0, two stores to publish it to, and the built pipe as Bitbucket starts it. */
export interface ContractWorld extends AsyncDisposable {
  readonly repository: GitRepository;
  readonly stores: ProjectStores;
  /** An empty folder for what a test needs. */
  readonly temp: string;
  /** Runs the pipe on what is checked out, as a build of the tag 2.0.0 where `build` says nothing else. */
  run(
    variables?: Readonly<Record<string, string>>,
    build?: Partial<Omit<PipeBuild, 'variables'>>,
  ): Promise<ContractRun>;
  /** What is in a project's store. */
  keys(project: string): readonly string[];
  /** Every call to a store that was not reading. */
  writes(): readonly string[];
}

interface ContractRun extends PipeResult {
  /** Of stdout, without the ends. */
  readonly lines: readonly string[];
  readonly last: string;
}

export const relFiles = {
  'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
  'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME} ${BUCKET_NAME}\n',
  'upgrade.sh': 'echo ${REL_TAG}\n',
  'etc/module.conf': 'x\n',
} as const;

export const packageKey = 'ModuleX/2.0.0/ModuleX.tar.gz';
export const releasedKeys = [packageKey, 'ModuleX/2.0.0/ModuleX.rel.json'];
export const released = '✔ ModuleX 2.0.0 is released in 2 stores';
export const releasedBefore = '✔ ModuleX 2.0.0 was already released in 2 stores; nothing had to be written';

export async function createContractWorld(): Promise<ContractWorld> {
  const repository = createGitRepository();
  repository.commit(relFiles);
  repository.git('tag', '2.0.0');
  const stores = await startProjectStores();
  const temp = mkdtempSync(join(tmpdir(), 'tagship-contract-'));
  return {
    repository,
    stores,
    temp,
    run: async (variables = {}, build = {}) => {
      const result = await runPipeProcess({
        cloneDir: repository.directory,
        slug: 'modulex.rel',
        commit: build.commit ?? repository.git('rev-parse', 'HEAD'),
        build: 41,
        ...('branch' in build ? {} : { tag: '2.0.0' }),
        ...build,
        variables: { REPO_NAME: 'ModuleX', ...stores.variables(), ...variables },
      });
      const lines = result.stdout.split('\n').slice(0, -1);
      return { ...result, lines, last: lines.at(-1) ?? '' };
    },
    keys: (project) => stores.server.objects(bucketOf(project)).map(({ key }) => key),
    writes: () =>
      stores.server.calls
        .map(({ operation = 'unknown' }) => operation)
        .filter((operation) => !/^(?:Get|Head|List)/.test(operation)),
    [Symbol.asyncDispose]: async () => {
      repository[Symbol.dispose]();
      rmSync(temp, { recursive: true, force: true });
      await stores[Symbol.asyncDispose]();
    },
  };
}
