import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseRecord } from '../../lib/release/record.ts';
import { isReleaseRecord } from '../../schemas/generated/validators.js';

/** A release in the folder to which a bucket was copied. */
export interface StoredRelease {
  readonly record: ReleaseRecord;
  /** What lies at the package's key. */
  readonly content: Buffer;
}

export interface UnpackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: string;
  readonly sha256: string;
}

/** Every record in the folder, with its package. */
export function readReleases(folder: string): readonly StoredRelease[] {
  return filesIn(folder)
    .filter((key) => key.endsWith('.json'))
    .map((key) => {
      const record: unknown = JSON.parse(readFileSync(join(folder, key), 'utf8'));
      if (!isReleaseRecord(record)) {
        throw new Error(`${key} is no release record`);
      }
      return { record, content: readFileSync(join(folder, record.package.key)) };
    });
}

/** Unpacks a package with the machine's own tar, as a node would do it. */
export function unpackFiles(content: Buffer, folder: string): readonly UnpackedFile[] {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzp', '-C', folder], { input: content });
  return filesIn(folder).map((path) => {
    const file = join(folder, path);
    const { mode, size } = statSync(file);
    return { path, size, mode: (mode & 0o7777).toString(8).padStart(4, '0'), sha256: sha256Of(readFileSync(file)) };
  });
}

/** Paths of all files below a folder, sorted. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
