import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import type { FileEntry, PackEntry } from './pack-entry.ts';

/** As much as the disk of a build step has: a sparse file says that it has more, and would be packed for hours. */
export const mostContentBytes = 64 * 1024 ** 3;
/** A record names every file, and is read whole. */
export const mostFiles = 100_000;
export const mostPathBytes = 32 * 1024 ** 2;

/** What a package may unpack to however small it is, and behind that so many times its size. */
const freeBytes = 1024 ** 3;
const mostRatio = 200;

/** A node unpacks no more than this of a package of `size` bytes: one that holds more is made to fill its disk. */
export function mostUnpackedBytes(size: number): number {
  return Math.min(freeBytes + mostRatio * size, mostContentBytes);
}

/** What keeps a package from being unpacked on a node, though it could be packed. */
export function checkUnpacked({
  size,
  tarBytes,
}: {
  readonly size: number;
  readonly tarBytes: number;
}): readonly Omit<Diagnostic, 'at'>[] {
  if (tarBytes <= mostUnpackedBytes(size)) {
    return [];
  }
  const message = `unpack to ${tarBytes} bytes and are packed in ${size} bytes, a node unpacks at most 1 GiB and ${mostRatio} times what is packed`;
  const hint = 'is a file sparse or empty? Pack it into an archive of its own, and let the scripts unpack that';
  return [{ severity: 'error', message, hint }];
}

/** What a path takes in a record. */
export function recordedPathBytes(path: string): number {
  return JSON.stringify(path).length;
}

/** What keeps entries from being one package: too many files, or too large ones. */
export function checkExtent(entries: readonly PackEntry[]): readonly Omit<Diagnostic, 'at'>[] {
  const files = entries.filter((entry) => entry.type === 'file');
  return [...checkContent(files), ...checkNumber(files)];
}

function checkContent(files: readonly FileEntry[]): readonly Omit<Diagnostic, 'at'>[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= mostContentBytes) {
    return [];
  }
  const largest = files.reduce((found, file) => (file.size > found.size ? file : found));
  const message = `has ${total} bytes in ${files.length} files, a package has at most 64 GiB; the largest is ${quoted(largest.path)} with ${largest.size} bytes`;
  return [{ severity: 'error', message, hint: 'take out what is not needed; is a file sparse?' }];
}

function checkNumber(files: readonly FileEntry[]): readonly Omit<Diagnostic, 'at'>[] {
  const pathBytes = files.reduce((sum, { path }) => sum + recordedPathBytes(path), 0);
  if (files.length <= mostFiles && pathBytes <= mostPathBytes) {
    return [];
  }
  const message = `has ${files.length} files with paths of ${pathBytes} bytes, a package has at most ${mostFiles} with 32 MiB`;
  return [
    { severity: 'error', message, hint: 'pack them into archives of their own, and let the scripts unpack these' },
  ];
}
