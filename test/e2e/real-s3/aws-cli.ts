import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { S3Account } from '../../../lib/testing/s3/signature.ts';
import { awsCli, missingPrograms } from './needed-programs.ts';

const run = promisify(execFile);

export function hasAwsCli(): boolean {
  return missingPrograms([awsCli], process.env['PATH'] ?? '').length === 0;
}

/** What the AWS CLI needs to speak with a server in the name of an account, and nothing of this machine. */
export function awsEnvironment({ accessKeyId, secretAccessKey }: S3Account): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    NO_PROXY: '*',
    AWS_PAGER: '',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
  };
}

/** Gives a user of a RADOS Gateway one more policy, for a bucket. `admin` has the cap `user-policy=*`. */
export async function putUserPolicy(
  endpoint: string,
  admin: S3Account,
  { user, bucket, policy }: Readonly<Record<'user' | 'bucket' | 'policy', string>>,
): Promise<void> {
  const what = ['--user-name', user, '--policy-name', bucket, '--policy-document', policy];
  await run('aws', ['--endpoint-url', endpoint, 'iam', 'put-user-policy', ...what], { env: awsEnvironment(admin) });
}
