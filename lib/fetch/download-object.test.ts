import { createHash, randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLoopbackStore } from '../store/s3/loopback-store.ts';
import { openS3Store } from '../store/s3/s3-store.ts';
import type { Store } from '../store/store.ts';
import { startCuttingProxy } from '../testing/cutting-proxy.ts';
import { listenOnLoopback } from '../testing/listen-on-loopback.ts';
import { downloadObject, type Patience } from './download-object.ts';

const mebibyte = 1024 * 1024;
const { signal } = new AbortController();

async function bring(store: Store, size: number, patience: Patience = {}): Promise<Buffer> {
  const content = Buffer.alloc(size);
  const write = async (pieces: readonly Uint8Array[], position: number): Promise<void> => {
    const bytes = Buffer.concat(pieces);
    expect(position + bytes.length).toBeLessThanOrEqual(size);
    content.set(await Promise.resolve(bytes), position);
  };
  await downloadObject({ store, key: 'a', size, signal, write, ...patience });
  return content;
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

test.each([
  [1000, 1],
  [32 * mebibyte, 1],
  [32 * mebibyte + 1, 5],
])('an object of %d bytes is brought whole by %d requests', async (size, requests) => {
  const { server, store, operations } = await openLoopbackStore();
  const content = randomBytes(size);
  server.put('projecta', 'a', content);

  const brought = await bring(store, size);

  expect(sha256(brought)).toBe(sha256(content));
  expect(operations()).toEqual(Array.from({ length: requests }, () => 'GetObject'));
});

/** A store behind a line that breaks. */
async function openBreaking(content: Buffer, cutEveryBytes: number) {
  const { server, store: unbroken } = await openLoopbackStore();
  server.put('projecta', 'a', content);
  const proxy = await startCuttingProxy(server.endpoint, cutEveryBytes);
  const store = openS3Store({
    name: unbroken.name,
    bucket: unbroken.bucket,
    region: 'us-east-1',
    endpoint: proxy.endpoint,
    credentials: { kind: 'keys', accessKeyId: 'AKIAACME', secretAccessKey: 'acme-secret' },
  });
  onTestFinished(() => store.close());
  return { store, proxy };
}

describe('a line that breaks', () => {
  test('20 times in a gigabyte costs less than a twentieth of the bytes again', async () => {
    // a sixth of it, broken as often for its size
    const content = randomBytes(160 * mebibyte);
    const { store, proxy } = await openBreaking(content, 50 * mebibyte);

    const brought = await bring(store, content.length);

    expect(sha256(brought)).toBe(sha256(content));
    expect(proxy.cuts()).toBeGreaterThanOrEqual(3);
    expect(proxy.sentBytes()).toBeLessThan(1.05 * content.length);
  });

  test('again and again in a small object is gone on with from where it broke', async () => {
    const content = randomBytes(3 * mebibyte);
    const { store, proxy } = await openBreaking(content, mebibyte / 2);

    const brought = await bring(store, content.length);

    expect(sha256(brought)).toBe(sha256(content));
    expect(proxy.cuts()).toBeGreaterThanOrEqual(6);
  });

  test('before the first byte, each time, is given up', async () => {
    const { server, store } = await openLoopbackStore();
    server.put('projecta', 'a', randomBytes(1000));
    server.setHooks({ before: () => ({ kind: 'reset' }) });

    await expect(bring(store, 1000)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  test('and does not come back is given up with what the store says', async () => {
    const content = randomBytes(1000);
    const { server, store } = await openLoopbackStore();
    server.put('projecta', 'a', content);
    let asked = 0;
    server.setHooks({
      before: () => {
        asked += 1;
        return asked === 1 ? undefined : { kind: 'status', status: 500, code: 'InternalError' };
      },
      after: () => ({ kind: 'truncate' }),
    });

    await expect(bring(store, 1000)).rejects.toMatchObject({
      code: 'store-unreachable',
      message: 'GetObject s3://projecta/a was refused (500 InternalError)',
    });
  });
});

/** Something that answers every request in its own way. */
async function openStrange(answer: RequestListener, idleTimeoutMs = 30_000): Promise<Store> {
  const server = createServer(answer);
  const address = await listenOnLoopback(server);
  const store = openS3Store({
    name: 'A',
    bucket: 'projecta',
    region: 'us-east-1',
    endpoint: `http://${address}`,
    credentials: { kind: 'keys', accessKeyId: 'AKIAACME', secretAccessKey: 'acme-secret' },
    idleTimeoutMs,
  });
  onTestFinished(() => {
    store.close();
    server.closeAllConnections();
    server.close();
  });
  return store;
}

describe('a strange server', () => {
  test('that sends more and more is left at the size that is expected', async () => {
    let left = 0;
    const store = await openStrange((_, response) => {
      // without an end, and so without a length that binds it
      response.writeHead(206, { etag: '"e"', 'content-range': 'bytes 0-999/1000' });
      const flood = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', flood);
      response.on('close', () => {
        left += 1;
      });
      flood();
    });
    // a part, so that the server says how much there is
    const reading = await store.readRange('a', { start: 0, end: 1000 });
    reading?.[Symbol.dispose]();
    const ranged: Store = { ...store, readRange: async (key) => await store.readRange(key, { start: 0, end: 1000 }) };

    await expect(bring(ranged, 1000)).rejects.toMatchObject({
      code: 'integrity',
      message: 's3://projecta/a is not what the release locks: it goes on after 1000 bytes',
    });
    await expect.poll(() => left).toBe(2);
  });

  test('that drips is given up', async () => {
    const store = await openStrange((_, response) => {
      response.writeHead(200, { etag: '"e"', 'content-length': 1_000_000 });
      const dripping = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(dripping));
    });

    await expect(bring(store, 1_000_000, { slowAfterMs: 300 })).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringMatching(/^s3:\/\/projecta\/a was given up: \d+ bytes arrived in 0\.3 s$/),
    });
  });

  test('that stops in the middle is asked for the rest', async () => {
    const content = randomBytes(100_000);
    let asked = 0;
    const store = await openStrange(({ headers }, response) => {
      asked += 1;
      const start = Number(/\d+/.exec(headers.range ?? '')?.[0] ?? 0);
      response.writeHead(start === 0 ? 200 : 206, {
        etag: '"e"',
        'content-length': content.length - start,
        ...(start === 0 ? {} : { 'content-range': `bytes ${start}-99999/100000` }),
      });
      if (asked === 1) {
        response.write(content.subarray(0, 60_000));
      } else {
        response.end(content.subarray(start));
      }
    }, 200);

    const brought = await bring(store, content.length);

    expect(sha256(brought)).toBe(sha256(content));
    expect(asked).toBe(2);
  });

  test('that begins anew where the rest was asked for is not believed', async () => {
    const content = randomBytes(100_000);
    const store = await openStrange((_, response) => {
      response.writeHead(200, { etag: '"e"', 'content-length': content.length });
      response.write(content.subarray(0, 60_000), () => response.destroy());
    });

    await expect(bring(store, content.length)).rejects.toMatchObject({
      code: 'store-misconfigured',
      message: 'GetObject s3://projecta/a was answered by something that is not S3 (no range)',
    });
  });

  test('that answers with another size is refused before its bytes are read', async () => {
    const { server, store } = await openLoopbackStore();
    server.put('projecta', 'a', randomBytes(40 * mebibyte));

    await expect(bring(store, 39 * mebibyte)).rejects.toMatchObject({
      code: 'integrity',
      message: 's3://projecta/a is not what the release locks: it has 41943040 bytes, 40894464 are expected',
    });
  });

  test('whose object ends before the range that is asked for is told as such', async () => {
    const { server, store } = await openLoopbackStore();
    server.put('projecta', 'a', randomBytes(100));

    await expect(bring(store, 40 * mebibyte)).rejects.toMatchObject({
      message: 's3://projecta/a is not what the release locks: it has 100 bytes, 41943040 are expected',
    });
  });
});

test('what the writer throws ends it, and is told', async () => {
  const { server, store } = await openLoopbackStore();
  server.put('projecta', 'a', randomBytes(1000));
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const write = async (): Promise<void> => await Promise.reject(full);

  await expect(downloadObject({ store, key: 'a', size: 1000, signal, write })).rejects.toBe(full);
});
