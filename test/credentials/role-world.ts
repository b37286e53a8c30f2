import { createGitRepository, type GitRepository } from '../../lib/testing/git-repository.ts';
import { type PipeBuild, type PipeResult, runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { bucketOf } from '../../lib/testing/project-stores.ts';
import { type S3Server, type S3ServerOptions, startS3Server } from '../../lib/testing/s3/server.ts';
import type { S3Account } from '../../lib/testing/s3/signature.ts';
import { createTestIssuer } from '../../lib/testing/sts/issuer.ts';
import { repositoryUuid, startWebIdentity, type WebIdentity } from '../../lib/testing/sts/web-identity.ts';

/** The built pipe, and three projects in three AWS accounts: PROJECTA by keys, PROJECTB and PROJECTC by roles. */
export interface RoleWorld extends AsyncDisposable {
  readonly repository: GitRepository;
  readonly server: S3Server;
  readonly identityB: WebIdentity;
  readonly identityC: WebIdentity;
  /** BITBUCKET_STEP_OIDC_TOKEN */
  readonly token: string;
  /** What makes a run to all three stores. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs the pipe on the tag 2.0.0 of ModuleX.rel; a variable that is empty is not given. */
  run(variables?: Readonly<Record<string, string>>, build?: Partial<Omit<PipeBuild, 'variables'>>): Promise<RoleRun>;
  /** The store's keys, in the order in which they were written. */
  keysIn(project: string): readonly string[];
}

export interface RoleRun extends PipeResult {
  readonly lines: readonly string[];
}

export const accountOf = { PROJECTA: '100000000000', PROJECTB: '100000000001', PROJECTC: '100000000002' } as const;

export const keysOfA = {
  accessKeyId: 'AKIDPROJECTA',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYkeyofa',
} as const;

const names = ['PROJECTA', 'PROJECTB', 'PROJECTC'] as const;

export interface RoleWorldOptions extends Omit<Partial<S3ServerOptions>, 'accounts' | 'buckets'> {
  readonly accounts?: readonly S3Account[];
  readonly lifetimeMs?: number;
}

export async function startRoleWorld({
  accounts: more = [],
  lifetimeMs,
  ...options
}: RoleWorldOptions = {}): Promise<RoleWorld> {
  const repository = createGitRepository();
  const commit = repository.commit({
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME}\n',
    'upgrade.sh': 'echo ${REL_TAG}\n',
  });
  repository.git('tag', '2.0.0');
  // the owners of B and C have keys too, which nobody is given
  const accounts: S3Account[] = names.map((name) => ({
    name,
    id: accountOf[name],
    ...keysOfA,
    ...(name === 'PROJECTA' ? {} : { accessKeyId: `AKIDROOTOF${name}` }),
  }));
  accounts.push(...more);
  const server = await startS3Server({
    ...options,
    accounts,
    buckets: names.map((name) => ({ name: bucketOf(name), owner: name })),
  });
  const issuer = createTestIssuer();
  const shared = { accounts, issuer, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) };
  const identityB = await startWebIdentity({ ...shared, account: accountOf.PROJECTB });
  const identityC = await startWebIdentity({ ...shared, account: accountOf.PROJECTC });
  const token = issuer.token({ repositoryUuid });
  const variables = {
    REPO_NAME: 'ModuleX',
    STORES: names.join(' '),
    S3_ENDPOINT: server.endpoint,
    ...Object.fromEntries(names.map((name) => [`${name}_BUCKET_NAME`, bucketOf(name)])),
    PROJECTA_AWS_ACCESS_KEY_ID: keysOfA.accessKeyId,
    PROJECTA_AWS_SECRET_ACCESS_KEY: keysOfA.secretAccessKey,
    PROJECTB_AWS_OIDC_ROLE_ARN: identityB.roleArn,
    PROJECTB_STS_ENDPOINT: identityB.sts.endpoint,
    PROJECTC_AWS_OIDC_ROLE_ARN: identityC.roleArn,
    PROJECTC_STS_ENDPOINT: identityC.sts.endpoint,
    BITBUCKET_STEP_OIDC_TOKEN: token,
  };
  return {
    repository,
    server,
    identityB,
    identityC,
    token,
    variables,
    run: async (changes = {}, build = {}) => {
      const result = await runPipeProcess({
        cloneDir: repository.directory,
        slug: 'modulex.rel',
        commit,
        build: 41,
        tag: '2.0.0',
        ...build,
        variables: { ...variables, ...changes },
      });
      return { ...result, lines: result.stdout.split('\n').slice(0, -1) };
    },
    keysIn: (project) => server.objects(bucketOf(project)).map(({ key }) => key),
    [Symbol.asyncDispose]: async () => {
      repository[Symbol.dispose]();
      await Promise.all([server.close(), identityB[Symbol.asyncDispose](), identityC[Symbol.asyncDispose]()]);
    },
  };
}

/** The variables of one store without STORES, in the names without prefix. */
export const onlyProjectA = {
  STORES: '',
  BUCKET_NAME: 'acme-projecta',
  AWS_ACCESS_KEY_ID: keysOfA.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keysOfA.secretAccessKey,
} as const;
