import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TagshipError } from '../core/errors.ts';
import type { FetchModules } from '../fetch/fetch-modules.ts';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Fetches from `store` below a folder of this machine, verified like any other; `trees` beside it has what was unpacked
 * before, so that a sweep need not. `read` is called for each package that the node does not have yet.
 */
export function fetchFromFolder(folder: string, read: (path: string, key: string) => Buffer): FetchModules {
  const keep = (key: string, packageFolder: string, wanted: string | undefined): string => {
    const kept = wanted === undefined ? undefined : join(packageFolder, `${wanted}.tar.gz`);
    if (kept !== undefined && existsSync(kept) && sha256(readFileSync(kept)) === wanted) {
      return kept;
    }
    const path = join(folder, 'store', key);
    if (!existsSync(path)) {
      throw new TagshipError('integrity', `${key} is gone from the store`);
    }
    const bytes = read(path, key);
    const digest = sha256(bytes);
    if (wanted !== undefined && digest !== wanted) {
      throw new TagshipError('integrity', `${key} is not what the lock says`);
    }
    const target = join(packageFolder, `${digest}.tar.gz`);
    writeFileSync(target, bytes);
    return target;
  };
  const unpack = (packagePath: string, target: string): void => {
    const tree = join(folder, 'trees', sha256(readFileSync(packagePath)));
    if (existsSync(tree)) {
      cpSync(tree, target, { recursive: true });
    } else {
      mkdirSync(target, { recursive: true });
      execFileSync('tar', ['-xzf', packagePath, '-C', target]);
    }
  };
  return async (orders, { signal }) => {
    signal.throwIfAborted();
    const kept = orders.map(({ module, packageFolder, scriptFolder }) => {
      const { rel, src } = module;
      const relPackage = keep(rel.key, packageFolder, 'sha256' in rel ? rel.sha256 : undefined);
      const binPackage =
        src === null ? undefined : keep(src.key, packageFolder, 'sha256' in src ? src.sha256 : undefined);
      return { module, scriptFolder, relPackage, binPackage };
    });
    // nothing is unpacked before all is verified
    return await Promise.resolve(
      kept.map(({ module, scriptFolder, relPackage, binPackage }) => {
        unpack(relPackage, scriptFolder);
        return {
          name: module.name,
          relSha256: sha256(readFileSync(relPackage)),
          srcSha256: binPackage === undefined ? undefined : sha256(readFileSync(binPackage)),
          relPackage,
          binPackage,
          binName: module.src?.key.split('/')[2]?.replace('.tar.gz', ''),
        };
      }),
    );
  };
}
