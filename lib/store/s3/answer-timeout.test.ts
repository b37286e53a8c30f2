import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import { bufferBody } from '../body.ts';
import type { Store } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';

const key = 'ModuleX/2.0.0/ModuleX.tar.gz';

const calls: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  HeadObject: async (store) => await store.head(key),
  GetObject: async (store) => await store.readSmall(key, 1000),
  ListObjectsV2: async (store) => await store.listKeys('ModuleX/2.0.0/'),
  CreateMultipartUpload: async (store) => await store.proveWritable(key),
};

/** A server that begins its answers and never ends them, but sends a byte before a connection would pass for idle. */
async function drippingServer(begin: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => {
    begin(response);
    const dripping = setInterval(() => response.write(' '), 20);
    response.on('close', () => {
      clearInterval(dripping);
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://${await listenOnLoopback(server)}`;
}

test.each(Object.keys(calls).filter((operation) => operation !== 'HeadObject'))(
  '%s ends in time though the server always sends a little more',
  async (operation) => {
    const endpoint = await drippingServer((response) =>
      response.writeHead(200, { 'content-type': 'application/xml', etag: '"1"' }),
    );
    const { store } = await openLoopbackStore({ endpoint, answerTimeoutMs: 300 });
    const startedMs = performance.now();

    const call = calls[operation]?.(store);

    await expect(call).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringMatching(new RegExp(`^${operation} s3://projecta\\S* got no whole answer within 0.3 s$`)),
    });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  },
);

test('a record is not waited for without end, though the server sends a little more all the time', async () => {
  const endpoint = await drippingServer((response) =>
    response.writeHead(200, { 'content-type': 'application/xml', 'transfer-encoding': 'chunked' }),
  );
  const { store } = await openLoopbackStore({ endpoint, answerTimeoutMs: 300 });
  const startedMs = performance.now();

  const writing = store.write('ModuleX/2.0.0/ModuleX.rel.json', bufferBody(Buffer.from('{}')), {
    condition: { if: 'absent' },
    contentType: 'application/json',
    metadata: {},
  });

  await expect(writing).rejects.toMatchObject({ message: expect.stringContaining('got no whole answer within 0.3 s') });
  expect(performance.now() - startedMs).toBeLessThan(15_000);
});

test.each(Object.keys(calls))('%s is not tried again beyond its time', async (operation) => {
  const { server, store } = await openLoopbackStore({ answerTimeoutMs: 500, idleTimeoutMs: 200 });
  server.setHooks({ before: () => ({ kind: 'stall' }) });
  const startedMs = performance.now();

  const call = calls[operation]?.(store);

  await expect(call).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`^${operation} s3://projecta\\S* got no whole answer within 0.5 s$`)),
    hint: 'the store hangs, or something before it; run the pipeline again when it answers',
  });
  expect(performance.now() - startedMs).toBeLessThan(15_000);
});

test('a store that hung is not waited for again', async () => {
  const { server, store } = await openLoopbackStore({ answerTimeoutMs: 300 });
  server.setHooks({ before: () => ({ kind: 'stall' }) });
  await expect(store.listKeys('ModuleX/2.0.0/')).rejects.toThrow('got no whole answer');
  const before = server.calls.length;

  const call = store.head(key);

  await expect(call).rejects.toMatchObject({
    code: 'store-unreachable',
    message: `HeadObject s3://projecta/${key} was not tried, because an earlier call got no answer`,
  });
  expect(server.calls.length).toBe(before);
});
