import { createHash, hash as digestOf, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { type DirectoryEntry, type FileEntry, hasStamp, type PackEntry, packedMode, stampOf } from './pack-entry.ts';

// a FIFO or a symlink that took the file's place is neither waited for nor followed
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const openErrorsOfChange = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR']);

/** A file that is being packed: read once, hashed on the way, and refused when it is not what was walked. */
export interface SourceFile {
  /** Bytes that are still to be read. */
  readonly remaining: number;
  /** Reads into `target` as much as fits. */
  read(target: Buffer): number;
  /** To be called when all is read: the sha256 of what was read. */
  finish(): string;
  close(): void;
}

/**
 * All three methods and this function throw TagshipError `source-changed` when the file is not, or no longer, the one
 * that was walked: a package never holds half of an old and half of a new file.
 */
export function openSourceFile(entry: FileEntry): SourceFile {
  const descriptor = openUnchanged(entry);
  let hash: Hash | undefined;
  let sha256: string | undefined;
  let remaining = entry.size;
  let stamp: NonNullable<FileEntry['stamp']>;
  try {
    const stats = fstatSync(descriptor);
    stamp = entry.stamp ?? stampOf(stats);
    requireUnchanged(entry, stats, stamp);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }

  return {
    get remaining() {
      return remaining;
    },
    read(target) {
      const wanted = Math.min(remaining, target.length);
      const length = readPiece(entry, { descriptor, target, wanted });
      if (length === 0 && wanted > 0) {
        throw changed(entry);
      }
      const piece = target.subarray(0, length);
      if (length === entry.size) {
        // the whole file: a hash without a state between takes half the time
        sha256 = digestOf('sha256', piece);
      } else {
        hash ??= createHash('sha256');
        hash.update(piece);
      }
      remaining -= length;
      return length;
    },
    finish() {
      requireUnchanged(entry, fstatSync(descriptor), stamp);
      return sha256 ?? (hash ?? createHash('sha256')).digest('hex');
    },
    close() {
      closeSync(descriptor);
    },
  };
}

function requireUnchanged(entry: FileEntry, stats: Stats, stamp: NonNullable<FileEntry['stamp']>): void {
  if (
    !hasStamp(stats, stamp) ||
    !stats.isFile() ||
    stats.size !== entry.size ||
    packedMode(stats.mode) !== entry.mode
  ) {
    throw changed(entry);
  }
}

/**
 * Makes sure that folders have what was walked: a build that still runs would be packed by half.
 * @throws TagshipError `source-changed`
 */
export function requireUnchangedFolders(entries: readonly PackEntry[]): void {
  for (const entry of entries) {
    if (entry.type === 'directory' && entry.stamp !== undefined) {
      const stats = lstatSync(entry.source, { throwIfNoEntry: false });
      if (stats === undefined || !hasStamp(stats, entry.stamp)) {
        throw changed(entry);
      }
    }
  }
}

/** The whole of a file that is small enough for memory; throws like `openSourceFile`. */
export function readSourceFile(entry: FileEntry): Buffer {
  const content = Buffer.allocUnsafe(entry.size);
  const file = openSourceFile(entry);
  try {
    while (file.remaining > 0) {
      file.read(content.subarray(entry.size - file.remaining));
    }
    file.finish();
    return content;
  } finally {
    file.close();
  }
}

function openUnchanged(entry: FileEntry): number {
  try {
    return openSync(entry.source, openFlags);
  } catch (error) {
    throw openErrorsOfChange.has(systemErrorCode(error) ?? '') ? changed(entry, error) : unreadable(entry, error);
  }
}

function readPiece(
  entry: FileEntry,
  from: { readonly descriptor: number; readonly target: Buffer; readonly wanted: number },
): number {
  try {
    return readSync(from.descriptor, from.target, 0, from.wanted, null);
  } catch (error) {
    throw unreadable(entry, error);
  }
}

/** What the system says of a file that could be read when it was walked. */
function unreadable(entry: FileEntry, error: unknown): unknown {
  const code = systemErrorCode(error);
  return code === undefined
    ? error
    : new TagshipError('source-changed', `${quoted(entry.path)} cannot be read (${code})`, {
        hint: 'look at its mode and at the disk of the step, then run the step again',
        cause: error,
      });
}

function changed(entry: FileEntry | DirectoryEntry, cause?: unknown): TagshipError {
  return new TagshipError('source-changed', `${quoted(entry.path)} changed while it was being packed`, {
    hint: 'let whatever writes to the clone dir end first, then run the step again',
    cause,
  });
}
