import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packedPaths, renderedFor, renderedPaths } from '../inputs/create-clone.ts';
import { folderDigests, sha256Of } from '../inputs/folder-digests.ts';
import type { Publisher, PublishJob } from './publisher.ts';

/**
 * Fetches what the server has, of every store, with the SDK. Every package must be there, and where there is a record be
 * what it says; the one of the last store is unpacked, and each file in it compared by its sha256, the scripts with that
 * store's names filled in.
 * @throws Error with what is wrong
 */
export async function verifyPublication(
  publisher: Publisher,
  { target, stores, clone }: PublishJob,
  parentFolder: string,
): Promise<void> {
  const folder = mkdtempSync(join(parentFolder, 'verified-'));
  try {
    const archive = join(folder, 'archive');
    for (const store of stores) {
      await target.fetch(store, publisher.packageKey, archive);
      if (publisher.hasRecord) {
        const recordFile = join(folder, 'record');
        await target.fetch(store, publisher.packageKey.replace(/\.tar\.gz$/, '.rel.json'), recordFile);
        const record: RecordedPackage = JSON.parse(readFileSync(recordFile, 'utf8'));
        const sha256 = sha256Of(readFileSync(archive));
        if (record.package.sha256 !== sha256) {
          throw new Error(`${publisher.name}: ${store.bucket} has ${sha256}, recorded is ${record.package.sha256}`);
        }
      }
    }
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    const [command = '', ...args] = publisher.unpack(archive, unpacked);
    execFileSync(command, args);
    const bucket = stores.at(-1)?.bucket ?? '';
    const expected = new Map(folderDigests(clone.directory, packedPaths));
    for (const path of renderedPaths) {
      expected.set(path, sha256Of(renderedFor(clone, path, bucket)));
    }
    const found = folderDigests(unpacked, packedPaths);
    const wrong = [...expected].filter(([path, sha256]) => found.get(path) !== sha256);
    if (wrong.length > 0 || found.size !== expected.size) {
      throw new Error(
        `${publisher.name}: ${bucket} has ${found.size} files of ${expected.size}; wrong: ${wrong.map(([path]) => path).join(', ')}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface RecordedPackage {
  readonly package: { readonly sha256: string };
}
