import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Attempt } from './answer-meanings.ts';
import type { StoreCalls } from './store-calls.ts';

/** A bucket with what it is asked by. */
export interface GuardedBucket {
  readonly client: S3Client;
  readonly inTime: StoreCalls['inTime'];
  /** What a call to it is, for messages. */
  readonly attempted: Omit<S3Attempt, 'operation' | 'key'>;
  readonly target: { readonly Bucket: string; readonly ExpectedBucketOwner?: string };
  /** How long an answer may take. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** For what begins or ends an upload on the server, and must not be cut off by `signal`. */
  readonly tidySignal: AbortSignal;
}
