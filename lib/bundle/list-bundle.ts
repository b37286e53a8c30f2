import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import type { BundleProblem } from './bundle-error.ts';

/** A file of a bundle as it lies there. */
export interface BundleFile {
  readonly size: number;
  readonly sha256: string;
  /** Of a file that is asked for by its name, and not larger than it may be. */
  readonly bytes: Buffer | undefined;
}

export interface BundleListing {
  readonly files: ReadonlyMap<string, BundleFile>;
  readonly problems: readonly BundleProblem[];
}

/** More than any DIST has: a folder that is given by mistake is not read to its end. */
const mostFiles = 100_000;
const mostKeptBytes = 64 * 1024 * 1024;

/**
 * Reads and hashes every file below a folder, each once, so that what is used is what was verified; follows no link.
 * `kept`: those whose bytes are wanted.
 */
export async function listBundle(folder: string, kept: ReadonlySet<string>): Promise<BundleListing> {
  const files = new Map<string, BundleFile>();
  const problems: BundleProblem[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        await visit(path);
      } else if (!entry.isFile()) {
        problems.push({ file: path, message: `is ${describeType(entry)}, and no file` });
      } else if (files.size >= mostFiles) {
        problems.push({ file: path, message: `is one more than the ${mostFiles} files that a bundle may have` });
        return;
      } else {
        const file = await readBundleFile(join(folder, path), kept.has(path));
        if (typeof file === 'string') {
          problems.push({ file: path, message: `cannot be read (${file})` });
        } else {
          files.set(path, file);
        }
      }
    }
  };
  await visit('');
  return { files, problems };
}

/** The file, or the code of what the system answered. */
async function readBundleFile(path: string, isKept: boolean): Promise<BundleFile | string> {
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const hash = createHash('sha256');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      const bytes: Buffer = chunk;
      hash.update(bytes);
      size += bytes.length;
      if (isKept && size <= mostKeptBytes) {
        chunks.push(bytes);
      }
    }
    const bytes = isKept && size <= mostKeptBytes ? Buffer.concat(chunks) : undefined;
    return { size, sha256: hash.digest('hex'), bytes };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    return code;
  }
}

function describeType(entry: Dirent): string {
  return entry.isSymbolicLink() ? 'a link' : 'a pipe, socket or device';
}
