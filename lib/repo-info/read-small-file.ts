import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostics.ts';
import { systemErrorCode } from '../core/errors.ts';
import { maximumFileBytes, tooLarge } from './file-limit.ts';

export type SmallFile = { readonly bytes: Uint8Array } | { readonly problem: Diagnostic };

/**
 * Reads a file of a person's making, never more of it than 256 KiB. What stops it from being read is told, not thrown,
 * with what has to stand in it: `content`.
 */
export async function readSmallFile(directory: string, file: string, content: string): Promise<SmallFile> {
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer. O_NOFOLLOW: what is read is quoted in the log, and a
    // link may lead to any file of the machine.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    await using handle = await open(join(directory, file), flags);
    const stats = await handle.stat();
    if (!stats.isFile()) {
      return { problem: unreadable(file, `it is ${fileType(stats)}, not a file`, content) };
    }
    const buffer = Buffer.alloc(maximumFileBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) {
        break;
      }
    }
    return length > maximumFileBytes
      ? { problem: tooLarge(file, Math.max(length, stats.size)) }
      : { bytes: buffer.subarray(0, length) };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    const message = messages[code] ?? `the file cannot be read (${code})`;
    return { problem: unreadable(file, message, content) };
  }
}

const messages: Readonly<Record<string, string | undefined>> = {
  ENOENT: 'the file is missing',
  ELOOP: 'it is a symbolic link, not a file',
};

function fileType(stats: Stats): string {
  return stats.isDirectory() ? 'a folder' : 'a pipe, socket or device';
}

function unreadable(file: string, message: string, content: string): Diagnostic {
  return {
    severity: 'error',
    at: { in: 'file', file },
    message,
    hint: `put a text file called ${file} with ${content} into the root of the repository`,
  };
}
