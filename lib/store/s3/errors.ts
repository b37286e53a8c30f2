import { S3ServiceException } from '@aws-sdk/client-s3';
import { systemErrorCode, TagshipError } from '../../core/errors.ts';

/** What was tried where, for the message. */
export interface S3Attempt {
  readonly operation: string;
  readonly store: string;
  readonly bucket: string;
  readonly key?: string;
}

/** Answers to a conditional write: 412 when the condition fails, 409 when two writes race (AWS, "conditional writes"). */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.name === 'PreconditionFailed' ||
      error.name === 'ConditionalRequestConflict' ||
      error.$metadata.httpStatusCode === 412)
  );
}

/** There is no such key. (No such bucket is another matter.) */
export function isMissingKey(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket' &&
    error.name !== 'NoSuchUpload'
  );
}

/** Worth another try: the network's or the server's fault, and it may pass. */
export function isTransient(error: unknown): boolean {
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    return status >= 500 || status === 429 || transientNames.has(error.name);
  }
  const code = systemErrorCode(error);
  return (code !== undefined && transientCodes.has(code)) || (error instanceof Error && error.name === 'TimeoutError');
}

const transientNames = new Set(['SlowDown', 'RequestTimeout', 'InternalError', 'ServiceUnavailable', 'Throttling']);
const transientCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Says what a failed call means and what to do about it. Codes and names are matched, never message text. */
export function translateS3Error(error: unknown, attempt: S3Attempt): TagshipError {
  if (error instanceof TagshipError) {
    return error;
  }
  const target = `s3://${attempt.bucket}${attempt.key === undefined ? '' : `/${attempt.key}`}`;
  const what = `${attempt.operation} ${target}`;
  if (error instanceof S3ServiceException) {
    return translateAnswer(error, what, attempt);
  }
  const code = systemErrorCode(error) ?? (error instanceof Error ? error.name : 'unknown error');
  if (code === 'CredentialsProviderError' || code === 'InvalidIdentityToken' || code === 'ExpiredTokenException') {
    return new TagshipError('store-access', `${what} was not tried: the credentials could not be obtained (${code})`, {
      hint: `check ${attempt.store}'s role ARN, its trust policy, and that the step has "oidc: true"`,
      cause: error,
    });
  }
  return new TagshipError('store-unreachable', `${what} got no answer (${code})`, {
    hint: 'check the endpoint, the region and the network, then run the pipeline again',
    cause: error,
  });
}

function translateAnswer(error: S3ServiceException, what: string, attempt: S3Attempt): TagshipError {
  const status = error.$metadata.httpStatusCode ?? 0;
  const failed = `${what} was refused (${status} ${error.name})`;
  const known = hints[error.name];
  if (known !== undefined) {
    return new TagshipError(known.code, failed, { hint: known.hint(attempt), cause: error });
  }
  if (status === 301 || status === 400) {
    return new TagshipError('store-misconfigured', failed, {
      hint: `check that the region of ${attempt.store} is the bucket's region`,
      cause: error,
    });
  }
  if (status === 401 || status === 403) {
    return new TagshipError('store-access', failed, { hint: deniedHint(attempt), cause: error });
  }
  if (status === 404) {
    return new TagshipError('store-misconfigured', failed, { hint: missingBucketHint(attempt), cause: error });
  }
  return new TagshipError('store-unreachable', failed, {
    hint: 'the store answered with an error of its own; run the pipeline again later',
    cause: error,
  });
}

interface Meaning {
  readonly code: 'store-access' | 'store-misconfigured';
  readonly hint: (attempt: S3Attempt) => string;
}

const hints: Readonly<Record<string, Meaning | undefined>> = {
  NoSuchBucket: { code: 'store-misconfigured', hint: missingBucketHint },
  InvalidAccessKeyId: {
    code: 'store-access',
    hint: ({ store }) => `the access key of ${store} is unknown there; check ${store}_AWS_ACCESS_KEY_ID`,
  },
  SignatureDoesNotMatch: {
    code: 'store-access',
    hint: ({ store }) => `the secret does not belong to the access key; check ${store}_AWS_SECRET_ACCESS_KEY`,
  },
  ExpiredToken: { code: 'store-access', hint: () => 'the session token has expired; run the step again' },
  InvalidToken: {
    code: 'store-access',
    hint: ({ store }) => `the session token does not belong to the access key; check ${store}_AWS_SESSION_TOKEN`,
  },
  RequestTimeTooSkewed: { code: 'store-access', hint: () => "the clock of this machine is wrong; set it by NTP" },
  PermanentRedirect: { code: 'store-misconfigured', hint: regionHint },
  AuthorizationHeaderMalformed: { code: 'store-misconfigured', hint: regionHint },
};

function missingBucketHint({ bucket, store }: S3Attempt): string {
  return `bucket ${bucket} does not exist there; check ${store}_BUCKET_NAME, and its region or endpoint`;
}

function regionHint({ bucket, store }: S3Attempt): string {
  return `bucket ${bucket} is in another region; check ${store}_AWS_REGION`;
}

function deniedHint({ operation, bucket, key }: S3Attempt): string {
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
  if (operation === 'HeadObject' || operation === 'GetObject') {
    return `allow s3:GetObject on ${resource}; without s3:ListBucket on the bucket S3 also answers 403 where an object is missing`;
  }
  const action = operation === 'ListObjectsV2' ? `s3:ListBucket on arn:aws:s3:::${bucket}` : `s3:PutObject on ${resource}`;
  return `allow ${action} for this store's credentials, and check EXPECTED_BUCKET_OWNER`;
}
