import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bufferBody } from '../../lib/store/body.ts';
import { openS3Store } from '../../lib/store/s3/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { connect } from '../../lib/testing/s3/sdk-client.ts';
import { type BenchStore, startSink, type Target } from './target.ts';

const mebibyte = 1024 * 1024;
let folder: string;
let sink: Target;
let store: BenchStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagship-sink-'));
  sink = await startSink(join(folder, 'kept'));
  const [first] = sink.stores;
  if (first === undefined) {
    throw new Error('the sink has no store');
  }
  store = first;
});
beforeEach(async () => {
  await sink.empty();
  await sink.keepBodies(false);
});
afterAll(async () => {
  await sink[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function client(): ReturnType<typeof connect> {
  return connect(sink, { ...store, id: store.name });
}

/** Ours, which sends what is large in parts where their completion takes a condition. */
function adapter(conditionalMultipart: boolean): Store {
  const { name, bucket, accessKeyId, secretAccessKey } = store;
  return openS3Store({
    name,
    bucket,
    region: 'us-east-1',
    endpoint: sink.endpoint,
    credentials: { kind: 'keys', accessKeyId, secretAccessKey },
    conditionalMultipart,
  });
}

test('a large body is discarded, its object can be listed and not read', async () => {
  await client().send(new PutObjectCommand({ Bucket: store.bucket, Key: 'large', Body: Buffer.alloc(mebibyte) }));

  expect(await sink.listKeys(store)).toEqual(['large']);
  await expect(sink.fetch(store, 'large', join(folder, 'fetched'))).rejects.toThrow('the body was discarded');
});

test('a record is kept', async () => {
  await client().send(new PutObjectCommand({ Bucket: store.bucket, Key: 'a.json', Body: '{"a":1}' }));
  await sink.fetch(store, 'a.json', join(folder, 'fetched'));

  expect(readFileSync(join(folder, 'fetched'), 'utf8')).toBe('{"a":1}');
});

test.each([
  ['in one piece', false],
  ['in parts', true],
])('while it keeps bodies, one that was sent %s is read as it was sent', async (_how, conditionalMultipart) => {
  const size = 13 * mebibyte;
  const body = Buffer.from(
    Uint8Array.from({ length: size }, (_value, index) => (index * 7 + Math.floor(index / 1000)) % 256),
  );
  await sink.keepBodies(true);

  const { outcome } = await adapter(conditionalMultipart).write('kept', bufferBody(body), {
    condition: { if: 'absent' },
    contentType: 'application/gzip',
    metadata: {},
  });
  await sink.fetch(store, 'kept', join(folder, 'fetched'));

  expect(outcome).toBe('written');
  expect(readFileSync(join(folder, 'fetched')).equals(body)).toBe(true);
});

test('of two create-only writes the second is refused', async () => {
  const write = { Bucket: store.bucket, Key: 'once', Body: 'a', IfNoneMatch: '*' };
  await client().send(new PutObjectCommand(write));

  await expect(client().send(new PutObjectCommand(write))).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('more keys than fit in one page are all listed, and all removed', async () => {
  const keys = Array.from({ length: 1005 }, (_, index) => `k${String(index).padStart(4, '0')}`);
  for (const key of keys) {
    await fetch(`${sink.endpoint}/${store.bucket}/${key}`, { method: 'PUT', body: 'x' });
  }

  expect(await sink.listKeys(store)).toEqual(keys);
  await sink.empty();
  expect(await sink.listKeys(store)).toEqual([]);
});
