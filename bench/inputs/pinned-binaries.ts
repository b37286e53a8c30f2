import { closeSync, globSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Binary {
  readonly path: string;
  readonly size: number;
}

const nodeModules = join(import.meta.dirname, '..', '..', 'node_modules');
const leastBytes = 1024 * 1024;
/** ELF, and Mach-O of 64 bits: the system's own programs are of one of these. */
const magics = new Set(['7f454c46', 'cffaedfe']);

/**
 * The native programs and libraries among the development dependencies, the greatest first: Node itself, biome, tsc and so
 * on. package-lock.json pins them, so that one platform has the same bytes on every machine.
 */
export function pinnedBinaries(): readonly Binary[] {
  const files = globSync(
    ['**/bin/*', '**/*.node', '@biomejs/*/biome', '@typescript/*/lib/tsc', '@oxlint-tsgolint/*/*'],
    {
      cwd: nodeModules,
    },
  ).map((path) => join(nodeModules, path));
  const bySize = new Map<number, Binary>();
  for (const path of files.toSorted()) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && stats.isFile() && stats.size >= leastBytes && isNative(path)) {
      // some are there twice, under two names
      bySize.set(stats.size, { path, size: stats.size });
    }
  }
  const found = [...bySize.values()].toSorted((a, b) => b.size - a.size);
  if (found.length === 0) {
    throw new Error(`there are no binaries in ${nodeModules}; run \`npm ci\` first`);
  }
  return found;
}

function isNative(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const magic = Buffer.alloc(4);
    readSync(file, magic);
    return magics.has(magic.toString('hex'));
  } finally {
    closeSync(file);
  }
}
