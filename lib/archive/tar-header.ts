import { Header, Pax } from 'tar';
import type { PackEntry } from './pack-entry.ts';

const blockBytes = 512;

/** From this length on node-tar splits a path, and a long name without a folder comes back as `./name`. */
const longestPlainPathBytes = 99;

/** Makes the headers of one package, all of the same time. */
export type TarHeaders = (entry: PackEntry) => Buffer;

/**
 * The header of an entry with all that could differ between two machines left out (owner 0, no names,
 * one time for all). What ustar cannot say (long or non-ASCII paths, files from 8 GiB on) stands in a pax header
 * before it, as POSIX.1-2001 has it. It is to be used up before the next one is made: they share their memory.
 */
export function tarHeaders(modifiedAt: Date): TarHeaders {
  const owner = { uid: 0, gid: 0, mtime: modifiedAt };
  // one for all: making one takes as long as writing it
  const header = new Header({ ...owner, uname: '', gname: '' });
  const plain = Buffer.alloc(blockBytes);
  return (entry) => {
    const path = entry.type === 'directory' ? `${entry.path}/` : entry.path;
    const size = entry.type === 'file' ? entry.size : 0;
    const linkpath = entry.type === 'symlink' ? { linkpath: entry.target } : {};
    Object.assign(header, { path, size, linkpath: undefined, ...linkpath, ...typeAndMode(entry) });
    plain.fill(0);
    const needsPax = header.encode(plain) || Buffer.byteLength(path) > longestPlainPathBytes;
    return needsPax ? Buffer.concat([new Pax({ path, size, ...owner, ...linkpath }).encode(), plain]) : plain;
  };
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

const noBytes = Buffer.alloc(blockBytes);

/** What fills the last 512-byte block of a file's content. */
export function tarPadding(size: number): Buffer {
  return noBytes.subarray(0, (blockBytes - (size % blockBytes)) % blockBytes);
}

/** What ends an archive: two empty blocks. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);
