import { createHash } from 'node:crypto';
import type { PackedFile } from './tar-stream.ts';
import { walkTar } from './walk-tar.ts';

/** The files of an archive, each with its digest. Throws like `walkTar`. */
export async function readTar(chunks: AsyncIterable<Buffer>): Promise<PackedFile[]> {
  const files: PackedFile[] = [];
  await walkTar(chunks, {
    async file({ path, size, mode }, content) {
      const hash = createHash('sha256');
      for await (const piece of content) {
        hash.update(piece);
      }
      files.push({ path, size, mode, sha256: hash.digest('hex') });
    },
    folder: () => undefined,
    symlink: () => undefined,
  });
  return files;
}
