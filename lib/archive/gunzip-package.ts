import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { systemErrorCode, TagshipError } from '../core/errors.ts';

const chunkBytes = 512 * 1024;

export interface GunzipOptions {
  /** A package that unpacks to more is refused: it may be made to fill a disk. */
  readonly maximumTarBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * Hands the archive in a package to `read`, which has to take all of it; memory does not grow with it.
 * @throws TagshipError `integrity` when it is not one whole gzip file and nothing more; errors of `source` and `read` as
 *   they are
 */
export async function gunzipPackage(
  source: AsyncIterable<Uint8Array>,
  read: (tar: AsyncIterable<Buffer>) => Promise<void>,
  { maximumTarBytes, signal }: GunzipOptions,
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  let packedBytes = 0;
  let tarBytes = 0;

  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      packedBytes += chunk.length;
      yield chunk;
    }
  }

  async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      tarBytes += chunk.length;
      if (tarBytes > maximumTarBytes) {
        throw new TagshipError('integrity', `the package unpacks to more than ${maximumTarBytes} bytes`);
      }
      yield chunk;
    }
  }

  try {
    const consume = async (chunks: AsyncIterable<Buffer>): Promise<void> => await read(limited(chunks));
    await pipeline(counted(source), gunzip, consume, signal === undefined ? {} : { signal });
  } catch (error) {
    throw isGzipError(error) ? notGzip(error) : error;
  }
  const rest = packedBytes - gunzip.bytesWritten;
  if (rest !== 0) {
    throw new TagshipError('integrity', `the package goes on for ${rest} bytes after its end`);
  }
}

function isGzipError(error: unknown): boolean {
  return systemErrorCode(error)?.startsWith('Z_') === true;
}

function notGzip(error: unknown): TagshipError {
  return new TagshipError('integrity', 'the package is not a whole gzip file', { cause: error });
}
