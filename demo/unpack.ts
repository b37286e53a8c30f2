import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPackage } from './store-contents.ts';

/** A package's files, unpacked with the machine's own tar as a node would do it. Paths are those in the archive. */
export function unpack({ key, body }: StoredPackage): ReadonlyMap<string, string> {
  const temporary = mkdtempSync(join(tmpdir(), 'tagship-unpacked-'));
  try {
    const folder = join(temporary, key);
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-xz', '-C', folder], { input: body() });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      files.map((file) => {
        const path = join(file.parentPath, file.name);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
