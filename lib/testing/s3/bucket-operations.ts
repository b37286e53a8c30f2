import type { Operation } from './operation.ts';
import { invalidArgument } from './s3-error.ts';
import { encodeUriPath } from './uri-encoding.ts';
import { renderXml } from './xml.ts';

/** One line of a listing: a key, or a prefix that stands for all keys up to `lastKey`. */
interface Entry {
  readonly name: string;
  readonly isPrefix: boolean;
  readonly lastKey: string;
}

const largestPage = 1000;

export const headBucket: Operation = ({ bucket }) => ({
  status: 200,
  headers: { 'x-amz-bucket-region': bucket.region },
});

export const getBucketLocation: Operation = ({ bucket }) => {
  // of us-east-1 S3 says nothing
  const location = bucket.region === 'us-east-1' ? '' : bucket.region;
  return { status: 200, body: [renderXml('LocationConstraint', location)] };
};

export const listObjectsV2: Operation = ({ bucket, query }) => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = readMaxKeys(query.get('max-keys'));
  const token = query.get('continuation-token');
  const after = token === undefined ? (query.get('start-after') ?? '') : readToken(token);

  const entries = listEntries(bucket.objects.keys(), { prefix, delimiter, after });
  const page = entries.slice(0, maxKeys);
  const isTruncated = maxKeys > 0 && entries.length > page.length;
  const encoded = query.get('encoding-type') === 'url' ? encodeUriPath : (text: string) => text;
  const result = {
    Name: bucket.name,
    Prefix: encoded(prefix),
    Delimiter: delimiter === '' ? undefined : encoded(delimiter),
    MaxKeys: maxKeys,
    EncodingType: query.get('encoding-type'),
    KeyCount: page.length,
    IsTruncated: isTruncated,
    ContinuationToken: token,
    NextContinuationToken: isTruncated ? writeToken(page.at(-1)?.lastKey ?? '') : undefined,
    StartAfter: query.get('start-after'),
    Contents: page
      .map((entry) => (entry.isPrefix ? undefined : bucket.objects.get(entry.name)))
      .filter((object) => object !== undefined)
      .map((object) => ({
        Key: encoded(object.key),
        LastModified: object.lastModified.toISOString(),
        ETag: object.etag,
        ChecksumAlgorithm: object.checksum?.algorithm.toUpperCase(),
        Size: object.sizeBytes,
        StorageClass: 'STANDARD',
      })),
    CommonPrefixes: page.filter((entry) => entry.isPrefix).map((entry) => ({ Prefix: encoded(entry.name) })),
  };
  return {
    status: 200,
    headers: { 'x-amz-bucket-region': bucket.region },
    body: [renderXml('ListBucketResult', result)],
  };
};

/** All that a listing has to show behind the key `after`, in S3's order, which is that of the keys' UTF-8 bytes. */
function listEntries(
  keys: Iterable<string>,
  { prefix, delimiter, after }: { readonly prefix: string; readonly delimiter: string; readonly after: string },
): Entry[] {
  const afterBytes = Buffer.from(after);
  const sorted = [...keys]
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    .filter(({ bytes }) => Buffer.compare(bytes, afterBytes) > 0)
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));
  const entries = new Map<string, Entry>();
  for (const { key } of sorted) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + delimiter.length);
    entries.set(name, { name, isPrefix: end !== -1, lastKey: key });
  }
  return [...entries.values()];
}

function readMaxKeys(text = String(largestPage)): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw invalidArgument('max-keys', text);
  }
  return Math.min(Number(text), largestPage);
}

function writeToken(lastKey: string): string {
  return Buffer.from(lastKey).toString('base64url');
}

function readToken(token: string): string {
  const lastKey = Buffer.from(token, 'base64url').toString();
  if (token === '' || writeToken(lastKey) !== token) {
    throw invalidArgument('continuation-token', token);
  }
  return lastKey;
}
