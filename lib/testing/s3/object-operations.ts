import { describeObject, type StoredObject } from './buckets.ts';
import { checksumHeaders } from './checksums.ts';
import { checkWriteConditions, isUnchanged } from './conditions.ts';
import { type Answer, missingKey, type Operation, type S3Request } from './operation.ts';
import { notImplemented, S3Error } from './s3-error.ts';

/** Positions of bytes, both ends included. */
interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export const putObject: Operation = (request) => {
  const { bucket, key, headers, body, now } = request;
  if (headers['x-amz-copy-source'] !== undefined) {
    throw notImplemented('CopyObject');
  }
  const described = describeObject(key, headers);
  checkWriteConditions(request);
  const object = { ...described, ...body, etag: `"${body.etag}"`, lastModified: now };
  bucket.objects.set(key, object);
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(object.checksum) } };
};

export const headObject: Operation = (request) => {
  const object = findObject(request);
  if (isUnchanged(request, object)) {
    return notModified(object);
  }
  return {
    status: 200,
    headers: { ...describe(object), ...wantedChecksum(request, object), 'content-length': object.sizeBytes },
  };
};

export const getObject: Operation = (request) => {
  const object = findObject(request);
  if (isUnchanged(request, object)) {
    return notModified(object);
  }
  if (object.content === undefined) {
    throw notImplemented('reading what it has not kept (keepUpToBytes)');
  }
  const range = readRange(request.headers.range, object.sizeBytes);
  if (range === undefined) {
    return {
      status: 200,
      headers: { ...describe(object), ...wantedChecksum(request, object) },
      body: object.content,
    };
  }
  return {
    status: 206,
    headers: { ...describe(object), 'content-range': `bytes ${range.first}-${range.last}/${object.sizeBytes}` },
    body: cutPieces(object.content, range),
  };
};

export const deleteObject: Operation = ({ bucket, key }) => {
  bucket.objects.delete(key);
  return { status: 204 };
};

function findObject(request: S3Request): StoredObject {
  const object = request.bucket.objects.get(request.key);
  if (object === undefined) {
    throw missingKey(request);
  }
  return object;
}

function describe(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    ...object.headers,
    ...Object.fromEntries(metadata),
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
}

function wantedChecksum({ headers }: S3Request, object: StoredObject): Record<string, string> {
  return headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(object.checksum) : {};
}

function notModified(object: StoredObject): Answer {
  return { status: 304, headers: { etag: object.etag, 'last-modified': object.lastModified.toUTCString() } };
}

/** The bytes that a Range header asks for; undefined for the whole object, as for several ranges. */
function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, start = '', end = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (start === '' && end === '') {
    return undefined;
  }
  const first = start === '' ? Math.max(0, sizeBytes - Number(end)) : Number(start);
  const last = start === '' || end === '' ? sizeBytes - 1 : Math.min(Number(end), sizeBytes - 1);
  if (start !== '' && end !== '' && Number(start) > Number(end)) {
    return undefined;
  }
  if (first >= sizeBytes) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: String(header),
      ActualObjectSize: String(sizeBytes),
    });
  }
  return { first, last };
}

function cutPieces(pieces: readonly Buffer[], { first, last }: ByteRange): Buffer[] {
  const cut: Buffer[] = [];
  let offset = 0;
  for (const piece of pieces) {
    cut.push(piece.subarray(Math.max(0, first - offset), Math.max(0, last + 1 - offset)));
    offset += piece.length;
  }
  return cut.filter((piece) => piece.length > 0);
}
