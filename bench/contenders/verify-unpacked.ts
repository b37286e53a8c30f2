import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderDigests } from '../inputs/folder-digests.ts';
import type { ModuleInStore } from '../inputs/put-modules.ts';

/**
 * Each module must be unpacked in the folder of its name, every file with its sha256 and none besides; the loop leaves the
 * package beside them.
 * @throws Error with what is wrong
 */
export function verifyUnpacked(folder: string, modules: readonly ModuleInStore[]): void {
  for (const { locked, files } of modules) {
    const unpacked = join(folder, locked.name);
    const found = new Map(existsSync(unpacked) ? folderDigests(unpacked, ['.']) : []);
    found.delete(`${locked.name}.tar.gz`);
    const wrong = [...files].filter(([path, sha256]) => found.get(path) !== sha256);
    if (wrong.length > 0 || found.size !== files.size) {
      throw new Error(
        `${unpacked} has ${found.size} files of ${files.size}; wrong: ${wrong.map(([path]) => path).join(', ')}`,
      );
    }
  }
}
