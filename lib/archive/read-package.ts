import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { type FileSink, readTar } from './read-tar.ts';
import type { PackedFile } from './tar-stream.ts';

const chunkBytes = 256 * 1024;

export interface ReadPackageOptions {
  /** A package that unpacks to more is refused: it may be made to fill a disk. */
  readonly maximumTarBytes: number;
  readonly signal?: AbortSignal;
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
  { maximumTarBytes, signal, sink }: ReadPackageOptions,
): Promise<ReadPackage> {
  const hash = createHash('sha256');
  const tarHash = createHash('sha256');
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  let size = 0;
  let tarBytes = 0;
  let files: readonly PackedFile[] = [];

  async function* measured(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      size += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }

  async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      tarBytes += chunk.length;
      if (tarBytes > maximumTarBytes) {
        throw new TagshipError('integrity', `the package unpacks to more than ${maximumTarBytes} bytes`);
      }
      tarHash.update(chunk);
      yield chunk;
    }
  }

  async function readFiles(chunks: AsyncIterable<Buffer>): Promise<void> {
    files = await readTar(limited(chunks), sink);
  }

  try {
    await pipeline(measured(source), gunzip, readFiles, signal === undefined ? {} : { signal });
  } catch (error) {
    throw isGzipError(error) ? notGzip(error) : error;
  }
  if (gunzip.bytesWritten !== size) {
    throw new TagshipError('integrity', `the package goes on for ${size - gunzip.bytesWritten} bytes after its end`);
  }
  return { size, sha256: hash.digest('hex'), tarSha256: tarHash.digest('hex'), files };
}

function isGzipError(error: unknown): boolean {
  return systemErrorCode(error)?.startsWith('Z_') === true;
}

function notGzip(error: unknown): TagshipError {
  return new TagshipError('integrity', 'the package is not a whole gzip file', { cause: error });
}
