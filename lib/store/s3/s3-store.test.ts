import { describe } from 'vitest';
import { acme, globex, startTwoAccountServer } from '../../testing/s3/two-account-server.ts';
import { describeStoreContract, type StoreWorld } from '../store-contract.ts';
import { openS3Store } from './s3-store.ts';

async function startWorld(conditionalMultipart: boolean): Promise<StoreWorld> {
  const server = await startTwoAccountServer();
  const options = {
    name: 'PROJECTA',
    bucket: 'projecta',
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: { kind: 'keys', accessKeyId: acme.accessKeyId, secretAccessKey: acme.secretAccessKey },
    conditionalMultipart,
  } as const;
  const { accessKeyId, secretAccessKey, sessionToken = '' } = globex;
  return {
    options,
    otherAccount: { kind: 'keys', accessKeyId, secretAccessKey, sessionToken },
    mindsRegion: true,
    open: (changes = {}) => openS3Store({ ...options, ...changes }),
    unfinishedUploads: async (key) =>
      server.unfinishedUploads('projecta').filter((upload) => upload.key === key).length,
    [Symbol.asyncDispose]: async () => await server.close(),
  };
}

describe('a store on AWS: large objects in parts', () => {
  describeStoreContract(async () => await startWorld(true));
});

describe('a store on an S3-compatible server: large objects in one request', () => {
  describeStoreContract(async () => await startWorld(false));
});
