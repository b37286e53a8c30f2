import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { bufferBody } from '../body.ts';
import type { Store, WriteOptions } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';

const small = randomBytes(1000);
const large = randomBytes(9 * 1024 * 1024);
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };

test.each<[string, (store: Store) => Promise<unknown>, boolean?]>([
  ['a listing', async (store) => await store.listKeys('ModuleX/')],
  ['a proof of the right to write', async (store) => await store.proveWritable('new')],
  ['a small write', async (store) => await store.write('new', bufferBody(small), absent)],
  ['a large write in one request', async (store) => await store.write('new', bufferBody(large), absent), false],
  ['a large write in parts', async (store) => await store.write('new', bufferBody(large), absent), true],
  ['a head', async (store) => await store.head('ModuleX/1.0.0/small')],
])('a page that a proxy answers with status 200 passes for no answer to %s', async (_what, call, inParts = false) => {
  const { server, store } = await openLoopbackStore({ conditionalMultipart: inParts });
  server.put('projecta', 'ModuleX/1.0.0/small', small);
  server.setHooks({ before: () => ({ kind: 'foreign' }) });

  const calling = call(store);

  await expect(calling).rejects.toMatchObject({
    code: 'store-misconfigured',
    message: expect.stringMatching(/ s3:\/\/projecta.* was answered by something that is not S3 \(no \w+\)$/),
    hint: expect.stringContaining('proxy'),
  });
  expect(server.objects('projecta').map(({ key }) => key)).toEqual(['ModuleX/1.0.0/small']);
});
