import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeAwsChunked, incompleteBody } from './aws-chunked.ts';
import { announcedChecksum, badDigest, type Checksum, type RunningDigest, startDigest } from './checksums.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import type { SignatureChain } from './signature.ts';

/** A body that has arrived whole and is what its headers say of it. */
export interface ReceivedBody {
  readonly sizeBytes: number;
  readonly content: Content;
  /** Hexadecimal MD5, which makes the ETag; random for a body that is not kept, as for objects under SSE-KMS. */
  readonly etag: string;
  readonly checksum: Checksum | undefined;
}

/** The bytes in pieces, or undefined where a server that is a sink has not kept them. */
export type Content = readonly Buffer[] | undefined;

const largestBodyBytes = 5 * 1024 ** 3;

/**
 * Reads a request's body and verifies all that was promised of it: its length, payload hash, chunk signatures,
 * Content-MD5 and checksum.
 * @param isContent whether the body is bytes to store, and not XML: only then it may be too long to be kept, and only
 *   then the checksum is of it (on CompleteMultipartUpload it is that of the object)
 * @throws S3Error MissingContentLength, EntityTooLarge, IncompleteBody, SignatureDoesNotMatch, InvalidDigest,
 *   XAmzContentSHA256Mismatch, BadDigest, InvalidRequest, NotImplemented
 */
export async function receiveBody(
  request: IncomingMessage,
  chain: SignatureChain,
  { isContent, keepUpToBytes }: { readonly isContent: boolean; readonly keepUpToBytes: number },
): Promise<ReceivedBody> {
  const announcedBytes = announcedLength(request);
  const announced = isContent ? announcedChecksum(request.headers) : undefined;
  const payloadHash = String(request.headers['x-amz-content-sha256']);
  const kept = !isContent || announcedBytes <= keepUpToBytes;

  const md5 = kept || request.headers['content-md5'] !== undefined ? startDigest('md5') : undefined;
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash) ? startDigest('sha256') : undefined;
  const checksum = announced === undefined ? undefined : startDigest(announced.algorithm);
  const digests: readonly RunningDigest[] = [md5, sha256, checksum].filter((digest) => digest !== undefined);

  const trailers = new Map<string, string>();
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of decodeContent(request, payloadHash, trailers, chain)) {
    sizeBytes += piece.length;
    for (const digest of digests) {
      digest.update(piece);
    }
    if (kept) {
      pieces.push(piece);
    }
  }

  if (sizeBytes !== announcedBytes) {
    throw incompleteBody();
  }
  const etag = md5?.digest().toString('hex');
  verifyPayloadHash(sha256, payloadHash);
  verifyContentMd5(etag, request.headers['content-md5']);
  const received = {
    sizeBytes,
    content: kept ? pieces : undefined,
    etag: kept && etag !== undefined ? etag : randomBytes(16).toString('hex'),
  };
  if (announced === undefined || checksum === undefined) {
    return { ...received, checksum: undefined };
  }
  const value = checksum.digest().toString('base64');
  if (value !== (announced.value ?? trailers.get(`x-amz-checksum-${announced.algorithm}`))) {
    throw badDigest(announced.algorithm.toUpperCase());
  }
  return { ...received, checksum: { algorithm: announced.algorithm, value } };
}

function announcedLength(request: IncomingMessage): number {
  const hasBody = request.method === 'PUT' || request.method === 'POST';
  const length = request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length'];
  if (length === undefined && hasBody) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const bytes = Number(length ?? 0);
  if (!Number.isSafeInteger(bytes)) {
    throw invalidArgument('Content-Length', String(length));
  }
  if (bytes > largestBodyBytes) {
    throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  return bytes;
}

function decodeContent(
  request: IncomingMessage,
  payloadHash: string,
  trailers: Map<string, string>,
  chain: SignatureChain,
): AsyncIterable<Buffer> {
  switch (payloadHash) {
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return decodeAwsChunked(request, trailers, undefined);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return decodeAwsChunked(request, trailers, chain);
    default:
      if (payloadHash === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/.test(payloadHash)) {
        return request;
      }
      throw invalidArgument('x-amz-content-sha256', payloadHash);
  }
}

function verifyPayloadHash(sha256: RunningDigest | undefined, payloadHash: string): void {
  if (sha256 !== undefined && sha256.digest().toString('hex') !== payloadHash) {
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function verifyContentMd5(md5: string | undefined, header: string | string[] | undefined): void {
  if (header === undefined) {
    return;
  }
  const given = Buffer.from(header.toString(), 'base64');
  if (given.length !== 16) {
    throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (given.toString('hex') !== md5) {
    throw badDigest('Content-MD5');
  }
}

/** A body that was put by a test and not by a request. */
export function ownBody(bytes: Buffer): ReceivedBody {
  const etag = createHash('md5').update(bytes).digest('hex');
  return { sizeBytes: bytes.length, content: [bytes], etag, checksum: undefined };
}
