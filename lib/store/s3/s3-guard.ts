import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { StoreGuard, WriteProbe } from '../protection.ts';
import { isDenied, isMissingUpload, translateS3Error } from './errors.ts';
import type { GuardedBucket } from './guarded-bucket.ts';
import { readOwnership, readPolicy, readProtection } from './read-protection.ts';
import { untilAborted } from './until-aborted.ts';

export function createS3Guard(bucket: GuardedBucket): StoreGuard {
  const { client, attempted, target, signal, tidySignal } = bucket;

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
    const at = { ...target, Key: key };
    const abortSignal = tidySignal;
    const started = await tryOut('CreateMultipartUpload', key, async () => {
      return await client.send(new CreateMultipartUploadCommand(at), { abortSignal });
    });
    if (started === undefined) {
      return 'denied';
    }
    const ended = await tryOut('AbortMultipartUpload', key, async () => {
      const ending = new AbortMultipartUploadCommand({ ...at, UploadId: started.UploadId });
      return await client.send(ending, { abortSignal }).catch((error: unknown) => {
        // it was ended, the answer was lost, and the repeated call found nothing to end
        if (isMissingUpload(error)) {
          return {};
        }
        throw error;
      });
    });
    return ended === undefined ? 'left' : 'allowed';
  }

  return {
    endpoint: bucket.endpoint,
    expectedOwner: bucket.expectedOwner,
    variables: attempted.variables,
    readProtection: async () => await untilAborted(readProtection(bucket), signal),
    readPolicy: async () => await untilAborted(readPolicy(bucket), signal),
    readOwnership: async () => await untilAborted(readOwnership(bucket), signal),
    probeWrite: async (key) => await untilAborted(probeWrite(key), signal),
    probeListing: async () => {
      const listing = tryOut('ListObjectsV2', undefined, async () => {
        return await client.send(new ListObjectsV2Command({ ...target, MaxKeys: 1 }), { abortSignal: signal });
      });
      return (await untilAborted(listing, signal)) === undefined ? 'denied' : 'allowed';
    },
  };
}
