import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileBody, type PackageBody } from '../../archive/package-body.ts';
import { TagshipError } from '../../core/errors.ts';
import { createPartHash } from '../../core/part-digests.ts';
import type { Store } from '../../store/store.ts';

export interface FetchRequest {
  readonly store: Store;
  readonly key: string;
  /** What the bytes must hash to. */
  readonly sha256: string;
  readonly workDir: string;
  readonly signal: AbortSignal;
}

/**
 * Brings a package from a store into a file of `workDir`, byte for byte, so that other stores can be filled from it.
 * Throws `integrity` when its bytes are not those that are expected.
 */
export async function fetchPackage({ store, key, sha256, workDir, signal }: FetchRequest): Promise<PackageBody> {
  const path = join(workDir, `fetched-${sha256}.tar.gz`);
  const hash = createHash('sha256');
  const partHash = createPartHash();
  let size = 0;
  const counted = async function* () {
    for await (const piece of store.readStream(key)) {
      hash.update(piece);
      partHash.update(piece);
      size += piece.length;
      yield piece;
    }
  };
  await pipeline(Readable.from(counted()), createWriteStream(path), { signal });
  const actual = hash.digest('hex');
  if (actual !== sha256) {
    throw new TagshipError('integrity', `${store.url}/${key} has sha256 ${actual}, ${sha256} was stored there`, {
      hint: 'find out who wrote there, or release under a new tag',
    });
  }
  return fileBody({ path, fileBytes: size, parts: partHash.digests() });
}
