import { realpath } from 'node:fs/promises';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import { isHandoff, isReleaseRecord } from '../../schemas/generated/validators.js';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import type { Lock, ReleaseRecord } from '../release/record.ts';
import { BundleError, type BundleProblem } from './bundle-error.ts';
import { bundleFiles } from './bundle-files.ts';
import { type BundleFile, listBundle } from './list-bundle.ts';
import { gateFile, readGate } from './read-gate.ts';
import { parseSha256Sums } from './sha256-sums.ts';

/** A bundle that is whole: what it says was verified before it was believed. */
export interface Bundle {
  readonly record: ReleaseRecord;
  readonly lock: Lock;
  readonly handoff: Handoff;
  /** From vars.yml. */
  readonly upgradableVersions: readonly string[] | 'any';
}

/**
 * Reads a bundle: the files of the DIST package, its record, handoff.json, and SHA256SUMS over all of them; and nothing else.
 * The record is held against the files, and handoff.json against the record.
 * @throws BundleError with all that is wrong, TagshipError `invalid-input` where there is no such folder
 */
export async function readBundle(folder: string): Promise<Bundle> {
  const place = await findFolder(folder);
  const own: ReadonlySet<string> = new Set(Object.values(bundleFiles));
  const { files, problems: found } = await listBundle(place, new Set([...own, gateFile]));
  const problems = [...found];
  const tell = (file: string, message: string): void => {
    problems.push({ file, message });
  };
  checkSums(files, tell);
  const record = parse(files, bundleFiles.record, isReleaseRecord, tell);
  const handoff = parse(files, bundleFiles.handoff, isHandoff, tell);
  const lock = record?.lock;
  if (record !== undefined) {
    checkRecord(record, { files, own, tell });
  }
  if (record !== undefined && handoff !== undefined) {
    checkHandoff(handoff, record, tell);
  }
  if (problems.length > 0 || record === undefined || handoff === undefined || lock === undefined) {
    throw new BundleError(folder, problems.toSorted(byFile));
  }
  return { record, lock, handoff, upgradableVersions: readGate(files.get(gateFile)?.bytes) };
}

type Tell = (file: string, message: string) => void;
type Files = ReadonlyMap<string, BundleFile>;

/** `current` of a control node is a link; what it leads to is read, even if it is switched meanwhile. */
async function findFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const code = systemErrorCode(error);
    throw code === undefined
      ? error
      : new TagshipError('invalid-input', `there is no bundle at ${folder} (${code})`, {
          hint: 'give the folder that has release.json and SHA256SUMS in it',
          cause: error,
        });
  }
}

function checkSums(files: Files, tell: Tell): void {
  const file = bundleFiles.sums;
  const bytes = files.get(file)?.bytes;
  if (bytes === undefined) {
    tell(file, 'is missing');
    return;
  }
  let sums: ReadonlyMap<string, string>;
  try {
    sums = parseSha256Sums(bytes.toString('utf8'), file);
  } catch (error) {
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    tell(file, `cannot be read: ${error.message}`);
    return;
  }
  for (const [path, digest] of sums) {
    const there = files.get(path);
    if (there === undefined) {
      tell(path, 'is missing');
    } else if (there.sha256 !== digest) {
      tell(path, `is not what ${file} says: it has the digest ${there.sha256}`);
    }
  }
  for (const path of files.keys()) {
    if (path !== file && !sums.has(path)) {
      tell(path, `is not in ${file}`);
    }
  }
}

interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
}

function parse<T>(
  files: Files,
  file: string,
  isRight: { (value: unknown): value is T; readonly errors?: readonly Violation[] | null },
  tell: Tell,
): T | undefined {
  const bytes = files.get(file)?.bytes;
  if (bytes === undefined) {
    tell(file, 'is missing');
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    tell(file, 'is not JSON');
    return undefined;
  }
  if (!isRight(value)) {
    const [first] = isRight.errors ?? [];
    const where = first === undefined ? '' : ` (${first.instancePath || '/'}: ${first.keyword})`;
    tell(file, `has no form that this version reads${where}`);
    return undefined;
  }
  return value;
}

/** The record's own list of files: SHA256SUMS alone could be written anew by whoever changed a file. */
function checkRecord(
  { kind, lock, files: listed }: ReleaseRecord,
  { files, own, tell }: { readonly files: Files; readonly own: ReadonlySet<string>; readonly tell: Tell },
): void {
  if (kind !== 'dist' || lock === undefined) {
    tell(bundleFiles.record, `is the record of a ${kind} package${lock === undefined ? ' without a lock' : ''}`);
    return;
  }
  const known = new Set(listed.map(({ path }) => path));
  for (const { path, size, sha256 } of listed) {
    const there = files.get(path);
    if (own.has(path)) {
      tell(path, 'is a file of the package as well as one of the bundle');
    } else if (there === undefined) {
      tell(path, 'is missing');
    } else if (there.size !== size || there.sha256 !== sha256) {
      tell(path, `is not what ${bundleFiles.record} says: it has ${there.size} bytes with the digest ${there.sha256}`);
    }
  }
  for (const path of files.keys()) {
    if (!own.has(path) && !known.has(path)) {
      tell(path, `is not in ${bundleFiles.record}`);
    }
  }
}

function checkHandoff({ project, release }: Handoff, { name, folder }: ReleaseRecord, tell: Tell): void {
  if (project !== name || release !== folder) {
    tell(
      bundleFiles.handoff,
      `is of ${quoted(`${project} ${release}`)}, and ${bundleFiles.record} of ${quoted(`${name} ${folder}`)}`,
    );
  }
}

function byFile(a: BundleProblem, b: BundleProblem): number {
  return a.file < b.file ? -1 : Number(a.file > b.file);
}
