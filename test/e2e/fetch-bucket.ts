import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Project } from './project-servers.ts';
import { awsEnvironment, hasAwsCli } from './real-s3/aws-cli.ts';

const run = promisify(execFile);

/** What a project's bucket lists: for each key what changes with every write. */
export async function listBucket({ client, bucket }: Project): Promise<ReadonlyMap<string, string>> {
  const { Contents = [], IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  if (IsTruncated === true) {
    throw new Error(`${bucket} has more objects than one page lists`);
  }
  return new Map(
    Contents.map(({ Key = '', ETag, LastModified }) => [Key, `${ETag} written ${LastModified?.toISOString()}`]),
  );
}

/** Copies all objects to `<folder>/<key>` as users do, with the AWS CLI; where that is missing, with the SDK. */
export async function fetchBucket(endpoint: string, project: Project, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!hasAwsCli()) {
    await fetchBySdk(project, folder);
    return;
  }
  await run('aws', ['--endpoint-url', endpoint, 's3', 'cp', '--recursive', `s3://${project.bucket}`, folder], {
    env: awsEnvironment(project.account),
  });
}

async function fetchBySdk(project: Project, folder: string): Promise<void> {
  for (const key of (await listBucket(project)).keys()) {
    const { Body } = await project.client.send(new GetObjectCommand({ Bucket: project.bucket, Key: key }));
    const file = join(folder, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, (await Body?.transformToByteArray()) ?? '');
  }
}
