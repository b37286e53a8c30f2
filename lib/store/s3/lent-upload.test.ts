import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileBody } from '../../archive/package-body.ts';
import { type SharedFile, shareFile } from '../../archive/shared-file.ts';
import { createPartHash } from '../../core/part-digests.ts';
import type { Body, WriteOptions } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';

const mebibyte = 1024 * 1024;
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };

function sharedFileOf(content: Buffer): SharedFile {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-lent-'));
  const path = join(folder, 'package');
  writeFileSync(path, content);
  const file = shareFile(path, content.length);
  onTestFinished(async () => {
    await file.close();
    rmSync(folder, { recursive: true });
  });
  return file;
}

function packageOf(file: SharedFile, content: Buffer, tail: Buffer): Body {
  const hash = createHash('sha256').update(content).update(tail);
  const partHash = createPartHash();
  partHash.update(content);
  partHash.update(tail);
  return { ...fileBody({ file, tail, parts: partHash.digests() }), sha256: hash.digest('hex') };
}

test.each([
  ['in one request', false],
  ['in parts', true],
])('stores that begin at different times have what is theirs from one file: %s', async (_, conditionalMultipart) => {
  const content = randomBytes(40 * mebibyte + 11);
  const file = sharedFileOf(content);
  const stores = await Promise.all(
    [0, 1, 2].map(async (index) => ({
      ...(await openLoopbackStore({ conditionalMultipart, uploadsAtOnce: 3 })),
      body: packageOf(file, content, randomBytes(1000 * index)),
      laterByMs: 60 * index,
    })),
  );

  const outcomes = await Promise.all(
    stores.map(async ({ store, body, laterByMs }) => {
      await new Promise((resolve) => setTimeout(resolve, laterByMs));
      return await store.write('new', body, absent);
    }),
  );

  // the server refuses a request whose bytes are not those that its digest was signed for
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
  for (const { store, body } of stores) {
    const hash = createHash('sha256');
    for await (const piece of store.readStream('new')) {
      hash.update(piece);
    }
    expect(hash.digest('hex')).toBe(body.sha256);
  }
});

test('a part whose request broke is read and sent again', async () => {
  const content = randomBytes(20 * mebibyte);
  const file = sharedFileOf(content);
  const body = packageOf(file, content, Buffer.alloc(0));
  const { server, store } = await openLoopbackStore({ conditionalMultipart: true });
  let broken = 0;
  server.setHooks({
    before: ({ operation }) => (operation === 'UploadPart' && (broken += 1) === 1 ? { kind: 'reset' } : undefined),
  });

  const outcome = await store.write('new', body, absent);

  expect(outcome.outcome).toBe('written');
  expect(server.calls.filter(({ operation }) => operation === 'UploadPart')).toHaveLength(4);
});
