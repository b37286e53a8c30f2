import { createHash } from 'node:crypto';
import { Header } from 'tar';
import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type PackedMode, packedMode } from './pack-entry.ts';
import { mostContentBytes, mostFiles, mostPathBytes, recordedPathBytes } from './package-extent.ts';
import { type PaxRecords, parsePaxRecords } from './pax-records.ts';
import type { PackedFile } from './tar-stream.ts';

const blockBytes = 512;
const maximumMetaBytes = 1024 * 1024;
/** A small archive may hold millions of empty entries: what is kept of each has to stay in memory. */
const maximumEntries = 500_000;
const fileTypes = new Set(['File', 'OldFile', 'ContiguousFile']);
const emptyTypes = new Set(['Directory', 'SymbolicLink']);

interface EntryHeader {
  readonly type: string;
  readonly path: string;
  readonly mode: number;
  readonly size: number;
}

/**
 * Takes the content of one regular file, as it comes; called for one file after the other. `path` leads nowhere but below
 * where the archive is unpacked.
 */
export type FileSink = (file: Omit<PackedFile, 'sha256'>, pieces: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * The files of an archive, each with its digest; `sink` gets their content before it is known whether the whole is right. node-tar decodes the headers; its Parser is not used, because it cuts
 * pax records at every line feed of a name, and characters at the end of every chunk.
 * @throws TagshipError `integrity` for anything that is not a whole archive and nothing more, for more than a package
 *   may have (lib/archive/package-extent.ts), and for what tagship never packs: hard links, repeated paths, paths out
 */
export async function readTar(chunks: AsyncIterable<Buffer>, sink?: FileSink): Promise<PackedFile[]> {
  const reader = createByteReader(chunks);
  const files: PackedFile[] = [];
  let pax: PaxRecords = {};
  const paths = new Set<string>();
  let entries = 0;
  let contentBytes = 0;
  let pathBytes = 0;
  for (;;) {
    const header = decodeHeader(await reader.take(blockBytes));
    if (header === undefined) {
      await expectZeros(reader);
      return files;
    }
    switch (header.type) {
      case 'ExtendedHeader':
        pax = parsePaxRecords(await readMeta(reader, header));
        break;
      case 'GlobalExtendedHeader':
      case 'NextFileHasLongLinkpath':
        await readMeta(reader, header);
        break;
      case 'NextFileHasLongPath':
        pax = { ...pax, path: textOf(await readMeta(reader, header)) };
        break;
      default:
        entries += 1;
        if (entries > maximumEntries) {
          throw new TagshipError('integrity', `the package has more than ${maximumEntries} entries`);
        }
        {
          const entry = { ...header, ...pax };
          requireOwnPath(entry.path, paths);
          contentBytes += entry.size;
          pathBytes += recordedPathBytes(entry.path);
          if (contentBytes > mostContentBytes || pathBytes > mostPathBytes) {
            throw tooLarge();
          }
          files.push(...(await readEntry(reader, entry, sink)));
          if (files.length > mostFiles) {
            throw tooLarge();
          }
          pax = {};
        }
    }
  }
}

/** A path that leads out of where the package is unpacked, or that is unpacked twice, was not packed by tagship. */
function requireOwnPath(path: string, paths: Set<string>): void {
  const plain = path.endsWith('/') ? path.slice(0, -1) : path;
  if (plain.split('/').some((part) => part === '' || part === '.' || part === '..')) {
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
  const { cksumValid, type, path, mode, size } = header;
  if (!cksumValid || path === undefined || mode === undefined || size === undefined) {
    throw new TagshipError('integrity', 'the archive has a damaged header');
  }
  return { type: type ?? 'Unsupported', path, mode: mode & 0o7777, size };
}

async function readEntry(
  reader: ByteReader,
  { type, path, mode, size }: EntryHeader,
  sink: FileSink | undefined,
): Promise<PackedFile[]> {
  if (emptyTypes.has(type)) {
    return [];
  }
  if (!fileTypes.has(type)) {
    throw new TagshipError('integrity', `${quoted(path)} is of a type that no package holds (${type})`);
  }
  const file = { path, size, mode: checkedMode(path, mode) };
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of reader.pieces(size)) {
      hash.update(piece);
      yield piece;
    }
  }
  await (sink ?? drain)(file, hashed());
  await skipPadding(reader, size);
  return [{ ...file, sha256: hash.digest('hex') }];
}

const drain: FileSink = async (_file, pieces) => {
  for await (const _piece of pieces) {
    // its digest is all that is wanted
  }
};

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
