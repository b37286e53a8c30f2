import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { bucketOf } from '../../lib/testing/project-stores.ts';
import { connect } from '../../lib/testing/s3/sdk-client.ts';
import { startS3Server } from '../../lib/testing/s3/server.ts';
import type { S3Account } from '../../lib/testing/s3/signature.ts';

/** As in STORES. */
export type ProjectName = 'PROJECTA' | 'PROJECTB';

/** An S3 server on which each of two projects has an account and an empty bucket of its own. */
export interface ProjectServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly projects: Readonly<Record<ProjectName, Project>>;
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

export const accounts: readonly S3Account[] = Object.values(account);

/** A loopback server of its own. */
export async function startLoopbackProjects(): Promise<ProjectServer> {
  const [PROJECTA, PROJECTB] = [bucketOf('PROJECTA'), bucketOf('PROJECTB')];
  const server = await startS3Server({
    accounts,
    buckets: [
      { name: PROJECTA, owner: 'PROJECTA' },
      { name: PROJECTB, owner: 'PROJECTB' },
    ],
  });
  return projectServer(server.endpoint, { PROJECTA, PROJECTB }, async () => await server.close());
}

/** New buckets on the one RADOS Gateway; they stay until that is ended. */
export async function createCephProjects(endpoint: string): Promise<ProjectServer> {
  const suffix = randomBytes(4).toString('hex');
  const [PROJECTA, PROJECTB] = [`${bucketOf('PROJECTA')}-${suffix}`, `${bucketOf('PROJECTB')}-${suffix}`];
  const server = projectServer(endpoint, { PROJECTA, PROJECTB }, async () => await Promise.resolve());
  for (const { client, bucket } of Object.values(server.projects)) {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  }
  return server;
}

function projectServer(
  endpoint: string,
  buckets: Readonly<Record<ProjectName, string>>,
  close: () => Promise<void>,
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
    [Symbol.asyncDispose]: async () => {
      projects.PROJECTA.client.destroy();
      projects.PROJECTB.client.destroy();
      await close();
    },
  };
}

/** The pipe's variables for both projects, as a Bitbucket workspace has them. */
export function storeVariables({ projects }: ProjectServer, endpoint: string): Readonly<Record<string, string>> {
  return {
    S3_ENDPOINT: endpoint,
    ...Object.fromEntries(
      Object.entries(projects).flatMap(
        ([
          name,
          {
            bucket,
            account: { accessKeyId, secretAccessKey },
          },
        ]) => [
          [`${name}_BUCKET_NAME`, bucket],
          [`${name}_AWS_REGION`, 'us-east-1'],
          [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
          [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
        ],
      ),
    ),
  };
}
