import type { S3ServiceException } from '@aws-sdk/client-s3';
import type { ErrorCode } from '../../core/errors.ts';

/** What was tried where, for the message. */
export interface S3Attempt {
  readonly operation: string;
  readonly store: string;
  readonly bucket: string;
  readonly key?: string | undefined;
}

/** What an error that S3 answered means for the one who runs the pipeline. */
export interface AnswerMeaning {
  readonly code: ErrorCode;
  readonly hint: string;
}

type Meaning = readonly [code: ErrorCode, hint: (attempt: S3Attempt) => string];

export function meaningOf(error: S3ServiceException, attempt: S3Attempt): AnswerMeaning {
  const [code, hint] = byName.get(error.name) ?? byStatus(error.$metadata.httpStatusCode ?? 0);
  return { code, hint: hint(attempt) };
}

const missingBucket: Meaning = [
  'store-misconfigured',
  ({ bucket, store }) =>
    `bucket ${bucket} does not exist there; check ${store}_BUCKET_NAME, and its region or endpoint`,
];
const otherRegion: Meaning = [
  'store-misconfigured',
  ({ bucket, store }) => `bucket ${bucket} is in another region; check ${store}_AWS_REGION`,
];
const otherAddress: Meaning = [
  'store-misconfigured',
  ({ store }) => `the answer leads to another address, and is not followed; check the endpoint of ${store}`,
];
const otherBytes: Meaning = [
  'integrity',
  () =>
    'the bytes that arrived are not those that were packed; find out whether something else writes to the work folder, and run the step again',
];

const byName: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    NoSuchBucket: missingBucket,
    NoSuchKey: [
      'integrity',
      () => 'the object was removed meanwhile; find out by whom before the pipeline is run again',
    ],
    PermanentRedirect: otherRegion,
    AuthorizationHeaderMalformed: otherRegion,
    XAmzContentSHA256Mismatch: otherBytes,
    BadDigest: otherBytes,
    NotImplemented: [
      'store-misconfigured',
      () =>
        'the store does not know conditional writes (If-None-Match), without which a release could be overwritten; use one that does',
    ],
    InvalidAccessKeyId: [
      'store-access',
      ({ store }) => `the access key of ${store} is unknown there; check ${store}_AWS_ACCESS_KEY_ID`,
    ],
    SignatureDoesNotMatch: [
      'store-access',
      ({ store }) => `the secret does not belong to the access key; check ${store}_AWS_SECRET_ACCESS_KEY`,
    ],
    ExpiredToken: ['store-access', () => 'the session token has expired; run the step again'],
    InvalidToken: [
      'store-access',
      ({ store }) => `the session token does not belong to the access key; check ${store}_AWS_SESSION_TOKEN`,
    ],
    RequestTimeTooSkewed: ['store-access', () => 'the clock of this machine is wrong; set it by NTP'],
  }),
);

function byStatus(status: number): Meaning {
  switch (status) {
    case 301:
      return otherRegion;
    case 302:
    case 303:
    case 307:
    case 308:
      return otherAddress;
    case 400:
      return ['store-misconfigured', ({ store }) => `check that the region of ${store} is the bucket's region`];
    case 401:
    case 403:
      return ['store-access', deniedHint];
    case 404:
      return missingBucket;
    default:
      return ['store-unreachable', () => 'the store answered with an error of its own; run the pipeline again later'];
  }
}

function deniedHint({ operation, bucket, key }: S3Attempt): string {
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
  switch (operation) {
    case 'HeadObject':
    case 'GetObject':
      return `allow s3:GetObject on ${resource}; without s3:ListBucket on the bucket S3 also answers 403 where an object is missing`;
    case 'ListObjectsV2':
      return allow('s3:ListBucket', resource);
    case 'AbortMultipartUpload':
      return `${allow('s3:AbortMultipartUpload', resource)}; the upload that proved the right to write stays begun, without content`;
    default:
      return allow('s3:PutObject', resource);
  }
}

function allow(action: string, resource: string): string {
  return `allow ${action} on ${resource} for this store's credentials, and check EXPECTED_BUCKET_OWNER`;
}
