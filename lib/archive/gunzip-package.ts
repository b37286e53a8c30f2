import { createGunzip } from 'node:zlib';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { releaseMemory } from '../core/release-memory.ts';

const chunkBytes = 256 * 1024;
/** Chunks come out as they are made: joined ones would be copies. */
const gunzipOptions = { chunkSize: chunkBytes, readableObjectMode: true, readableHighWaterMark: 2 };

export interface GunzipOptions {
  /** A package that unpacks to more is refused: it may be made to fill a disk. */
  readonly maximumTarBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * Hands the archive in a package to `read`, which has to take all of it; memory does not grow with it. A chunk is there
 * until the next one is asked for, on both sides.
 * @throws TagshipError `integrity` when it is not one whole gzip file and nothing more; errors of `source` and `read` as
 *   they are; the signal's reason when it is aborted
 */
export async function gunzipPackage(
  source: AsyncIterable<Uint8Array>,
  read: (tar: AsyncIterable<Buffer>) => Promise<void>,
  { maximumTarBytes, signal }: GunzipOptions,
): Promise<void> {
  const gunzip = createGunzip(gunzipOptions);
  let packedBytes = 0;
  let tarBytes = 0;

  /** Of the source or the signal: what the others say then only follows from it. */
  let failure: { readonly error: unknown } | undefined;

  async function* told(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  }

  async function feed(): Promise<void> {
    let taken = (): void => undefined;
    // where it fails, it does not say so of the chunk that it is at
    gunzip.once('close', () => taken());
    for await (const chunk of told()) {
      packedBytes += chunk.length;
      await new Promise<void>((resolve) => {
        taken = resolve;
        gunzip.write(chunk, () => resolve());
      });
      if (gunzip.destroyed) {
        return;
      }
    }
    gunzip.end();
  }

  async function* limited(): AsyncGenerator<Buffer> {
    const chunks: AsyncIterable<Buffer> = gunzip;
    for await (const chunk of chunks) {
      tarBytes += chunk.length;
      if (tarBytes > maximumTarBytes) {
        throw new TagshipError('integrity', `the package unpacks to more than ${maximumTarBytes} bytes`);
      }
      yield chunk;
      if (chunk.buffer.byteLength === chunkBytes && chunk.byteOffset + chunk.length === chunkBytes) {
        // it was the last one of its memory
        releaseMemory(chunk.buffer);
      }
    }
  }

  const abort = (): void => {
    failure ??= { error: signal?.reason };
    gunzip.destroy();
  };
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort, { once: true });
  // who reads is told
  gunzip.on('error', () => undefined);
  const feeding = feed().catch(() => {
    gunzip.destroy();
  });
  try {
    await read(limited());
  } catch (caught) {
    const { error } = failure ?? { error: caught };
    throw isGzipError(error) ? notGzip(error) : error;
  } finally {
    signal?.removeEventListener('abort', abort);
    gunzip.destroy();
    await feeding;
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
