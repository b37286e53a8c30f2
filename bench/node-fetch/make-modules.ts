import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectEntries } from '../../lib/archive/collect-entries.ts';
import { packPackages } from '../../lib/archive/pack-packages.ts';
import type { LockedModule } from '../../lib/release/record.ts';
import type { Store } from '../../lib/store/store.ts';

const kilobyte = 1000;
const fileBytes = 400 * kilobyte;

export interface ModulesRequest {
  readonly count: number;
  /** Of each package, compressed. */
  readonly megabytes: number;
  readonly folder: string;
  readonly store: Store;
}

/**
 * Puts modules into the store whose packages have about that size: pieces of this Node's own binary, as compiled programs
 * compress, and a fifth of what does not compress.
 */
export async function makeModules({
  count,
  megabytes,
  folder,
  store,
}: ModulesRequest): Promise<readonly LockedModule[]> {
  const modules: LockedModule[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `Module${index}`;
    const root = join(folder, name);
    const workDir = join(folder, `${name}.packed`);
    mkdirSync(workDir);
    writeFiles(root, index, megabytes * 1000 * kilobyte);
    const packages = await packPackages({
      entries: collectEntries({ root, paths: ['.'], variable: 'FILES' }).entries,
      placeholderFiles: [],
      variants: new Map([['A', {}]]),
      modifiedAt: new Date('2026-01-01T00:00:00Z'),
      workDir,
      signal: new AbortController().signal,
    });
    for (const { body, size, sha256 } of packages.values()) {
      const key = `${name}/1.0.0/${name}.tar.gz`;
      const options = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: { sha256 } } as const;
      await store.write(key, { size, sha256, read: body.read }, options);
      await body.close();
      modules.push({
        name,
        version: '1.0.0',
        rel: { key, size, sha256 },
        src: null,
        dependsOn: [],
        args: [],
        because: '',
      });
    }
    rmSync(root, { recursive: true });
    rmSync(workDir, { recursive: true });
  }
  return modules;
}

function writeFiles(root: string, module: number, packageBytes: number): void {
  mkdirSync(join(root, 'files'), { recursive: true });
  writeFileSync(join(root, 'deploy.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const binary = openSync(process.execPath, 'r');
  const binaryBytes = statSync(process.execPath).size;
  const piece = Buffer.alloc(fileBytes);
  for (let index = 0, packed = 0; packed < packageBytes; index += 1) {
    const isRandom = index % 5 === 0;
    if (isRandom) {
      randomFillSync(piece);
    } else {
      readSync(binary, piece, 0, fileBytes, ((module * 60 + index) * fileBytes) % (binaryBytes - fileBytes));
    }
    writeFileSync(join(root, 'files', `${index}`), piece);
    packed += isRandom ? fileBytes : fileBytes / 3;
  }
  closeSync(binary);
}
