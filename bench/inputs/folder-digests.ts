import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The sha256 of every file below these paths of a folder, by path. */
export function folderDigests(folder: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const files = paths.flatMap((path) =>
    statSync(join(folder, path)).isDirectory()
      ? readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      : [path],
  );
  return new Map(files.map((path) => [path, sha256Of(readFileSync(join(folder, path)))]));
}

export function sha256Of(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
