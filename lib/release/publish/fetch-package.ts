import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileBody, type PackageBody } from '../../archive/package-body.ts';
import { shareFile } from '../../archive/shared-file.ts';
import { TagshipError } from '../../core/errors.ts';
import { createPartHash, type PartDigests } from '../../core/part-digests.ts';
import { retry } from '../../core/retry.ts';
import type { Store } from '../../store/store.ts';

export interface FetchRequest {
  readonly store: Store;
  readonly key: string;
  /** What the bytes must hash to. */
  readonly sha256: string;
  readonly workDir: string;
  readonly signal: AbortSignal;
}

/** A package of gigabytes is long on its way, and its connection may break though the store is well. */
const attempts = 3;

/**
 * Brings a package from a store into a file of `workDir`, byte for byte, so that other stores can be filled from it.
 * What breaks off is begun again. Throws `integrity` when its bytes are not those that are expected.
 */
export async function fetchPackage(request: FetchRequest): Promise<PackageBody> {
  const { store, key, sha256, signal } = request;
  const { path, size, actual, parts } = await retry(async () => await fetchOnce(request), {
    attempts,
    isWorthIt: (error) => error instanceof TagshipError && error.code === 'store-unreachable',
    signal,
  });
  if (actual !== sha256) {
    throw new TagshipError('integrity', `${store.url}/${key} has sha256 ${actual}, ${sha256} was stored there`, {
      hint: 'find out who wrote there, or release under a new tag',
    });
  }
  return fileBody({ file: shareFile(path, size), parts });
}

interface FetchedFile {
  readonly path: string;
  readonly size: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly actual: string;
  readonly parts: PartDigests;
}

async function fetchOnce({ store, key, sha256, workDir, signal }: FetchRequest): Promise<FetchedFile> {
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
  return { path, size, actual: hash.digest('hex'), parts: partHash.digests() };
}
