import { S3Error } from './s3-error.ts';
import { decodeUriText } from './uri-encoding.ts';

export type S3Operation = (typeof routes)[number]['operation'];

/** The right that IAM asks of the caller of an operation (AWS, "Actions, resources, and condition keys for Amazon S3"). */
export type S3Action = (typeof routes)[number]['action'];

/** What a request is aimed at, before anything is known of who asks. */
export interface Target {
  /** Undefined where this server has no such operation. */
  readonly route: (typeof routes)[number] | undefined;
  readonly bucket: string;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
}

interface Route {
  readonly method: string;
  readonly on: 'bucket' | 'object';
  readonly operation: string;
  readonly action: string;
  /** Query parameters that make the operation, as `name` or `name=value`. */
  readonly required?: readonly string[];
  readonly allowed?: readonly string[];
}

const listingParameters = ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type'];

// biome-ignore format: a table
const routes = [
  { method: 'PUT', on: 'bucket', operation: 'CreateBucket', action: 's3:CreateBucket' },
  { method: 'HEAD', on: 'bucket', operation: 'HeadBucket', action: 's3:ListBucket' },
  { method: 'GET', on: 'bucket', operation: 'GetBucketLocation', action: 's3:GetBucketLocation', required: ['location'] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketVersioning', action: 's3:GetBucketVersioning', required: ['versioning'] },
  { method: 'PUT', on: 'bucket', operation: 'PutBucketVersioning', action: 's3:PutBucketVersioning', required: ['versioning'] },
  { method: 'GET', on: 'bucket', operation: 'GetPublicAccessBlock', action: 's3:GetBucketPublicAccessBlock', required: ['publicAccessBlock'] },
  { method: 'PUT', on: 'bucket', operation: 'PutPublicAccessBlock', action: 's3:PutBucketPublicAccessBlock', required: ['publicAccessBlock'] },
  { method: 'DELETE', on: 'bucket', operation: 'DeletePublicAccessBlock', action: 's3:PutBucketPublicAccessBlock', required: ['publicAccessBlock'] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketPolicy', action: 's3:GetBucketPolicy', required: ['policy'] },
  { method: 'PUT', on: 'bucket', operation: 'PutBucketPolicy', action: 's3:PutBucketPolicy', required: ['policy'] },
  { method: 'DELETE', on: 'bucket', operation: 'DeleteBucketPolicy', action: 's3:DeleteBucketPolicy', required: ['policy'] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketPolicyStatus', action: 's3:GetBucketPolicyStatus', required: ['policyStatus'] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketLifecycleConfiguration', action: 's3:GetLifecycleConfiguration', required: ['lifecycle'] },
  { method: 'PUT', on: 'bucket', operation: 'PutBucketLifecycleConfiguration', action: 's3:PutLifecycleConfiguration', required: ['lifecycle'] },
  { method: 'DELETE', on: 'bucket', operation: 'DeleteBucketLifecycle', action: 's3:PutLifecycleConfiguration', required: ['lifecycle'] },
  { method: 'GET', on: 'bucket', operation: 'ListObjectsV2', action: 's3:ListBucket', required: ['list-type=2'], allowed: listingParameters },
  { method: 'GET', on: 'bucket', operation: 'ListMultipartUploads', action: 's3:ListBucketMultipartUploads', required: ['uploads'], allowed: ['prefix'] },
  { method: 'PUT', on: 'object', operation: 'PutObject', action: 's3:PutObject' },
  { method: 'HEAD', on: 'object', operation: 'HeadObject', action: 's3:GetObject' },
  { method: 'GET', on: 'object', operation: 'GetObject', action: 's3:GetObject' },
  { method: 'DELETE', on: 'object', operation: 'DeleteObject', action: 's3:DeleteObject' },
  { method: 'POST', on: 'object', operation: 'CreateMultipartUpload', action: 's3:PutObject', required: ['uploads'] },
  { method: 'PUT', on: 'object', operation: 'UploadPart', action: 's3:PutObject', required: ['uploadId', 'partNumber'] },
  { method: 'POST', on: 'object', operation: 'CompleteMultipartUpload', action: 's3:PutObject', required: ['uploadId'] },
  { method: 'DELETE', on: 'object', operation: 'AbortMultipartUpload', action: 's3:AbortMultipartUpload', required: ['uploadId'] },
  { method: 'GET', on: 'object', operation: 'ListParts', action: 's3:ListMultipartUploadParts', required: ['uploadId'] },
] as const satisfies readonly Route[];

/** SDKs add the operation's name for those who read access logs. */
const ignoredParameter = 'x-id';

/** Finds the operation of a path-style request; there is none for a URL that cannot be decoded. */
export function findTarget(method: string, url: string): Target {
  const [path = '', ...rest] = url.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    const query = parseQuery(rest.join('?'));
    const on = key === '' ? 'bucket' : 'object';
    const route = routes.find((one: Route) => one.method === method && one.on === on && fits(one, query));
    return {
      route: bucket === '' ? undefined : route,
      bucket: decodeUriText(bucket),
      key: key === '' ? undefined : decodeUriText(key),
      query,
    };
  } catch (error) {
    if (error instanceof S3Error) {
      return { route: undefined, bucket, key: key === '' ? undefined : key, query: new Map() };
    }
    throw error;
  }
}

/** The query of a URL, decoded; signature version 4 knows no `+` for a blank. */
export function parseQuery(text: string): Map<string, string> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decodeUriText(name), decodeUriText(value.join('='))];
    }),
  );
}

function fits({ required = [], allowed = [] }: Route, query: ReadonlyMap<string, string>): boolean {
  const wanted = parseQuery(required.join('&'));
  const known = new Set([...wanted.keys(), ...allowed, ignoredParameter]);
  return (
    [...wanted].every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)) &&
    [...query.keys()].every((name) => known.has(name))
  );
}
