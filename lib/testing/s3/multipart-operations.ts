import { createHash, randomBytes } from 'node:crypto';
import { describeObject, type MultipartUpload, type Part } from './buckets.ts';
import {
  badDigest,
  type Checksum,
  checksumElement,
  checksumHeader,
  checksumHeaders,
  compositeChecksum,
  readAlgorithm,
} from './checksums.ts';
import { checkWriteConditions, sameEtag } from './conditions.ts';
import type { Operation, S3Request } from './operation.ts';
import { invalidArgument, invalidRequest, notImplemented, S3Error } from './s3-error.ts';
import { elementsOf, renderXml, textOf } from './xml.ts';

const smallestPartBytes = 5 * 1024 ** 2;
const greatestPartNumber = 10_000;

export const createMultipartUpload: Operation = ({ bucket, key, headers, now }) => {
  const algorithm = headers['x-amz-checksum-algorithm'];
  if (headers['x-amz-checksum-type'] === 'FULL_OBJECT') {
    throw notImplemented('checksums of the type FULL_OBJECT for multipart uploads');
  }
  const upload: MultipartUpload = {
    ...describeObject(key, headers),
    uploadId: randomBytes(16).toString('hex'),
    initiated: now,
    checksumAlgorithm: algorithm === undefined ? undefined : readAlgorithm(String(algorithm)),
    parts: new Map(),
  };
  bucket.uploads.set(upload.uploadId, upload);
  const result = { Bucket: bucket.name, Key: key, UploadId: upload.uploadId };
  return { status: 200, body: [renderXml('InitiateMultipartUploadResult', result)] };
};

export const uploadPart: Operation = (request) => {
  const { query, headers, body, now } = request;
  if (headers['x-amz-copy-source'] !== undefined) {
    throw notImplemented('UploadPartCopy');
  }
  const upload = findUpload(request);
  const given = query.get('partNumber') ?? '';
  const partNumber = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (partNumber < 1 || partNumber > greatestPartNumber) {
    throw invalidArgument('partNumber', given);
  }
  if (upload.checksumAlgorithm !== undefined && body.checksum?.algorithm !== upload.checksumAlgorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm}, actual checksum Type: ${body.checksum?.algorithm ?? 'null'}`,
    );
  }
  upload.parts.set(partNumber, { ...body, lastModified: now });
  return { status: 200, headers: { etag: `"${body.etag}"`, ...checksumHeaders(body.checksum) } };
};

export const completeMultipartUpload: Operation = (request) => {
  const { bucket, key, headers, now } = request;
  const upload = findUpload(request);
  const parts = chosenParts(upload, Buffer.concat(request.body.content ?? []).toString());
  const checksum = uploadChecksum(upload, parts);
  const expected = checksum === undefined ? undefined : headers[checksumHeader(checksum.algorithm)];
  if (expected !== undefined && expected !== checksum?.value) {
    throw badDigest(String(checksum?.algorithm.toUpperCase()));
  }
  checkWriteConditions(request);
  const md5s = parts.map((part) => Buffer.from(part.etag, 'hex'));
  const etag = `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}"`;
  const contents = parts.map((part) => part.content);
  bucket.objects.set(key, {
    key,
    headers: upload.headers,
    metadata: upload.metadata,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    etag,
    checksum,
    lastModified: now,
    content: contents.every((content) => content !== undefined) ? contents.flat() : undefined,
  });
  bucket.uploads.delete(upload.uploadId);
  const result = {
    Location: `/${bucket.name}/${key}`,
    Bucket: bucket.name,
    Key: key,
    ETag: etag,
    ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: 'COMPOSITE' }),
  };
  return { status: 200, body: [renderXml('CompleteMultipartUploadResult', result)] };
};

export const abortMultipartUpload: Operation = (request) => {
  request.bucket.uploads.delete(findUpload(request).uploadId);
  return { status: 204 };
};

export const listParts: Operation = (request) => {
  const { bucket, key } = request;
  const upload = findUpload(request);
  const parts = [...upload.parts]
    .toSorted(([a], [b]) => a - b)
    .map(([partNumber, part]) => ({
      PartNumber: partNumber,
      LastModified: part.lastModified.toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.sizeBytes,
    }));
  const result = { Bucket: bucket.name, Key: key, UploadId: upload.uploadId, IsTruncated: false, Part: parts };
  return { status: 200, body: [renderXml('ListPartsResult', result)] };
};

export const listMultipartUploads: Operation = ({ bucket, query }) => {
  const uploads = [...bucket.uploads.values()]
    .filter((upload) => upload.key.startsWith(query.get('prefix') ?? ''))
    .map((upload) => ({
      Key: upload.key,
      UploadId: upload.uploadId,
      Initiated: upload.initiated.toISOString(),
    }));
  const result = { Bucket: bucket.name, IsTruncated: false, Upload: uploads };
  return { status: 200, body: [renderXml('ListMultipartUploadsResult', result)] };
};

function findUpload({ bucket, key, query }: S3Request): MultipartUpload {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '');
  if (upload?.key !== key) {
    throw new S3Error(
      404,
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    );
  }
  return upload;
}

/** The parts that the body of CompleteMultipartUpload names, in its order. */
function chosenParts(upload: MultipartUpload, xml: string): Part[] {
  const named = elementsOf(xml, 'Part').map((part) => ({
    partNumber: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag') ?? '',
    checksum: upload.checksumAlgorithm && textOf(part, checksumElement(upload.checksumAlgorithm)),
  }));
  if (named.length === 0) {
    throw new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed');
  }
  return named.map(({ partNumber, etag, checksum }, index) => {
    const previous = named[index - 1]?.partNumber ?? 0;
    if (partNumber <= previous) {
      throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    }
    if (upload.checksumAlgorithm !== undefined && checksum === undefined) {
      throw invalidRequest(
        `The upload was created using a ${upload.checksumAlgorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
      );
    }
    const part = upload.parts.get(partNumber);
    if (!part || !sameEtag(etag, part.etag) || (checksum !== undefined && checksum !== part.checksum?.value)) {
      throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.', {
        PartNumber: String(partNumber),
        UploadId: upload.uploadId,
      });
    }
    if (part.sizeBytes < smallestPartBytes && index < named.length - 1) {
      throw new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: String(part.sizeBytes),
        MinSizeAllowed: String(smallestPartBytes),
        PartNumber: String(partNumber),
      });
    }
    return part;
  });
}

function uploadChecksum(upload: MultipartUpload, parts: readonly Part[]): Checksum | undefined {
  if (upload.checksumAlgorithm === undefined) {
    return undefined;
  }
  const checksums = parts.map((part) => part.checksum).filter((checksum) => checksum !== undefined);
  return compositeChecksum(upload.checksumAlgorithm, checksums);
}
