import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { StoreGuard, WriteProbe } from '../protection.ts';
import { emptyUpload } from './empty-upload.ts';
import { isDenied, translateS3Error } from './errors.ts';
import type { GuardedBucket } from './guarded-bucket.ts';
import { readOwnership, readPolicy, readProtection } from './read-protection.ts';
import { untilAborted } from './until-aborted.ts';

export function createS3Guard(bucket: GuardedBucket): StoreGuard {
  const { client, inTime, attempted, target, signal, tidySignal } = bucket;

  async function tryOut<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (isDenied(error)) {
        return undefined;
      }
      throw translateS3Error(error, { ...attempted, operation, ...(key !== undefined && { key }) });
    }
  }

  async function probeWrite(key: string): Promise<WriteProbe> {
    const upload = emptyUpload(client, { ...target, Key: key }, tidySignal);
    const begun = await tryOut('CreateMultipartUpload', key, async () => ({ uploadId: await upload.begin() }));
    if (begun === undefined) {
      return 'denied';
    }
    const ended = await tryOut('AbortMultipartUpload', key, async () => {
      await upload.end(begun.uploadId);
      return true;
    });
    return ended === undefined ? 'left' : 'allowed';
  }

  return {
    endpoint: attempted.endpoint,
    expectedOwner: attempted.expectedOwner,
    variables: attempted.variables,
    readProtection: async () => await untilAborted(readProtection(bucket), signal),
    readPolicy: async () => await untilAborted(readPolicy(bucket), signal),
    readOwnership: async () => await untilAborted(readOwnership(bucket), signal),
    probeWrite: async (key) => await inTime('CreateMultipartUpload', key, async () => await probeWrite(key)),
    probeListing: async () =>
      await inTime('ListObjectsV2', undefined, async (abortSignal) => {
        const listing = await tryOut('ListObjectsV2', undefined, async () => {
          return await client.send(new ListObjectsV2Command({ ...target, MaxKeys: 1 }), { abortSignal });
        });
        return listing === undefined ? 'denied' : 'allowed';
      }),
  };
}
