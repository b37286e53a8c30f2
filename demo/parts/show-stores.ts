import { basename } from 'node:path';
import { packageKey, recordKey, repositoryKinds } from '../../lib/store/layout.ts';
import type { Narration } from '../narration.ts';
import { storesOf } from '../pipe-variables.ts';
import type { PipelineRun } from '../run-pipeline.ts';
import { inTreeOrder, packagesIn, type StoredPackage } from '../store-contents.ts';
import type { World } from '../world.ts';

/** Prints what is in the stores as one tree, and checks it against what the pipelines were to publish. */
export function showStores(world: World, narration: Narration): void {
  narration.part(
    'What is in the stores now',
    'A module has one folder, with its programs and its install scripts by tag. The record beside each package (.json) is ' +
      'written last and says where the package comes from and what is in it; what has no record is not released. On the ' +
      'right is the size of the package in each store, in bytes.',
  );
  const { server, stores } = world.stores;
  const held = stores.flatMap(({ bucket }) => packagesIn(world.stores, bucket).map((stored) => ({ bucket, stored })));
  const byOrigin = Map.groupBy(held.toSorted(byKey), ({ stored }) => `${stored.key} ${origin(stored)}`);
  const rows = [...byOrigin.values()].map((same) => {
    const sizes = stores.map(({ bucket }) => same.find((one) => one.bucket === bucket)?.stored.sizeBytes);
    const stored = same[0]?.stored;
    return stored === undefined ? [] : [...describePackage(stored), ...sizes.map(describeSize)];
  });
  narration.table([['', '', '', ...stores.map(({ bucket }) => bucket)], ...withModuleLines(rows)]);

  for (const { name, bucket } of stores) {
    const keys = server.objects(bucket).map(({ key }) => key);
    const expected = expectedKeys(world.runs, name);
    narration.claim(
      `s3://${bucket} has ${keys.length} objects, exactly those that the pipelines were to publish to ${name}`,
      expected.length > 0 && keys.toSorted().join('\n') === expected.join('\n'),
    );
  }
}

/** `ModuleX/2.0.0/`, `ModuleX.{tar.gz,rel.json}` and where it comes from. */
function describePackage(stored: StoredPackage): string[] {
  const { key, recordKey: keyOfRecord } = stored;
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const stem = basename(key, '.tar.gz');
  const files =
    keyOfRecord === undefined ? basename(key) : `${stem}.{tar.gz,${basename(keyOfRecord).slice(stem.length + 1)}}`;
  return [folder, files, origin(stored)];
}

function origin({ record }: StoredPackage): string {
  return record === undefined
    ? 'not released'
    : `${record.source.repository} ${record.source.commit.slice(0, 8)}, build ${record.source.build}`;
}

function describeSize(sizeBytes: number | undefined): string {
  return (sizeBytes === undefined ? '-' : String(sizeBytes)).padStart(8);
}

/** Makes a tree of the rows: a line for each module, and only the folder on the lines below it. */
function withModuleLines(rows: readonly string[][]): string[][] {
  const byModule = Map.groupBy(rows, ([path = '']) => path.slice(0, path.indexOf('/') + 1));
  return [...byModule].flatMap(([module, own]) => [
    [module],
    ...own.map(([path = '', ...columns]) => [`  ${path.slice(module.length)}`, ...columns]),
  ]);
}

function byKey(a: { readonly stored: StoredPackage }, b: { readonly stored: StoredPackage }): number {
  return inTreeOrder(a.stored.key, b.stored.key);
}

/** What the steps' own variables ask for. */
function expectedKeys(runs: readonly PipelineRun[], store: string): string[] {
  const keys = runs
    .filter(({ step }) => storesOf(step).includes(store))
    .flatMap(({ step, ref }) => {
      const { KIND, REPO_NAME, BIN_NAME } = step.variables;
      const kind = repositoryKinds.find((known) => known === KIND);
      if (kind === undefined) {
        return [];
      }
      const packageName = String(kind === 'src' ? BIN_NAME : REPO_NAME);
      const identity = { kind, name: String(REPO_NAME), folder: ref.name, packageName };
      return [packageKey(identity), recordKey(identity)];
    });
  return [...new Set(keys)].toSorted();
}
