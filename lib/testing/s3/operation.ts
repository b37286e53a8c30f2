import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ReceivedBody } from './body.ts';
import type { Bucket } from './buckets.ts';
import { accessDenied, noSuchKey, type S3Error } from './s3-error.ts';

/** A request that is authentic, allowed and complete, for an operation to act on. */
export interface S3Request {
  readonly bucket: Bucket;
  /** Empty for an operation on a bucket. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly body: ReceivedBody;
  readonly now: Date;
  /** Whether the caller has s3:ListBucket: without it a missing key is AccessDenied (AWS, GetObject, "Permissions"). */
  readonly mayList: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: readonly Buffer[];
}

/** Acts at once: nothing else happens between the check of a condition and the write that it guards. */
export type Operation = (request: S3Request) => Answer;

export function missingKey(request: S3Request): S3Error {
  return request.mayList ? noSuchKey(request.key) : accessDenied();
}
