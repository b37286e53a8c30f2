import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedModule } from '../../lib/release/record.ts';
import type { Store } from '../../lib/store/store.ts';
import { folderDigests } from './folder-digests.ts';
import { packFolder } from './pack-folder.ts';

const kilobyte = 1000;
const fileBytes = 400 * kilobyte;

export interface ModulesRequest {
  readonly count: number;
  /** Of each package, compressed. */
  readonly megabytes: number;
  readonly folder: string;
  readonly store: Store;
}

/** A module that is in the store, and what is to be unpacked of it. */
export interface ModuleInStore {
  readonly locked: LockedModule;
  /** sha256 of each file, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Puts modules into the store whose packages have about that size: pieces of this Node's own binary, as compiled programs
 * compress, and a fifth of what does not compress.
 */
export async function putModules({
  count,
  megabytes,
  folder,
  store,
}: ModulesRequest): Promise<readonly ModuleInStore[]> {
  const modules: ModuleInStore[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `Module${index}`;
    const root = join(folder, name);
    const workDir = join(folder, `${name}.packed`);
    writeFiles(root, index, megabytes * 1000 * kilobyte);
    const { body, size, sha256 } = await packFolder(root, workDir);
    const key = `${name}/1.0.0/${name}.tar.gz`;
    const options = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: { sha256 } } as const;
    await store.write(key, { ...body, sha256 }, options);
    await body.close();
    const locked = { name, version: '1.0.0', rel: { key, size, sha256 }, src: null, dependsOn: [], args: [] };
    modules.push({ locked: { ...locked, because: 'of the benchmark' }, files: folderDigests(root, ['.']) });
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
