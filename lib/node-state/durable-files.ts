import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Every write of ours that decides what a node is. The steps are small, so that a test can cut the power between any two
 * of them and drop what was not flushed. Errors are Node's own.
 */
export interface DurableFiles {
  /** Writes a whole file, in the place of one that is there. */
  write(path: string, bytes: Buffer): Promise<void>;
  /** Writes `bytes` at `position` and cuts off what was behind. */
  writeAt(path: string, position: number, bytes: Buffer): Promise<void>;
  /** A file's bytes are on the disk, or a folder's names. */
  flush(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** All that anybody has written is on the disk: what scripts have done too. */
  flushAll(): Promise<void>;
}

const ownFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;

export const diskFiles: DurableFiles = {
  async write(path, bytes) {
    await using handle = await open(path, ownFlags | constants.O_TRUNC, 0o644);
    await handle.writeFile(bytes);
  },
  async writeAt(path, position, bytes) {
    await using handle = await open(path, ownFlags, 0o644);
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
      written += bytesWritten;
    }
    await handle.truncate(position + bytes.length);
  },
  async flush(path) {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    await handle.sync();
  },
  async rename(from, to) {
    await rename(from, to);
  },
  async remove(path) {
    await rm(path, { force: true });
  },
  async flushAll() {
    // Node.js has no sync(2)
    await promisify(execFile)('sync');
  },
};

/** Replaces a file: whoever reads it, after a power cut too, finds the old one or the new one, whole. */
export async function replaceFile(files: DurableFiles, path: string, bytes: Buffer): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  try {
    await files.write(temporary, bytes);
    await files.flush(temporary);
    await files.rename(temporary, path);
  } catch (error) {
    // on a full disk what was written of it takes the room that the next run needs
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.flush(dirname(path));
}
