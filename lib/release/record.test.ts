import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackageIdentity } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import { type ProjectStores, startProjectStores } from '../testing/project-stores.ts';
import { sampleRel, sampleSrc } from '../testing/sample-releases.ts';
import { type ReleaseRecord, readRecord, serializeRecord } from './record.ts';

const rel = { kind: 'rel', name: 'BaseLib', folder: '1.2.3', packageName: 'BaseLib' } as const;
const relKey = 'BaseLib/1.2.3/BaseLib.rel.json';
const src = { kind: 'src', name: 'ModuleX', folder: '1.4.2', packageName: 'modulex-client' } as const;
const srcKey = 'ModuleX/1.4.2/modulex-client.src.json';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<[PackageIdentity, string]>([
  [rel, relKey],
  [src, srcKey],
])('the record of %o is read with its ETag', async (identity, key) => {
  const stored = await readRecord(store, identity);

  expect(stored?.record).toEqual(recordAt(key));
  expect(stored?.etag).toBe(projects.server.object('acme-projecta', key)?.etag.replaceAll('"', ''));
});

test.each<[string, string, string]>([
  ['path that no record may have', '/etc/passwd', 'would be none that can be read (/files/0/path: pattern)'],
  ['path too long to be read again', 'a'.repeat(64 * 1024 ** 2), 'at most 67108864 are read'],
])('a record with a %s is not written', (_, path, message) => {
  const record = recordAt(srcKey);
  const files = record.files.map((file) => ({ ...file, path }));

  const serialize = () => serializeRecord({ ...record, files });

  expect(serialize).toThrow(expect.objectContaining({ code: 'integrity', message: expect.stringContaining(message) }));
});

test('a package without a record is not released', async () => {
  expect(await readRecord(store, { ...rel, folder: '9.9.9' })).toBeUndefined();
});

test.each<[string, PackageIdentity, string, (record: ReleaseRecord) => object]>([
  ['folder', rel, relKey, (record) => ({ ...record, folder: 'developer' })],
  ['folder, to another tag', rel, relKey, (record) => ({ ...record, folder: '1.2.4' })],
  ['name', rel, relKey, (record) => ({ ...record, name: 'OtherLib' })],
  ['kind', rel, relKey, (record) => ({ ...record, kind: 'src' })],
  ['kind, to one that is named alike', rel, relKey, (record) => ({ ...without(record, 'repoInfo'), kind: 'dist' })],
  ['key', rel, relKey, (record) => withPackage(record, { key: 'BaseLib/1.2.4/BaseLib.tar.gz' })],
  ['binName', src, srcKey, (record) => ({ ...record, binName: 'other-client' })],
  ['binName, taken out', src, srcKey, (record) => without(record, 'binName')],
  ['name of a SRC', src, srcKey, (record) => ({ ...record, name: 'ModuleY' })],
])(
  'a record whose %s was edited in the store is refused as that of another package',
  async (_, identity, key, edit) => {
    writeRecord(key, edit(recordAt(key)));

    await expect(readRecord(store, identity)).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining(`s3://acme-projecta/${key} is the record of another package`),
    });
  },
);

test.each<[string, (record: ReleaseRecord) => object]>([
  ['of a later schema', (record) => ({ ...record, schema: 2 })],
  ['without its package', (record) => without(record, 'package')],
  ['without its source', (record) => without(record, 'source')],
  ['with a digest that is none', (record) => withPackage(record, { sha256: 'abc' })],
  ['with a size that is none', (record) => withPackage(record, { size: -1 })],
  ['with a size that is no exact number', (record) => withPackage(record, { size: 2 ** 53 })],
  ['that is a list', (record) => [record]],
])('a record %s is refused as of another format', async (_, edit) => {
  writeRecord(relKey, edit(recordAt(relKey)));

  await expect(readRecord(store, rel)).rejects.toMatchObject({
    code: 'integrity',
    message: expect.stringContaining('is not a release record of a format that this version reads'),
  });
});

test('a record that is not JSON is refused', async () => {
  projects.server.put('acme-projecta', relKey, '{"schema": 1,');

  await expect(readRecord(store, rel)).rejects.toMatchObject({
    code: 'integrity',
    message: `s3://acme-projecta/${relKey} is not JSON`,
    hint: 'records are written by tagship only; find out who put this one there',
  });
});

function withPackage(record: ReleaseRecord, changes: Partial<ReleaseRecord['package']>): ReleaseRecord {
  return { ...record, package: { ...record.package, ...changes } };
}

function without(record: ReleaseRecord, field: keyof ReleaseRecord): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));
}

function recordAt(key: string): ReleaseRecord {
  return JSON.parse(projects.server.object('acme-projecta', key)?.body().toString() ?? 'null');
}

function writeRecord(key: string, record: object): void {
  projects.server.put('acme-projecta', key, JSON.stringify(record));
}
