import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describe, inject } from 'vitest';
import { openS3Store } from '../../lib/store/s3/s3-store.ts';
import { describeStoreContract, type StoreWorld } from '../../lib/store/store-contract.ts';
import { createCephProjects } from './project-servers.ts';

const cephEndpoint = inject('cephEndpoint');

describe.skipIf(cephEndpoint === null)('a store on Ceph RGW', () => {
  describeStoreContract(async () => await openWorld(cephEndpoint ?? ''));
});

async function openWorld(endpoint: string): Promise<StoreWorld> {
  const { projects, ...server } = await createCephProjects(endpoint);
  const { bucket, account, client } = projects.PROJECTA;
  const options = {
    name: 'PROJECTA',
    bucket,
    region: 'us-east-1',
    endpoint,
    credentials: keysOf(account),
  } as const;
  return {
    options,
    otherAccount: keysOf(projects.PROJECTB.account),
    mindsRegion: false,
    open: (changes = {}) => openS3Store({ ...options, ...changes }),
    unfinishedUploads: async (key) => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
      return Uploads.filter((upload) => upload.Key === key).length;
    },
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

function keysOf({ accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  return { kind: 'keys', accessKeyId, secretAccessKey } as const;
}
