import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { invalidRequest, notImplemented, S3Error } from './s3-error.ts';

const algorithms = ['crc32', 'sha1', 'sha256'] as const;
const unknownAlgorithms = ['crc32c', 'crc64nvme'];
const headerPrefix = 'x-amz-checksum-';

export type ChecksumAlgorithm = (typeof algorithms)[number];

/** A digest as S3 keeps it: base64, and for a multipart upload the digest of its parts' digests with `-N` behind. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** What a request says of its body: the value is undefined when it follows in a trailer. */
export interface AnnouncedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string | undefined;
}

export interface RunningDigest {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `${headerPrefix}${algorithm}`;
}

/** The element of S3's XML, e.g. `ChecksumSHA256`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm.toUpperCase()}`;
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) {
    return {};
  }
  const type = checksum.value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT';
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': type };
}

/**
 * Finds the one checksum that a request's headers or its announced trailer carry.
 * @throws S3Error NotImplemented for an algorithm that is not known here, InvalidRequest for two of them
 */
export function announcedChecksum(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): AnnouncedChecksum | undefined {
  const trailer = headers['x-amz-trailer'];
  const announced = [...algorithms, ...unknownAlgorithms].flatMap((algorithm) => {
    const value = headers[headerPrefix + algorithm];
    return value !== undefined || trailer === headerPrefix + algorithm ? [{ algorithm, value }] : [];
  });
  const [first, second] = announced;
  if (second !== undefined) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  return first === undefined
    ? undefined
    : { algorithm: readAlgorithm(first.algorithm), value: first.value?.toString() };
}

/** @throws S3Error NotImplemented */
export function readAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = algorithms.find((known) => known === name.toLowerCase());
  if (algorithm === undefined) {
    throw notImplemented(`the checksum ${name}`);
  }
  return algorithm;
}

export function startDigest(algorithm: ChecksumAlgorithm | 'md5'): RunningDigest {
  if (algorithm !== 'crc32') {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  }
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}

/** The checksum of a multipart upload that has the type COMPOSITE. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly Checksum[]): Checksum {
  const digest = startDigest(algorithm);
  for (const part of parts) {
    digest.update(Buffer.from(part.value, 'base64'));
  }
  return { algorithm, value: `${digest.digest().toString('base64')}-${parts.length}` };
}

export function badDigest(name: string): S3Error {
  return new S3Error(400, 'BadDigest', `The ${name} you specified did not match what we received.`);
}
