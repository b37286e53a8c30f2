import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { isMissingUpload } from './errors.ts';

interface UploadTarget {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
  readonly Key: string;
}

/** An upload in parts that will have none: begun and ended it proves the right to write a key, and leaves nothing there. */
export interface EmptyUpload {
  /** Returns the upload's id. */
  begin(): Promise<string | undefined>;
  end(uploadId: string | undefined): Promise<void>;
}

/** @param abortSignal must not cut off an upload that was begun from its end */
export function emptyUpload(client: S3Client, target: UploadTarget, abortSignal: AbortSignal): EmptyUpload {
  return {
    begin: async () => (await client.send(new CreateMultipartUploadCommand(target), { abortSignal })).UploadId,
    end: async (UploadId) => {
      try {
        await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }), { abortSignal });
      } catch (error) {
        // it was ended, the answer was lost, and the repeated call found nothing to end
        if (!isMissingUpload(error)) {
          throw error;
        }
      }
    },
  };
}
