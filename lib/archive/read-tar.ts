import { createHash } from 'node:crypto';
import type { PackedFile } from './tar-stream.ts';
import { walkTar } from './walk-tar.ts';

/**
 * Takes the content of one regular file, as it comes; called for one file after the other. `path` leads nowhere but below
 * where the archive is unpacked.
 */
export type FileSink = (file: Omit<PackedFile, 'sha256'>, content: AsyncIterable<Buffer>) => Promise<void>;

/**
 * The files of an archive, each with its digest; `sink` gets their content before it is known whether the whole is right.
 * Throws like `walkTar`.
 */
export async function readTar(chunks: AsyncIterable<Buffer>, sink: FileSink = drain): Promise<PackedFile[]> {
  const files: PackedFile[] = [];
  await walkTar(chunks, {
    async file({ path, size, mode }, content) {
      const hash = createHash('sha256');
      const hashed = async function* (): AsyncGenerator<Buffer> {
        for await (const piece of content) {
          hash.update(piece);
          yield piece;
        }
      };
      await sink({ path, size, mode }, hashed());
      files.push({ path, size, mode, sha256: hash.digest('hex') });
    },
    folder: () => undefined,
    symlink: () => undefined,
  });
  return files;
}

async function drain(_file: unknown, content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _piece of content) {
    // nothing is kept
  }
}
