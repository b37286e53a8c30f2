import { Header } from 'tar';
import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type PackedMode, packedMode } from './pack-entry.ts';
import { mostContentBytes, mostFiles, mostPathBytes, recordedPathBytes } from './package-extent.ts';
import { type PaxRecords, parsePaxRecords } from './pax-records.ts';

const blockBytes = 512;
const maximumMetaBytes = 1024 * 1024;
/** A small archive may hold millions of empty entries: what is kept of each has to stay in memory. */
const maximumEntries = 500_000;
const fileTypes = new Set(['File', 'OldFile', 'ContiguousFile']);

/** A regular file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly size: number;
  readonly mode: PackedMode;
  readonly modifiedAt: Date;
}

/** Is told of every entry, in the order of the archive. Paths are relative and lead nowhere but down. */
export interface TarVisitor {
  /** Has to take all of `content`. */
  file(file: TarFile, content: AsyncIterable<Buffer>): Promise<void>;
  folder(path: string): void;
  /** `target` as it stands in the archive, which may be anything. */
  symlink(path: string, target: string): void;
}

interface EntryHeader {
  readonly type: string;
  readonly path: string;
  readonly linkpath: string;
  readonly mtime: Date | undefined;
  readonly mode: number;
  readonly size: number;
}

/**
 * Walks through an archive and checks it. node-tar decodes the headers; its Parser is not used, because it cuts pax
 * records at every line feed of a name, and characters at the end of every chunk.
 * @throws TagshipError `integrity` for anything that is not a whole archive and nothing more, for more than a package
 *   may have (lib/archive/package-extent.ts), and for what tagship never packs: hard links, devices, modes other than 0644
 *   and 0755, repeated paths, paths out
 */
export async function walkTar(chunks: AsyncIterable<Buffer>, visitor: TarVisitor): Promise<void> {
  const reader = createByteReader(chunks);
  let pax: PaxRecords = {};
  const paths = new Set<string>();
  let files = 0;
  let contentBytes = 0;
  let pathBytes = 0;
  for (let entries = 0; ; ) {
    const header = decodeHeader(await reader.take(blockBytes));
    if (header === undefined) {
      await expectZeros(reader);
      return;
    }
    switch (header.type) {
      case 'ExtendedHeader':
        pax = parsePaxRecords(await readMeta(reader, header));
        break;
      case 'GlobalExtendedHeader':
        await readMeta(reader, header);
        break;
      case 'NextFileHasLongLinkpath':
        pax = { ...pax, linkpath: textOf(await readMeta(reader, header)) };
        break;
      case 'NextFileHasLongPath':
        pax = { ...pax, path: textOf(await readMeta(reader, header)) };
        break;
      default: {
        entries += 1;
        if (entries > maximumEntries) {
          throw new TagshipError('integrity', `the package has more than ${maximumEntries} entries`);
        }
        const entry = { ...header, ...pax };
        requireOwnPath(entry.path, paths);
        contentBytes += entry.size;
        pathBytes += recordedPathBytes(entry.path);
        files += Number(fileTypes.has(entry.type));
        if (contentBytes > mostContentBytes || pathBytes > mostPathBytes || files > mostFiles) {
          throw tooLarge();
        }
        await visitEntry(reader, entry, visitor);
        pax = {};
      }
    }
  }
}

/** A path that leads out of where the package is unpacked, or that is unpacked twice, was not packed by tagship. */
function requireOwnPath(path: string, paths: Set<string>): void {
  const plain = path.endsWith('/') ? path.slice(0, -1) : path;
  if (plain.includes('\0') || plain.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new TagshipError('integrity', `${quoted(path)} is a path that no package holds`);
  }
  if (paths.has(plain)) {
    throw new TagshipError('integrity', `${quoted(path)} is in the package twice`);
  }
  paths.add(plain);
}

function tooLarge(): TagshipError {
  return new TagshipError(
    'integrity',
    `the package has more than ${mostFiles} files, 32 MiB of paths or 64 GiB of content`,
  );
}

/** Undefined for an empty block, which ends the archive. */
function decodeHeader(block: Buffer): EntryHeader | undefined {
  let header: Header;
  try {
    header = new Header(block);
  } catch (cause) {
    throw new TagshipError('integrity', 'the archive has a damaged header', { cause });
  }
  if (header.nullBlock) {
    return undefined;
  }
  const { cksumValid, type, path, linkpath = '', mode, size, mtime } = header;
  if (!cksumValid || path === undefined || mode === undefined || size === undefined) {
    throw new TagshipError('integrity', 'the archive has a damaged header');
  }
  return { type: type ?? 'Unsupported', path, linkpath, mode: mode & 0o7777, size, mtime };
}

async function visitEntry(reader: ByteReader, entry: EntryHeader, visitor: TarVisitor): Promise<void> {
  const { type, path, linkpath, mode, size, mtime = new Date(0) } = entry;
  if (type === 'Directory') {
    visitor.folder(path.endsWith('/') ? path.slice(0, -1) : path);
    return;
  }
  if (type === 'SymbolicLink') {
    visitor.symlink(path, linkpath);
    return;
  }
  if (!fileTypes.has(type)) {
    throw new TagshipError('integrity', `${quoted(path)} is of a type that no package holds (${type})`);
  }
  await visitor.file({ path, size, mode: checkedMode(path, mode), modifiedAt: mtime }, reader.pieces(size));
  await skipPadding(reader, size);
}

function checkedMode(path: string, mode: number): PackedMode {
  if (mode !== 0o644 && mode !== 0o755) {
    throw new TagshipError('integrity', `${quoted(path)} has a mode that no package holds (${mode.toString(8)})`);
  }
  return packedMode(mode);
}

async function readMeta(reader: ByteReader, { size }: EntryHeader): Promise<Buffer> {
  if (size > maximumMetaBytes) {
    throw new TagshipError('integrity', `the archive has an extended header of ${size} bytes`);
  }
  const meta = await reader.take(size);
  await skipPadding(reader, size);
  return meta;
}

async function skipPadding(reader: ByteReader, size: number): Promise<void> {
  await reader.take((blockBytes - (size % blockBytes)) % blockBytes);
}

/** GNU tar fills its last record with zeros; anything else after the end was not written by tar. */
async function expectZeros(reader: ByteReader): Promise<void> {
  for (let piece = await reader.next(blockBytes); piece !== undefined; piece = await reader.next(blockBytes)) {
    if (piece.some((byte) => byte !== 0)) {
      throw new TagshipError('integrity', 'the archive goes on after its end');
    }
  }
}

function textOf(meta: Buffer): string {
  const end = meta.indexOf(0);
  return meta.toString('utf8', 0, end === -1 ? meta.length : end);
}
