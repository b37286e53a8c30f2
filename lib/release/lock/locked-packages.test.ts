import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import type { ReleaseRecord } from '../record.ts';
import { type ResolvedLock, resolveLock } from './resolve-lock.ts';

const bucket = 'acme-projecta';
const relRecordKey = 'ModuleX/2.0.0/ModuleX.rel.json';
const srcRecordKey = 'ModuleX/1.4.2/modulex-client.src.json';
const srcPackageKey = 'ModuleX/1.4.2/modulex-client.tar.gz';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleRel({
    name: 'ModuleX',
    tag: '2.0.0',
    srcBranch: '1.4.2',
    dependList: { BaseLib: '1.2.3' },
  }).publish([store]);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<[string, string, (record: ReleaseRecord) => object]>([
  ['REL', relRecordKey, (record) => ({ ...record, folder: 'developer' })],
  ['SRC', srcRecordKey, (record) => ({ ...record, folder: 'developer' })],
])('a %s record edited to say developer is an error, and never a lock without a digest', async (_, key, edit) => {
  editRecord(key, edit);

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([expect.stringContaining(`s3://${bucket}/${key} is the record of another package`)]);
});

test('a released record edited to depend on a developer build is an error', async () => {
  await sampleRel({ name: 'BaseLib', tag: 'developer' }).publish([store], { target: { on: 'developer' } });
  editRecord(relRecordKey, (record) =>
    withRepoInfo(record, { dependList: [{ name: 'BaseLib', version: 'developer' }] }),
  );

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toHaveLength(1);
  expect(texts(resolved)[0]).toMatch(/developer|not a release record/);
});

test('a released record edited to have a SRC of the developer branch is an error', async () => {
  await sampleSrc('ModuleX', 'developer').publish([store], { target: { on: 'developer' } });
  editRecord(relRecordKey, (record) => withRepoInfo(record, { srcBranch: 'developer' }));

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    expect.stringContaining('ModuleX 2.0.0 is a release whose record says src_branch developer'),
  ]);
});

test('a test build that a project names itself may have a SRC of the developer branch, and both float', async () => {
  const target = { on: 'developer' } as const;
  await sampleSrc('ModuleX', 'developer').publish([store], { target });
  await sampleRel({ name: 'ModuleX', tag: 'developer', srcBranch: 'developer' }).publish([store], { target });

  const { lock } = await resolve([{ name: 'ModuleX', version: 'developer', args: [] }]);

  expect(lock?.modules[0]?.rel).toEqual({ key: 'ModuleX/developer/ModuleX.tar.gz', floating: true });
  expect(lock?.modules[0]?.src).toEqual({ key: 'ModuleX/developer/modulex-client.tar.gz', floating: true });
});

test('a SRC package whose bytes are gone is an error', async () => {
  projects.server.remove(bucket, srcPackageKey);

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    expect.stringContaining(`s3://${bucket}/${srcPackageKey} is missing although its record says that it was released`),
  ]);
});

test('a SRC package that was replaced by other bytes of the same size is an error', async () => {
  replaceBytes(srcPackageKey);

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    expect.stringContaining(`${srcPackageKey} is not what was released: its sha256 is`),
  ]);
});

test('a REL package that was replaced by other bytes of the same size is an error', async () => {
  replaceBytes('BaseLib/1.2.3/BaseLib.tar.gz');

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([expect.stringContaining('BaseLib.tar.gz is not what was released: its sha256 is')]);
});

test('a SRC without a record is an error that says what to publish', async () => {
  projects.server.remove(bucket, srcRecordKey);

  const resolved = await resolve();

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    `store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0: ${srcPackageKey} is not released there (no record); publish ModuleX's SRC 1.4.2 there first`,
  ]);
});

test('what a project gives a module as arguments is in the lock, and of no other module', async () => {
  const { lock } = await resolve([{ name: 'ModuleX', version: '2.0.0', args: ['--profile', 'large'] }]);

  expect(lock?.modules.map(({ name, args }) => ({ name, args }))).toEqual([
    { name: 'BaseLib', args: [] },
    { name: 'ModuleX', args: ['--profile', 'large'] },
  ]);
});

async function resolve(
  modules: Parameters<typeof resolveLock>[0]['modules'] = [{ name: 'ModuleX', version: '2.0.0', args: [] }],
): Promise<ResolvedLock> {
  return await resolveLock({ store, project: { name: 'ProjectA', version: '2.1.0' }, modules });
}

function texts({ diagnostics }: ResolvedLock): string[] {
  return diagnostics.map(renderDiagnostic);
}

function editRecord(key: string, edit: (record: ReleaseRecord) => object): void {
  const text = projects.server.object(bucket, key)?.body().toString() ?? 'null';
  projects.server.put(bucket, key, JSON.stringify(edit(JSON.parse(text))));
}

function withRepoInfo(record: ReleaseRecord, changes: object): object {
  return { ...record, repoInfo: { ...record.repoInfo, ...changes } };
}

/** Other bytes under the metadata of the old ones. */
function replaceBytes(key: string): void {
  const object = projects.server.object(bucket, key);
  projects.server.put(bucket, key, Buffer.alloc(object?.sizeBytes ?? 0, 'x'), object?.metadata);
}
