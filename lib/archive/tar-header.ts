import { Header, Pax } from 'tar';
import type { PackEntry } from './pack-entry.ts';

const blockBytes = 512;

/** From this length on node-tar splits a path, and a long name without a folder comes back as `./name`. */
const longestPlainPathBytes = 99;

/**
 * The header of an entry with all that could differ between two machines left out (owner 0, no names,
 * one time for all). What ustar cannot say (long or non-ASCII paths, files from 8 GiB on) stands in a pax header
 * before it, as POSIX.1-2001 has it.
 */
export function tarHeader(entry: PackEntry, modifiedAt: Date): Buffer {
  const fields = {
    path: entry.type === 'directory' ? `${entry.path}/` : entry.path,
    uid: 0,
    gid: 0,
    size: entry.type === 'file' ? entry.size : 0,
    mtime: modifiedAt,
    ...(entry.type === 'symlink' ? { linkpath: entry.target } : {}),
  };
  const header = new Header({ ...fields, ...typeAndMode(entry), uname: '', gname: '' });
  const plain = Buffer.alloc(blockBytes);
  const needsPax = header.encode(plain) || Buffer.byteLength(fields.path) > longestPlainPathBytes;
  return needsPax ? Buffer.concat([new Pax(fields).encode(), plain]) : plain;
}

function typeAndMode(entry: PackEntry): { type: 'File' | 'Directory' | 'SymbolicLink'; mode: number } {
  switch (entry.type) {
    case 'file':
      return { type: 'File', mode: Number.parseInt(entry.mode, 8) };
    case 'directory':
      return { type: 'Directory', mode: 0o755 };
    case 'symlink':
      return { type: 'SymbolicLink', mode: 0o777 };
  }
}

/** What fills the last 512-byte block of a file's content. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** What ends an archive: two empty blocks. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);
