import type { Stats } from 'node:fs';

/** A regular file. `source` is its absolute path, `size` its bytes when it was walked. */
export interface FileEntry {
  readonly type: 'file';
  readonly path: string;
  readonly source: string;
  readonly mode: PackedMode;
  readonly size: number;
  /** What tells that the file is still the one that was walked. */
  readonly stamp?: Stamp;
}

export interface DirectoryEntry {
  readonly type: 'directory';
  readonly path: string;
  /** Its absolute path. */
  readonly source: string;
  /** Changes when a file is added to it or removed. */
  readonly stamp?: Stamp;
}

/** A symbolic link; `target` as it stands in the link. */
export interface SymlinkEntry {
  readonly type: 'symlink';
  readonly path: string;
  readonly target: string;
}

/** One thing to pack. `path` is its path in the archive: relative, `/` between names, no `./`, no `/` at the end. */
export type PackEntry = FileEntry | DirectoryEntry | SymlinkEntry;

/** The only modes that are packed, so that a umask never decides the bytes of a package (design.md, promise 6). */
export type PackedMode = '0644' | '0755';

/** Changes with every write to a file and with every file that takes its place. */
type Stamp = Pick<Stats, 'dev' | 'ino' | 'mtimeMs' | 'ctimeMs'>;

export function stampOf({ dev, ino, mtimeMs, ctimeMs }: Stats): Stamp {
  return { dev, ino, mtimeMs, ctimeMs };
}

export function hasStamp(stats: Stats, { dev, ino, mtimeMs, ctimeMs }: Stamp): boolean {
  return stats.ino === ino && stats.ctimeMs === ctimeMs && stats.mtimeMs === mtimeMs && stats.dev === dev;
}

/** 0755 for a file that anybody may execute, else 0644. */
export function packedMode(mode: number): PackedMode {
  return (mode & 0o111) === 0 ? '0644' : '0755';
}

/** In ascending order of the bytes of the UTF-8 path, which no locale changes; a folder comes before what is in it. */
export function sortByPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return (
    items
      // one character for each byte, so that comparing strings compares bytes
      .map((item) => ({ item, key: Buffer.from(item.path, 'utf8').toString('latin1') }))
      .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
      .map(({ item }) => item)
  );
}
