import type { LentPieces } from '../core/lent-pieces.ts';
import type { PartDigests } from '../core/part-digests.ts';
import type { LentBlock, SharedFile } from './shared-file.ts';

/** The bytes of a package, to be read in any order and more than once. */
export interface PackageBody {
  readonly size: number;
  readonly parts: PartDigests;
  /**
   * The bytes from `start` (inclusive) to `end` (exclusive), in `memory` if that is given: it has room for them.
   * @throws TagshipError `integrity` when the file is shorter than it was
   */
  read(start: number, end: number, memory?: Buffer): Promise<Buffer>;
  /** The same bytes in pieces, without memory of one's own; others who read the file have them from the same memory. */
  lend(start: number, end: number): LentPieces;
  /** Lets go of the file; a later read opens it again. */
  close(): Promise<void>;
}

export interface BodyFile {
  readonly file: SharedFile;
  /** What follows the file's bytes. */
  readonly tail?: Buffer;
  /** Of the whole. */
  readonly parts: PartDigests;
}

/** A body in a file, which other bodies may begin with too. */
export function fileBody({ file, tail = Buffer.alloc(0), parts }: BodyFile): PackageBody {
  const size = file.size + tail.length;

  function requireRange(start: number, end: number): void {
    if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= size)) {
      throw new RangeError(`bytes ${start} to ${end} of a body of ${size} bytes`);
    }
  }

  return {
    size,
    parts,
    async read(start, end, memory) {
      requireRange(start, end);
      const bytes = (memory ?? Buffer.allocUnsafe(end - start)).subarray(0, end - start);
      const fromFile = Math.max(0, Math.min(end, file.size) - start);
      if (fromFile > 0) {
        await file.read(bytes.subarray(0, fromFile), start);
      }
      tail.copy(bytes, fromFile, Math.max(0, start - file.size), Math.max(0, end - file.size));
      return bytes;
    },
    lend(start, end) {
      requireRange(start, end);
      return lendPieces({ file, tail }, start, end);
    },
    close: async () => await file.close(),
  };
}

function lendPieces({ file, tail }: Required<Omit<BodyFile, 'parts'>>, start: number, end: number): LentPieces {
  const borrowed: LentBlock[] = [];
  let isOver = false;

  async function* pieces(): AsyncGenerator<Buffer, void, undefined> {
    for (let position = start; position < Math.min(end, file.size); ) {
      if (borrowed.length > 1) {
        borrowed.shift()?.giveBack();
      }
      const block = await file.borrow(position);
      borrowed.push(block);
      if (isOver) {
        giveBack();
        return;
      }
      const bytes = block.bytes.subarray(0, end - position);
      position += bytes.length;
      yield bytes;
    }
    if (end > file.size) {
      yield tail.subarray(Math.max(0, start - file.size), end - file.size);
    }
  }

  function giveBack(): void {
    for (const block of borrowed) {
      block.giveBack();
    }
    leave();
  }

  function leave(): void {
    isOver = true;
    for (const block of borrowed.splice(0)) {
      block[Symbol.dispose]();
    }
  }

  return { giveBack, [Symbol.asyncIterator]: pieces, [Symbol.dispose]: leave };
}
