import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { WriteOptions } from '../store.ts';
import type { WatchedCaller } from './watch-caller.ts';
import type { UploadWatch } from './watch-upload.ts';
import type { Deadline } from './within-deadline.ts';

/** All that one write works with. */
export interface ObjectWrite extends Omit<WatchedCaller, 'signal'> {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner?: string };
  readonly options: Omit<WriteOptions, 'beforeCompletion'>;
  readonly conditionalMultipart: boolean;
  readonly idleTimeoutMs: number;
  readonly uploadsAtOnce: number;
  /** For what begins or ends an upload on the server, and must not be cut off by `signal`. */
  readonly tidySignal: AbortSignal;
  /** The caller's, which is aborted too when the upload is given up. */
  readonly signal: AbortSignal;
  readonly watch: UploadWatch;
  /** For what has no body, and is answered at once. */
  readonly answerDeadline: Omit<Deadline, 'signal'>;
  /** For the end of an upload in parts, which the server may have to copy together. */
  readonly confirmationDeadline: Omit<Deadline, 'signal'>;
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
