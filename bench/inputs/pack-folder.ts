import { mkdirSync } from 'node:fs';
import { collectEntries } from '../../lib/archive/collect-entries.ts';
import { type PackedPackage, packPackages } from '../../lib/archive/pack-packages.ts';

/** Packs everything in a folder, as a REL that has no placeholders; what it writes for that is in `workDir`, which it makes. */
export async function packFolder(root: string, workDir: string): Promise<PackedPackage> {
  mkdirSync(workDir);
  const [packed] = (
    await packPackages({
      entries: collectEntries({ root, paths: ['.'], variable: 'FILES' }).entries,
      placeholderFiles: [],
      variants: new Map([['A', {}]]),
      modifiedAt: new Date('2026-01-01T00:00:00Z'),
      workDir,
      signal: new AbortController().signal,
    })
  ).values();
  if (packed === undefined) {
    throw new Error(`${root} was not packed`);
  }
  return packed;
}
