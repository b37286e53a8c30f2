import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectEntries } from '../../lib/archive/collect-entries.ts';
import { packPackages } from '../../lib/archive/pack-packages.ts';
import { moduleName, packedPaths, releaseTag, renderedPaths } from '../inputs/create-clone.ts';

/** `pack CLONE_DIR STORES`: packs for so many stores, and does nothing else. */

const [root = '', storeCount = '1'] = process.argv.slice(2);
const { entries } = collectEntries({ root, paths: packedPaths, variable: 'FILES' });
const workDir = mkdtempSync(join(tmpdir(), 'tagship-bench-pack-'));
try {
  const variants = Array.from({ length: Number(storeCount) }, (_, index) => {
    const store = `PROJECT${index}`;
    return [store, { BUCKET_NAME: `acme-${index}`, REPO_NAME: moduleName, REL_TAG: releaseTag }] as const;
  });
  const packages = await packPackages({
    entries,
    placeholderFiles: renderedPaths,
    variants: new Map(variants),
    modifiedAt: new Date('2026-01-01T00:00:00Z'),
    workDir,
    signal: new AbortController().signal,
  });
  console.log([...packages.values()].map(({ size }) => size).join('\n'));
} finally {
  rmSync(workDir, { recursive: true });
}
