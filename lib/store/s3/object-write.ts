import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { WriteOptions } from '../store.ts';
import type { WatchedCaller } from './watch-caller.ts';

/** All that one write works with. */
export interface ObjectWrite extends WatchedCaller {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner?: string };
  readonly options: Omit<WriteOptions, 'beforeCompletion'>;
  readonly conditionalMultipart: boolean;
  readonly idleTimeoutMs: number;
  readonly uploadsAtOnce: number;
  /** For what begins or ends an upload on the server, and must not be cut off by `signal`. */
  readonly tidySignal: AbortSignal;
}

/** The members that PutObject and a multipart upload have in common. */
export function describeObject({ target, options }: ObjectWrite): PutObjectCommandInput {
  const { condition } = options;
  return {
    ...target,
    ContentType: options.contentType,
    Metadata: { ...options.metadata },
    ...(condition.if === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }),
  };
}
