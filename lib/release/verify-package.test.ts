import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { type ProjectStores, startProjectStores } from '../testing/project-stores.ts';
import { sampleRel } from '../testing/sample-releases.ts';
import type { ReleaseRecord } from './record.ts';
import { verifyPackage } from './verify-package.ts';

const bucket = 'acme-projecta';
const key = 'BaseLib/1.2.3/BaseLib.tar.gz';

let projects: ProjectStores;
let store: Store;
let record: ReleaseRecord;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  const text = projects.server.object(bucket, 'BaseLib/1.2.3/BaseLib.rel.json')?.body().toString();
  record = JSON.parse(text ?? 'null');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a package that is as recorded is verified by one HEAD', async () => {
  const operations = await operationsOf(async () => await verifyPackage(store, record));

  expect(operations).toEqual(['HeadObject']);
});

test('a HEAD that was just asked is not asked again', async () => {
  const head = await store.head(key);

  const operations = await operationsOf(async () => await verifyPackage(store, record, { head }));

  expect(operations).toEqual([]);
});

test('where the ETag is another one the bytes are read, and pass when they are the recorded ones', async () => {
  const copied = { ...record, package: { ...record.package, etag: 'of-a-copy-in-parts' } };

  const operations = await operationsOf(async () => await verifyPackage(store, copied));

  expect(operations).toEqual(['HeadObject', 'GetObject']);
});

test('where the metadata has no digest, or another, the bytes are read', async () => {
  const object = projects.server.object(bucket, key);
  projects.server.put(bucket, key, object?.body() ?? '', { ...object?.metadata, sha256: '0'.repeat(64) });
  const otherDigest = await operationsOf(async () => await verifyPackage(store, record));
  projects.server.put(bucket, key, object?.body() ?? '');

  const noDigest = await operationsOf(async () => await verifyPackage(store, record));

  expect(otherDigest).toEqual(['HeadObject', 'GetObject']);
  expect(noDigest).toEqual(['HeadObject', 'GetObject']);
});

test('other bytes of the same size under the same metadata are refused', async () => {
  const object = projects.server.object(bucket, key);
  projects.server.put(bucket, key, Buffer.alloc(record.package.size, 'x'), object?.metadata);

  await expect(verifyPackage(store, record)).rejects.toMatchObject({
    code: 'integrity',
    message: expect.stringMatching(
      /is not what was released: its sha256 is [0-9a-f]{64}, its record says [0-9a-f]{64}$/,
    ),
  });
});

test('a digest in the metadata is not believed when the ETag is another one', async () => {
  const object = projects.server.object(bucket, key);
  const changed = object?.body() ?? Buffer.alloc(0);
  changed[changed.length - 1] = 0xff;
  projects.server.put(bucket, key, changed, object?.metadata);

  await expect(verifyPackage(store, record)).rejects.toMatchObject({ code: 'integrity' });
});

test('bytes that went bad where they lie are found by a deep look, which reads them whatever a HEAD says', async () => {
  projects.server.corrupt(bucket, key, (body) => Buffer.alloc(body.length, 'x'));

  const shallow = verifyPackage(store, record);
  const deep = verifyPackage(store, record, { deep: true });

  await expect(shallow).resolves.toBeUndefined();
  await expect(deep).rejects.toMatchObject({ code: 'integrity' });
});

test('a deep look passes what is as recorded', async () => {
  const operations = await operationsOf(async () => await verifyPackage(store, record, { deep: true }));

  expect(operations).toEqual(['HeadObject', 'GetObject']);
});

test('a package of another size is refused without reading it', async () => {
  projects.server.put(bucket, key, 'short');

  const operations = await operationsOf(async () => {
    await expect(verifyPackage(store, record, { deep: true })).rejects.toMatchObject({
      code: 'integrity',
      message: `s3://${bucket}/${key} is not what was released: it has 5 bytes, its record says ${record.package.size}`,
    });
  });

  expect(operations).toEqual(['HeadObject']);
});

test('a package that is gone is said to be missing', async () => {
  projects.server.remove(bucket, key);

  await expect(verifyPackage(store, record)).rejects.toMatchObject({
    code: 'integrity',
    message: `s3://${bucket}/${key} is missing although its record says that it was released`,
  });
});

async function operationsOf(act: () => Promise<unknown>): Promise<unknown[]> {
  const before = projects.server.calls.length;
  await act();
  return projects.server.calls.slice(before).map(({ operation }) => operation);
}
