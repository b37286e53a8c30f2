import type { S3ServiceException } from '@aws-sdk/client-s3';
import { quoted } from '../../core/diagnostics.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { StoreVariables } from '../variables.ts';
import type { SignIn } from './credentials.ts';
import { namedRegion, shownRegion } from './named-region.ts';

/** What was tried where, for the message. */
export interface S3Attempt {
  readonly operation: string;
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly signedInBy: SignIn['credentials']['kind'];
  readonly region: string;
  /** undefined: AWS's own of the region. */
  readonly endpoint: string | undefined;
  readonly expectedOwner: string | undefined;
  readonly variables: StoreVariables;
}

/** What an error that S3 answered means for the one who runs the pipeline. */
export interface AnswerMeaning {
  readonly code: ErrorCode;
  readonly hint: string;
}

interface AnsweredAttempt extends S3Attempt {
  /** The bucket's region, if the answer names one that is not the attempt's. */
  readonly rightRegion: string | undefined;
}

type Meaning = readonly [code: ErrorCode, hint: (attempt: AnsweredAttempt) => string];

export function meaningOf(error: S3ServiceException, attempt: S3Attempt): AnswerMeaning {
  const [code, hint] = byName.get(error.name) ?? byStatus(error.$metadata.httpStatusCode ?? 0);
  const named = namedRegion(error);
  return { code, hint: hint({ ...attempt, rightRegion: named === attempt.region ? undefined : named }) };
}

const missingBucket: Meaning = [
  'store-misconfigured',
  ({ bucket, variables }) =>
    `bucket ${bucket} does not exist there; check ${variables.bucket}, and its region or endpoint`,
];
const otherRegion: Meaning = [
  'store-misconfigured',
  (attempt) =>
    toldRegion(attempt) ??
    `bucket ${attempt.bucket} is in another region; check ${attempt.variables.region}, which is ${quoted(attempt.region)}`,
];
const otherAddress: Meaning = [
  'store-misconfigured',
  ({ variables }) => `the answer leads to another address, and is not followed; check ${variables.endpoint}`,
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
      bySignIn({
        keys: ({ variables }) => `the access key is unknown there; check ${variables.accessKeyId}`,
        'web-identity': strangeSession,
        machine: () =>
          'the access key that this machine has is unknown there: it was deleted, or is of another store; give the machine a new one, or a role',
      }),
    ],
    SignatureDoesNotMatch: [
      'store-access',
      bySignIn({
        keys: ({ variables }) => `the secret does not belong to the access key; check ${variables.secretAccessKey}`,
        'web-identity': strangeSession,
        machine: () => 'the secret that this machine has does not belong to its access key; give it both anew',
      }),
    ],
    ExpiredToken: [
      'store-access',
      bySignIn({
        keys: ({ variables }) =>
          `the session token has expired; write a new one as ${variables.sessionToken}, with its access key`,
        'web-identity': () =>
          "the session of the role has expired; run the step again, and let the role's sessions last longer",
        machine: () => "this machine's session token has expired; renew it, or give the machine a role instead",
      }),
    ],
    InvalidToken: [
      'store-access',
      bySignIn({
        keys: ({ variables }) => `the session token does not belong to the access key; check ${variables.sessionToken}`,
        'web-identity': strangeSession,
        machine: () =>
          'the session token that this machine has does not belong to its access key; give it all three anew',
      }),
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
      return ['store-misconfigured', badRequestHint];
    case 401:
    case 403:
      return ['store-access', deniedHint];
    case 404:
      return missingBucket;
    default:
      return ['store-unreachable', () => 'the store answered with an error of its own; run the pipeline again later'];
  }
}

function badRequestHint(attempt: AnsweredAttempt): string {
  const { region, variables } = attempt;
  return toldRegion(attempt) ?? `check that ${variables.region}, which is ${quoted(region)}, is the bucket's region`;
}

function toldRegion({ bucket, region, rightRegion, variables }: AnsweredAttempt): string | undefined {
  return rightRegion === undefined
    ? undefined
    : `bucket ${bucket} is in ${shownRegion(rightRegion)}, and ${variables.region} is ${quoted(region)}`;
}

/** What an answer means depends on how the store was signed in to. */
function bySignIn(hints: Readonly<Record<S3Attempt['signedInBy'], Meaning[1]>>): Meaning[1] {
  return (attempt) => hints[attempt.signedInBy](attempt);
}

/** The credentials are those that STS gave. */
function strangeSession({ variables: { stsEndpoint, endpoint } }: S3Attempt): string {
  return `the session that STS gave is not known there; check that ${stsEndpoint} and ${endpoint} belong together`;
}

function deniedHint(attempt: S3Attempt): string {
  const { operation, bucket, key } = attempt;
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
  switch (operation) {
    case 'HeadObject':
    case 'GetObject':
      return `allow s3:GetObject on ${resource}; without s3:ListBucket on the bucket S3 also answers 403 where an object is missing`;
    case 'ListObjectsV2':
      return allow('s3:ListBucket', resource, attempt);
    case 'AbortMultipartUpload':
      return `${allow('s3:AbortMultipartUpload', resource, attempt)}; the upload that proved the right to write stays begun, without content`;
    default:
      return allow('s3:PutObject', resource, attempt);
  }
}

/** S3 refuses the bucket of another owner than the expected one in the same way. */
function allow(action: string, resource: string, { expectedOwner, variables }: S3Attempt): string {
  const allowing = `allow ${action} on ${resource} for this store's credentials`;
  return expectedOwner === undefined ? allowing : `${allowing}, and check ${variables.expectedOwner}`;
}
