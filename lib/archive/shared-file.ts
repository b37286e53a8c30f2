import { type FileHandle, open } from 'node:fs/promises';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';

/** A read of so much costs little more than its bytes, and many of them fit into the processor's cache. */
const blockBytes = 1024 * 1024;
/** What nobody uses any more and is kept for those who come a little later. */
const keptBlocks = 16;

/** Bytes of a file in memory that others may read too. */
export interface LentBlock extends Disposable {
  readonly bytes: Buffer;
  /** The memory may be used again. */
  giveBack(): void;
  /** Without `giveBack` before, the memory is never used for other bytes: somebody may still have it. */
  [Symbol.dispose](): void;
}

/** A file that several read at about the same time, each in order: what one of them has read the others find in memory. */
export interface SharedFile {
  readonly size: number;
  /** @throws TagshipError `integrity` when the file is shorter than it was, or for what the system says */
  read(target: Buffer, position: number): Promise<void>;
  /** The bytes from `position` to the end of their block, at least one; `position` is less than the size. Throws like `read`. */
  borrow(position: number): Promise<LentBlock>;
  /** Lets go of the file; a later read opens it again. */
  close(): Promise<void>;
}

interface Block {
  readonly memory: Buffer;
  readonly loaded: Promise<Buffer>;
  users: number;
  /** Somebody has gone who may still have the memory. */
  isKept: boolean;
}

/** Opens nothing before the first read, and then once. */
export function shareFile(path: string, size: number): SharedFile {
  let opened: Promise<FileHandle> | undefined;
  /** By number, the one that was asked for last at the end. */
  const blocks = new Map<number, Block>();

  async function read(target: Buffer, position: number): Promise<void> {
    opened ??= open(path, 'r');
    await explained(path, readFully(await explained(path, opened), target, { path, position }));
  }

  function load(number: number): Block {
    const memory = takeIdleMemory(blocks) ?? Buffer.allocUnsafeSlow(blockBytes);
    const start = number * blockBytes;
    const bytes = memory.subarray(0, Math.min(blockBytes, size - start));
    const loaded = read(bytes, start).then(() => bytes);
    const block: Block = { memory, loaded, users: 0, isKept: false };
    // whoever asked for it is told; the next one tries again
    loaded.catch(() => {
      if (blocks.get(number) === block) {
        blocks.delete(number);
      }
    });
    return block;
  }

  return {
    size,
    read,
    async borrow(position) {
      const number = Math.floor(position / blockBytes);
      const block = blocks.get(number) ?? load(number);
      blocks.delete(number);
      blocks.set(number, block);
      block.users += 1;
      let isLent = true;
      const letGo = (isKept: boolean): void => {
        if (isLent) {
          isLent = false;
          block.users -= 1;
          block.isKept ||= isKept;
        }
      };
      try {
        const bytes = (await block.loaded).subarray(position - number * blockBytes);
        return { bytes, giveBack: () => letGo(false), [Symbol.dispose]: () => letGo(true) };
      } catch (error) {
        letGo(false);
        throw error;
      }
    },
    async close() {
      const closing = opened;
      opened = undefined;
      blocks.clear();
      await (await closing)?.close();
    },
  };
}

/** New memory costs the system more than a read: that of the block is taken which nobody has asked for for longest. */
function takeIdleMemory(blocks: Map<number, Block>): Buffer | undefined {
  const idle = [...blocks].filter(([, { users }]) => users === 0);
  const [oldest] = idle;
  if (oldest === undefined || idle.length < keptBlocks) {
    return undefined;
  }
  const [number, { memory, isKept }] = oldest;
  blocks.delete(number);
  return isKept ? undefined : memory;
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
