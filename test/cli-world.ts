import { onTestFinished } from 'vitest';
import { type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import type { ObjectView } from '../lib/testing/s3/contents.ts';
import { sampleDist, sampleRel, sampleSrc } from '../lib/testing/sample-releases.ts';
import { type CliResult, runCliProcess } from './cli-process.ts';

/** Two projects' stores, filled, and the CLI at a desk that has the variables of both. Ends with the test. */
export interface CliWorld extends ProjectStores {
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

interface SavedObject extends Pick<ObjectView, 'key' | 'metadata'> {
  readonly bucket: string;
  readonly content: Buffer;
}

let saved: Promise<readonly SavedObject[]> | undefined;

/**
 * BaseLib 1.2.3 and 1.3.0 and SRC ModuleX 1.4.2 in both stores; ModuleX 2.0.0, which depends on BaseLib 1.2.3, and the
 * two releases of ProjectA in PROJECTA alone.
 */
export async function startCliWorld(): Promise<CliWorld> {
  const stores = await startProjectStores();
  onTestFinished(async () => await stores[Symbol.asyncDispose]());
  // published once for all tests of a file: what is tested is what is read
  saved ??= publishWorld();
  for (const { bucket, key, content, metadata } of await saved) {
    stores.server.put(bucket, key, content, metadata);
  }
  return {
    ...stores,
    run: async (args, env = {}) => await runCliProcess(args, { env: { ...stores.variables(), ...env } }),
  };
}

async function publishWorld(): Promise<readonly SavedObject[]> {
  await using stores = await startProjectStores();
  const projectA = stores.stores.slice(0, 1);
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(stores.stores);
  await sampleRel({ name: 'BaseLib', tag: '1.3.0', build: 2 }).publish(stores.stores);
  await sampleSrc('ModuleX', '1.4.2').publish(stores.stores);
  const dependList = { BaseLib: '1.2.3' };
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2', dependList }).publish(projectA);
  await sampleDist('ProjectA', '2.1.0', { ModuleX: '2.0.0', BaseLib: '1.2.3' }).publish(projectA);
  await sampleDist('ProjectA', '2.2.0', { BaseLib: '1.3.0', ModuleX: '2.0.0' }).publish(projectA);
  return stores.stores.flatMap(({ bucket }) =>
    stores.server.objects(bucket).map(({ key, metadata, body }) => ({ bucket, key, metadata, content: body() })),
  );
}

/** What differs from run to run, by signs of the same width, so that columns stay. */
export function masked(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'f'.repeat(64))
    .replaceAll(/\b[0-9a-f]{40}\b/g, 'c'.repeat(40))
    .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, 'x'.repeat(12))
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'YYYY-MM-DD hh:mm:ss')
    .replaceAll(/\b\d{3} bytes/g, 'NNN bytes');
}
