import { type FileHandle, open } from 'node:fs/promises';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import type { PartDigests } from '../core/part-digests.ts';

/** The bytes of a package, to be read in any order and more than once. */
export interface PackageBody {
  readonly size: number;
  readonly parts: PartDigests;
  /**
   * The bytes from `start` (inclusive) to `end` (exclusive), in `memory` if that is given: it has room for them.
   * @throws TagshipError `integrity` when the file is shorter than it was
   */
  read(start: number, end: number, memory?: Buffer): Promise<Buffer>;
  /** Lets go of the file; a later read opens it again. */
  close(): Promise<void>;
}

export interface BodyFile {
  readonly path: string;
  readonly fileBytes: number;
  /** What follows the file's bytes. */
  readonly tail?: Buffer;
  /** Of the whole. */
  readonly parts: PartDigests;
}

/** A body in a file, which is opened once, by the first read. */
export function fileBody({ path, fileBytes, tail = Buffer.alloc(0), parts }: BodyFile): PackageBody {
  const size = fileBytes + tail.length;
  let opened: Promise<FileHandle> | undefined;

  return {
    size,
    parts,
    async read(start, end, memory) {
      if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= size)) {
        throw new RangeError(`bytes ${start} to ${end} of a body of ${size} bytes`);
      }
      const bytes = (memory ?? Buffer.allocUnsafe(end - start)).subarray(0, end - start);
      const fromFile = Math.max(0, Math.min(end, fileBytes) - start);
      if (fromFile > 0) {
        opened ??= open(path, 'r');
        await explained(
          path,
          readFully(await explained(path, opened), bytes.subarray(0, fromFile), { path, position: start }),
        );
      }
      tail.copy(bytes, fromFile, Math.max(0, start - fileBytes), Math.max(0, end - fileBytes));
      return bytes;
    },
    async close() {
      const closing = opened;
      opened = undefined;
      await (await closing)?.close();
    },
  };
}

/** @throws TagshipError `integrity` for what the system says, e.g. that the file was removed */
async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = systemErrorCode(error);
    throw code === undefined || error instanceof TagshipError
      ? error
      : new TagshipError('integrity', `${quoted(path)} cannot be read (${code})`, {
          hint: 'something else writes to the work folder, or its disk fails; run the step again',
          cause: error,
        });
  }
}

async function readFully(
  handle: FileHandle,
  target: Buffer,
  from: { readonly path: string; readonly position: number },
): Promise<void> {
  for (let filled = 0; filled < target.length; ) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, from.position + filled);
    if (bytesRead === 0) {
      throw new TagshipError(
        'integrity',
        `${quoted(from.path)} ends at byte ${from.position + filled}, it was longer`,
        {
          hint: 'something else writes to the work folder; run the step again',
        },
      );
    }
    filled += bytesRead;
  }
}
