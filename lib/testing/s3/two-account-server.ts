import { type S3Server, type S3ServerOptions, startS3Server } from './server.ts';
import type { S3Account } from './signature.ts';

/** The owner of the bucket `projecta`. */
export const acme: S3Account = {
  name: 'acme',
  id: '111111111111',
  accessKeyId: 'AKIAACME',
  secretAccessKey: 'acme-secret',
};

/** The owner of the bucket `projectb`, with temporary credentials. */
export const globex: S3Account = {
  name: 'globex',
  id: '222222222222',
  accessKeyId: 'ASIAGLOBEX',
  secretAccessKey: 'globex-secret',
  sessionToken: 'globex-token',
};

/** A server with both accounts and their buckets; `projectb` is in eu-west-1. */
export async function startTwoAccountServer(options: Partial<S3ServerOptions> = {}): Promise<S3Server> {
  return await startS3Server({
    accounts: [acme, globex],
    buckets: [
      { name: 'projecta', owner: 'acme' },
      { name: 'projectb', owner: 'globex', region: 'eu-west-1' },
    ],
    ...options,
  });
}
