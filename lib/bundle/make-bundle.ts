import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { FileEntry } from '../archive/pack-entry.ts';
import { mostContentBytes } from '../archive/package-extent.ts';
import { readPackage } from '../archive/read-package.ts';
import type { FileSink } from '../archive/read-tar.ts';
import type { PackedFile } from '../archive/tar-stream.ts';
import type { Context } from '../core/context.ts';
import { type Diagnostic, isError } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { developerFolder } from '../core/names.ts';
import { verifyReleases } from '../release/inspect/verify-releases.ts';
import { fromObjectMetadata } from '../release/package-metadata.ts';
import { parseRecord, type ReleaseRecord } from '../release/record.ts';
import { problemInStore } from '../release/store-problem.ts';
import { folderPrefix, type PackageIdentity, packageKey, recordKey } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import { bundleFiles } from './bundle-files.ts';
import { checkBundleNames } from './check-bundle-names.ts';
import { verifyFloating } from './verify-floating.ts';

export interface BundleRequest {
  /** The store that the release is taken from. */
  readonly store: Store;
  /** The same store, as a node finds it. */
  readonly place: Handoff['store'];
  /** The DIST's REPO_NAME. */
  readonly project: string;
  /** A tag, or `developer`. */
  readonly folder: string;
  /** A folder for temporary files. Default: the system's. */
  readonly workDir?: string;
}

/** A DIST release as it is stored, unpacked in a temporary folder, and all but what a hand-off says of itself. */
export interface Bundle extends AsyncDisposable {
  readonly project: string;
  readonly record: ReleaseRecord;
  readonly place: Handoff['store'];
  /** Those of the package and release.json; `source` is where each lies now. */
  readonly files: readonly BundleFile[];
}

interface BundleFile extends FileEntry {
  readonly sha256: string;
}

export interface MadeBundle {
  /** undefined when there is an error among the findings. */
  readonly bundle: Bundle | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Of what a record says: `serializeRecord` writes no more. */
const maximumRecordBytes = 64 * 1024 * 1024;
const newerBuildHint = 'a newer build is under way or was stopped; let it end, or run it again';

/**
 * Verifies a DIST release and every package that it locks, each against its record (design.md, sections 3.8 and 8), and
 * takes its files out of the store: what is handed over is what was released, and not a work tree. All that is wrong is
 * in the result at once; the caller disposes of the bundle.
 */
export async function makeBundle(request: BundleRequest, context: Context): Promise<MadeBundle> {
  const { store, project, folder } = request;
  let known: Buffer | undefined;
  try {
    known = await readStoredRecord(request);
  } catch (error) {
    return { bundle: undefined, diagnostics: [problemInStore(error, store)] };
  }
  const verified = await verifyReleases(store, { prefix: folderPrefix({ name: project, folder }) });
  const diagnostics = [...verified.diagnostics];
  if (diagnostics.some(isError)) {
    return { bundle: undefined, diagnostics };
  }
  const path = await mkdtemp(join(request.workDir ?? tmpdir(), 'tagship-bundle-'));
  const dispose = async (): Promise<void> => await rm(path, { recursive: true, force: true });
  try {
    const { record, files } = await fetchRelease(request, { path, known }, context);
    diagnostics.push(...(await verifyFloating(store, record)));
    if (diagnostics.some(isError)) {
      await dispose();
      return { bundle: undefined, diagnostics };
    }
    const bundle = { project, record, place: request.place, files, [Symbol.asyncDispose]: dispose };
    return { bundle, diagnostics };
  } catch (error) {
    await dispose();
    return { bundle: undefined, diagnostics: [...diagnostics, problemInStore(error, store)] };
  }
}

function identityOf({ project, folder }: BundleRequest): PackageIdentity {
  return { kind: 'dist', name: project, folder, packageName: project };
}

async function readStoredRecord(request: BundleRequest): Promise<Buffer | undefined> {
  return (await request.store.readSmall(recordKey(identityOf(request)), maximumRecordBytes))?.content;
}

interface Fetching {
  /** A temporary folder. */
  readonly path: string;
  /** The record as it was before all was verified. */
  readonly known: Buffer | undefined;
}

async function fetchRelease(
  request: BundleRequest,
  { path, known }: Fetching,
  { signal }: Context,
): Promise<Pick<Bundle, 'record' | 'files'>> {
  const { store, project, folder } = request;
  const identity = identityOf(request);
  const recordUrl = `${store.url}/${recordKey(identity)}`;
  const stored = await readStoredRecord(request);
  if (stored === undefined) {
    throw new TagshipError('integrity', `${recordUrl} is missing: ${project} ${folder} is not released there`, {
      hint: 'run the pipeline of that tag; tagship list shows what is released',
    });
  }
  // what was verified in between is this record and no other: the lock of a newer one would not be
  if (known === undefined || !stored.equals(known)) {
    throw new TagshipError('conflict', `${recordUrl} was replaced while it was verified`, { hint: newerBuildHint });
  }
  const record = parseRecord(stored, identity, recordUrl);
  await requireOwnPackage(store, record);
  const files: BundleFile[] = [];
  const packageUrl = `${store.url}/${packageKey(identity)}`;
  const read = await readPackage(store.readStream(record.package.key), {
    maximumTarBytes: mostContentBytes,
    signal,
    sink: unpackInto(join(path, 'files'), files),
  });
  if (read.size !== record.package.size || read.sha256 !== record.package.sha256 || !isSame(read.files, record.files)) {
    throw new TagshipError(
      'integrity',
      `${packageUrl} is not what was released: it has ${read.size} bytes with sha256 ${read.sha256}, its record says ${record.package.size} with ${record.package.sha256}`,
      { hint: 'released bytes never change; find out who wrote there, or run the step again if that is a test build' },
    );
  }
  const [clash] = checkBundleNames(read.files.map((file) => file.path));
  if (clash !== undefined) {
    throw new TagshipError('conflict', `${packageUrl}: ${clash.message}`, { hint: clash.hint });
  }
  const ownRecord = join(path, bundleFiles.record);
  await writeFile(ownRecord, stored);
  return {
    record,
    files: [
      ...files.map((file, index) => ({ ...file, sha256: read.files[index]?.sha256 ?? '' })),
      {
        type: 'file',
        path: bundleFiles.record,
        source: ownRecord,
        mode: '0644',
        size: stored.length,
        sha256: createHash('sha256').update(stored).digest('hex'),
      },
    ],
  };
}

/** In `developer` the package is replaced before its record, and tells by its metadata what it is (promise 4). */
async function requireOwnPackage(
  store: Store,
  { folder, package: { key, sha256 }, source }: ReleaseRecord,
): Promise<void> {
  const head = folder === developerFolder ? await store.head(key) : undefined;
  const metadata = head && fromObjectMetadata(head.metadata);
  if (metadata !== undefined && metadata.sha256 !== sha256) {
    throw new TagshipError(
      'conflict',
      `${store.url}/${key} is of build ${metadata.build}, and its record of build ${source.build}`,
      { hint: newerBuildHint },
    );
  }
}

function unpackInto(folder: string, files: BundleFile[]): FileSink {
  return async (file, pieces) => {
    const source = join(folder, file.path);
    await mkdir(dirname(source), { recursive: true });
    await writeFile(source, pieces, { flag: 'wx', mode: Number.parseInt(file.mode, 8) });
    files.push({ type: 'file', ...file, source, sha256: '' });
  };
}

function isSame(read: readonly PackedFile[], recorded: ReleaseRecord['files']): boolean {
  const text = (files: readonly PackedFile[]): string =>
    JSON.stringify(files.map(({ path, size, mode, sha256 }) => [path, size, mode, sha256]));
  return text(read) === text(recorded);
}
