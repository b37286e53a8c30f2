import { createHash, type Hash } from 'node:crypto';

/** Bytes of a part of a package; the last part may be shorter. 10,000 of them, which S3 takes, are more than 64 GiB. */
export const partBytes: number = 8 * 1024 * 1024;

/** SHA-256 of each part of something, in hex and in order: known when it is written, so that an upload hashes nothing. */
export interface PartDigests {
  readonly partBytes: number;
  readonly sha256: readonly string[];
}

/** Hashes parts while they are written, piece by piece. */
export interface PartHash {
  update(bytes: Uint8Array): void;
  /** One that goes on from here by itself. */
  copy(): PartHash;
  /** Of all that came so far. */
  digests(): PartDigests;
}

export function createPartHash(): PartHash {
  return partHash([], createHash('sha256'), 0);
}

function partHash(whole: string[], begun: Hash, begunBytes: number): PartHash {
  let hash = begun;
  let hashedBytes = begunBytes;
  return {
    update(bytes) {
      for (let start = 0; start < bytes.length; ) {
        const piece = bytes.subarray(start, start + partBytes - hashedBytes);
        hash.update(piece);
        hashedBytes += piece.length;
        start += piece.length;
        if (hashedBytes === partBytes) {
          whole.push(hash.digest('hex'));
          hash = createHash('sha256');
          hashedBytes = 0;
        }
      }
    },
    copy: () => partHash([...whole], hash.copy(), hashedBytes),
    digests: () => ({ partBytes, sha256: hashedBytes === 0 ? whole : [...whole, hash.copy().digest('hex')] }),
  };
}
