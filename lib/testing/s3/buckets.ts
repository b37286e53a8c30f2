import type { Content, ReceivedBody } from './body.ts';
import type { Checksum, ChecksumAlgorithm } from './checksums.ts';
import { S3Error } from './s3-error.ts';
import { renderXml } from './xml.ts';

export interface Bucket {
  readonly name: string;
  /** 12 digits: the account that it belongs to. */
  readonly ownerId: string;
  readonly region: string;
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, MultipartUpload>;
  /** What was set and not taken away, as it was sent: JSON for the policy, XML for the others. */
  readonly configuration: Map<ConfigurationPart, string>;
}

/** By the name of its query parameter. */
export type ConfigurationPart = 'versioning' | 'publicAccessBlock' | 'policy' | 'lifecycle';

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** With its quotes, as in the header. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly checksum: Checksum | undefined;
  /** Content-Type, Cache-Control and the like, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without the prefix `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly content: Content;
}

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: Date;
  readonly checksumAlgorithm: ChecksumAlgorithm | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

export interface Part extends ReceivedBody {
  readonly lastModified: Date;
}

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

const keptHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'];
const metadataPrefix = 'x-amz-meta-';
const largestMetadataBytes = 2048;
const longestKeyBytes = 1024;

/** As S3 makes it: public access is blocked, versioning is off. */
export function createBucket(name: string, ownerId: string, region = 'us-east-1'): Bucket {
  const blocked = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const publicAccessBlock = renderXml(
    'PublicAccessBlockConfiguration',
    Object.fromEntries(blocked.map((what) => [what, true])),
  );
  const configuration = new Map([['publicAccessBlock' as const, publicAccessBlock.toString()]]);
  return { name, ownerId, region, objects: new Map(), uploads: new Map(), configuration };
}

/** As an administrator makes it: versioned too. */
export function createSafeBucket(name: string, ownerId: string, region?: string): Bucket {
  const bucket = createBucket(name, ownerId, region);
  bucket.configuration.set('versioning', renderXml('VersioningConfiguration', { Status: 'Enabled' }).toString());
  return bucket;
}

/**
 * What a new object takes over from the headers of PutObject or CreateMultipartUpload.
 * @throws S3Error MetadataTooLarge (over 2 KB of names and values), KeyTooLongError (over 1024 bytes)
 */
export function describeObject(
  key: string,
  headers: RequestHeaders,
): Pick<StoredObject, 'key' | 'headers' | 'metadata'> {
  if (Buffer.byteLength(key) > longestKeyBytes) {
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  }
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .map(([name, value]) => [name.slice(metadataPrefix.length), String(value)] as const);
  if (Buffer.byteLength(metadata.flat().join('')) > largestMetadataBytes) {
    throw new S3Error(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  return { key, headers: objectHeaders(headers), metadata: Object.fromEntries(metadata) };
}

function objectHeaders(headers: RequestHeaders): Record<string, string> {
  const kept = keptHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  // aws-chunked describes the transfer and not the object
  const encoding = String(headers['content-encoding'] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && item !== 'aws-chunked')
    .join(',');
  return {
    'content-type': headers['content-type']?.toString() ?? 'binary/octet-stream',
    ...(encoding === '' ? {} : { 'content-encoding': encoding }),
    ...Object.fromEntries(kept),
  };
}
