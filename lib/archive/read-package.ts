import { createHash } from 'node:crypto';
import { type GunzipOptions, gunzipPackage } from './gunzip-package.ts';
import { type FileSink, readTar } from './read-tar.ts';
import type { PackedFile } from './tar-stream.ts';

export interface ReadPackageOptions extends GunzipOptions {
  /** See `readTar`: what it got is worth nothing until `readPackage` has returned what was expected. */
  readonly sink?: FileSink;
}

export interface ReadPackage {
  readonly size: number;
  readonly sha256: string;
  /** Over the uncompressed archive as it is stored, that is with its placeholders rendered. */
  readonly tarSha256: string;
  readonly files: readonly PackedFile[];
}

/**
 * Reads a package to its end and says what it is; memory does not grow with it.
 * @throws TagshipError `integrity` when it is not one whole gzip file with one whole archive; errors of `source` as they
 *   are
 */
export async function readPackage(
  source: AsyncIterable<Uint8Array>,
  options: ReadPackageOptions,
): Promise<ReadPackage> {
  const hash = createHash('sha256');
  const tarHash = createHash('sha256');
  let size = 0;
  let files: readonly PackedFile[] = [];

  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      size += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }

  async function* hashed(tar: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of tar) {
      tarHash.update(chunk);
      yield chunk;
    }
  }

  const read = async (tar: AsyncIterable<Buffer>): Promise<void> => {
    files = await readTar(hashed(tar), options.sink);
  };
  await gunzipPackage(measured(), read, options);
  return { size, sha256: hash.digest('hex'), tarSha256: tarHash.digest('hex'), files };
}
