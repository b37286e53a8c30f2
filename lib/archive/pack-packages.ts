import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import { renderingProblem } from './check-placeholders.ts';
import { compression } from './compression.ts';
import { compressBlock, gzipBlockBytes, gzipEnd } from './gzip-blocks.ts';
import { type FileEntry, type PackEntry, sortByPath } from './pack-entry.ts';
import { fileBody, type PackageBody } from './package-body.ts';
import { type PlaceholderName, type PlaceholderValues, placeholderNames, renderPlaceholders } from './placeholders.ts';
import { type SharedFile, shareFile } from './shared-file.ts';
import { type SharedPrefix, writeSharedPrefix } from './shared-prefix.ts';
import { readSourceFile } from './source-file.ts';
import { tarEnd, tarHeaders, tarPadding } from './tar-header.ts';
import type { PackedFile } from './tar-stream.ts';

const blocksAtOnce = 4;

export interface PackRequest {
  readonly entries: readonly PackEntry[];
  /** Paths in the archive of the files that are rendered; each is a file entry of at most 16 MiB. */
  readonly placeholderFiles: readonly string[];
  /** The values of every store, by its name. */
  readonly variants: ReadonlyMap<string, PlaceholderValues>;
  /** The time of every entry: that of the commit, cut to whole seconds. */
  readonly modifiedAt: Date;
  /** An existing folder of this run alone. The packages' bodies are read from a file in it. */
  readonly workDir: string;
  readonly signal: AbortSignal;
  onProgress?(progress: { readonly packedBytes: number; readonly totalBytes: number }): void;
}

export interface PackedPackage {
  readonly size: number;
  readonly sha256: string;
  /** Of the uncompressed archive. */
  readonly tarBytes: number;
  /** Over the uncompressed archive in which the placeholders stand unrendered: equal for all stores (promise 6). */
  readonly contentSha256: string;
  /** Over the uncompressed archive as it is stored, that is with its placeholders rendered. */
  readonly tarSha256: string;
  /** In the order of the archive; rendered files come last, with their rendered size and digest. */
  readonly files: readonly PackedFile[];
  readonly placeholders: readonly PlaceholderCount[];
  /** How it was compressed: what decides its bytes besides its entries. */
  readonly compression: string;
  readonly body: PackageBody;
}

interface PlaceholderCount {
  readonly file: string;
  readonly name: PlaceholderName;
  readonly count: number;
}

/** A placeholder file with its content as it is in the clone dir. */
interface Template {
  readonly entry: FileEntry;
  readonly content: Buffer;
}

/**
 * Packs the entries for every store (promise 7). All that stores have in common is read, compressed and hashed once;
 * only the rendered files, which therefore come last, are packed for each store, in memory.
 * @throws TagshipError `invalid-input` for a placeholder without a value or a file that cannot be rendered;
 *   otherwise like `writeSharedPrefix`
 */
export async function packPackages(request: PackRequest): Promise<ReadonlyMap<string, PackedPackage>> {
  const modifiedAt = new Date(Math.floor(request.modifiedAt.getTime() / 1000) * 1000);
  const rendered = new Set(request.placeholderFiles);
  const templates = readTemplates(request.entries, rendered);
  const entries = sortByPath(request.entries.filter(({ path }) => !rendered.has(path)));
  const sharedBytes = totalSize(entries);
  const totalBytes = sharedBytes + totalSize(templates.map(({ entry }) => entry));
  const prefix = await writeSharedPrefix({
    entries,
    modifiedAt,
    workDir: request.workDir,
    signal: request.signal,
    onPacked: (packedBytes) => request.onProgress?.({ packedBytes, totalBytes }),
  });
  const contentSha256 = templates
    .reduce((hash, template) => hash.update(tarEntry(template, modifiedAt)), prefix.contentHash.copy())
    .update(tarEnd)
    .digest('hex');

  const file = shareFile(prefix.path, prefix.size);
  const packages = new Map<string, PackedPackage>();
  for (const [store, values] of request.variants) {
    request.signal.throwIfAborted();
    packages.set(store, { ...(await packVariant({ prefix, file, templates, values, modifiedAt })), contentSha256 });
  }
  request.onProgress?.({ packedBytes: totalBytes, totalBytes });
  return packages;
}

function readTemplates(entries: readonly PackEntry[], rendered: ReadonlySet<string>): Template[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const templates: Template[] = [];
  for (const path of rendered) {
    const entry = byPath.get(path);
    const problem = renderingProblem(path, entry);
    if (entry?.type !== 'file' || problem !== undefined) {
      throw new TagshipError('invalid-input', problem?.message ?? '');
    }
    templates.push({ entry, content: readSourceFile(entry) });
  }
  return sortByPath(templates.map((template) => ({ ...template, path: template.entry.path })));
}

interface Variant {
  readonly prefix: SharedPrefix;
  /** Where the prefix is. */
  readonly file: SharedFile;
  readonly templates: readonly Template[];
  readonly values: PlaceholderValues;
  readonly modifiedAt: Date;
}

async function packVariant(variant: Variant): Promise<Omit<PackedPackage, 'contentSha256'>> {
  const { prefix, file, templates, values, modifiedAt } = variant;
  const rendered: PackedFile[] = [];
  const placeholders: PlaceholderCount[] = [];
  const tarPieces: Buffer[] = [];
  for (const { entry, content: template } of templates) {
    const { content, counts } = renderPlaceholders(template, values);
    const { path, mode } = entry;
    const size = content.length;
    rendered.push({ path, size, mode, sha256: createHash('sha256').update(content).digest('hex') });
    placeholders.push(...placeholderNames.flatMap((name) => countOf(path, name, counts.get(name))));
    tarPieces.push(tarEntry({ entry: { ...entry, size }, content }, modifiedAt));
  }
  const tarTail = Buffer.concat([...tarPieces, tarEnd]);
  const tail = await gzipTail(prefix, tarTail);
  const partHash = prefix.partHash.copy();
  partHash.update(tail);
  return {
    size: prefix.size + tail.length,
    sha256: prefix.hash.copy().update(tail).digest('hex'),
    tarBytes: prefix.tarBytes + tarTail.length,
    tarSha256: prefix.contentHash.copy().update(tarTail).digest('hex'),
    files: rendered.length === 0 ? prefix.files : [...prefix.files, ...rendered],
    placeholders,
    compression,
    body: fileBody({ file, tail, parts: partHash.digests() }),
  };
}

function countOf(file: string, name: PlaceholderName, count: number | undefined): PlaceholderCount[] {
  return count === undefined ? [] : [{ file, name, count }];
}

function tarEntry({ entry, content }: Template, modifiedAt: Date): Buffer {
  return Buffer.concat([tarHeaders(modifiedAt)(entry), content, tarPadding(content.length)]);
}

async function gzipTail(prefix: SharedPrefix, tar: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let start = 0; start < tar.length; start += gzipBlockBytes) {
    blocks.push(tar.subarray(start, start + gzipBlockBytes));
  }
  const compressed = await mapLimited(blocks, blocksAtOnce, compressBlock);
  return Buffer.concat([...compressed, gzipEnd(crc32(tar, prefix.crc32), prefix.tarBytes + tar.length)]);
}

function totalSize(entries: readonly PackEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.type === 'file' ? entry.size : 0), 0);
}
