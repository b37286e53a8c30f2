import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, PutPublicAccessBlockCommand, type S3Client } from '@aws-sdk/client-s3';
import { mapLimited } from '../../lib/core/parallel.ts';
import { exampleRepositories, publishesTo, readExamplePolicy } from '../../lib/testing/example-policies.ts';
import { bucketOf } from '../../lib/testing/project-stores.ts';
import type { PolicyDocument } from '../../lib/testing/s3/iam/policy.ts';
import { connect } from '../../lib/testing/s3/sdk-client.ts';
import { startS3Server } from '../../lib/testing/s3/server.ts';
import type { S3Account } from '../../lib/testing/s3/signature.ts';
import { hasAwsCli, putUserPolicy } from './real-s3/aws-cli.ts';

/** As in STORES. */
export type ProjectName = 'PROJECTA' | 'PROJECTB';

/** An S3 server on which each of two projects has an account and an empty bucket of its own. */
export interface ProjectServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly projects: Readonly<Record<ProjectName, Project>>;
  /**
   * Who a repository of the example world is in a project: may do what examples/iam says, and no more. The account itself
   * where no rights were given.
   */
  user(project: ProjectName, repository: string): S3Account;
}

export interface Project {
  readonly bucket: string;
  readonly account: S3Account;
  /** The SDK with the project's account: sees what is stored without tagship. */
  readonly client: S3Client;
}

const account = {
  PROJECTA: {
    name: 'PROJECTA',
    id: '100000000001',
    accessKeyId: 'AKIDPROJECTA00000001',
    secretAccessKey: 'secret-of-projecta-0123456789',
  },
  PROJECTB: {
    name: 'PROJECTB',
    id: '100000000002',
    accessKeyId: 'AKIDPROJECTB00000002',
    secretAccessKey: 'secret-of-projectb-0123456789',
  },
} as const satisfies Record<ProjectName, S3Account>;

const projectNames = ['PROJECTA', 'PROJECTB'] as const;
/** `node`: not a repository, but has rights of its own too. */
const roles = [...exampleRepositories(), 'node'];
const suffixOf: Readonly<Record<ProjectName, string>> = { PROJECTA: 'A', PROJECTB: 'B' };

/** Those that a real server is to have. Users of it have no rights before `createCephProjects` gives them some. */
export const accounts: readonly S3Account[] = [
  ...Object.values(account),
  ...projectNames.flatMap((project) => roles.map((role) => userOf(project, role))),
];

function userOf(project: ProjectName, role: string): S3Account {
  const name = `${role}-${suffixOf[project]}`;
  return {
    name,
    id: account[project].id,
    accessKeyId: `AKID${name.replaceAll(/[.-]/g, '').toUpperCase()}`,
    secretAccessKey: `secret-of-${name}-0123456789`,
  };
}

/** The roles that have rights in a project. */
function rolesIn(project: ProjectName): readonly string[] {
  return roles.filter((role) => role === 'node' || publishesTo(role, project));
}

/** A loopback server of its own. */
export async function startLoopbackProjects(): Promise<ProjectServer> {
  const [PROJECTA, PROJECTB] = [bucketOf('PROJECTA'), bucketOf('PROJECTB')];
  const users = projectNames.flatMap((project) =>
    rolesIn(project).map((role) => ({
      ...userOf(project, role),
      policies: [readExamplePolicy(bucketOf(project), role)],
    })),
  );
  const server = await startS3Server({
    accounts: [...Object.values(account), ...users],
    buckets: [
      { name: PROJECTA, owner: 'PROJECTA' },
      { name: PROJECTB, owner: 'PROJECTB' },
    ],
  });
  return projectServer(server.endpoint, { PROJECTA, PROJECTB }, async () => await server.close(), userOf);
}

/**
 * New buckets on the one RADOS Gateway; they stay until that is ended. They are not versioned, because in a versioned
 * bucket it does not honour If-None-Match.
 */
export async function createCephProjects(
  endpoint: string,
  { withRights = false }: { readonly withRights?: boolean } = {},
): Promise<ProjectServer> {
  const suffix = randomBytes(4).toString('hex');
  const [PROJECTA, PROJECTB] = [`${bucketOf('PROJECTA')}-${suffix}`, `${bucketOf('PROJECTB')}-${suffix}`];
  const server = projectServer(
    endpoint,
    { PROJECTA, PROJECTB },
    async () => await Promise.resolve(),
    withRights && hasAwsCli() ? userOf : undefined,
  );
  for (const { client, bucket } of Object.values(server.projects)) {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await client.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: blocked }));
  }
  if (withRights && hasAwsCli()) {
    await mapLimited(projectNames.flatMap(rightsIn), 4, async ({ project, user, policy }) => {
      const { bucket } = server.projects[project];
      const text = JSON.stringify(policy).replaceAll(bucketOf(project), bucket);
      await putUserPolicy(endpoint, account.PROJECTA, { user, bucket, policy: text });
    });
  }
  return server;
}

/**
 * The rights of examples/iam, and those of the account to what its users write: on a RADOS Gateway an object belongs to
 * who wrote it, and each user is an account.
 */
function rightsIn(project: ProjectName) {
  const bucket = bucketOf(project);
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const everything: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource }],
  };
  return [
    { project, user: account[project].name, policy: everything },
    ...rolesIn(project).map((role) => ({
      project,
      user: userOf(project, role).name,
      policy: readExamplePolicy(bucket, role),
    })),
  ];
}

/** Without BlockPublicAcls, where it is on a RADOS Gateway refuses every upload. */
const blocked = { IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

function projectServer(
  endpoint: string,
  buckets: Readonly<Record<ProjectName, string>>,
  close: () => Promise<void>,
  user: ProjectServer['user'] = (name) => account[name],
): ProjectServer {
  const project = (name: ProjectName): Project => ({
    bucket: buckets[name],
    account: account[name],
    client: connect({ endpoint }, account[name]),
  });
  const projects = { PROJECTA: project('PROJECTA'), PROJECTB: project('PROJECTB') };
  return {
    endpoint,
    projects,
    user,
    [Symbol.asyncDispose]: async () => {
      projects.PROJECTA.client.destroy();
      projects.PROJECTB.client.destroy();
      await close();
    },
  };
}

/** The pipe's variables for both projects, with the keys of a repository of the example world, or of the accounts. */
export function storeVariables(
  { projects, user }: ProjectServer,
  endpoint: string,
  repository?: string,
): Readonly<Record<string, string>> {
  return {
    S3_ENDPOINT: endpoint,
    ...Object.fromEntries(
      projectNames.flatMap((name) => {
        const { bucket, account: owner } = projects[name];
        const { accessKeyId, secretAccessKey } = repository === undefined ? owner : user(name, repository);
        return [
          [`${name}_BUCKET_NAME`, bucket],
          [`${name}_AWS_REGION`, 'us-east-1'],
          [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
          [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
        ];
      }),
    ),
  };
}
