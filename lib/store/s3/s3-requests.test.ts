import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createPartHash } from '../../core/part-digests.ts';
import { acme } from '../../testing/s3/two-account-server.ts';
import { bufferBody } from '../body.ts';
import type { Body, WriteOptions } from '../store.ts';
import { errorOf } from '../store-contract.ts';
import { openLoopbackStore } from './loopback-store.ts';

const mebibyte = 1024 * 1024;
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };

test.each([
  ['small', 1000, true, ['PutObject']],
  ['large, in one request,', 12 * mebibyte, false, ['PutObject']],
  [
    'large, in parts,',
    20 * mebibyte,
    true,
    ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload'],
  ],
])('a write that is %s takes no request more than it needs', async (_, size, conditionalMultipart, expected) => {
  const { store, operations } = await openLoopbackStore({ conditionalMultipart });

  await store.write('new', bufferBody(randomBytes(size)), absent);

  expect(operations()).toStrictEqual(expected);
});

test.each([
  ['small', 1000],
  ['large', 12 * mebibyte],
])('the digest of a %s write is signed, and checked and kept by the server', async (_, size) => {
  const { server, store } = await openLoopbackStore({ conditionalMultipart: false });
  const body = bufferBody(randomBytes(size));

  await store.write('new', body, absent);

  const [call] = server.calls;
  expect(call?.headers['x-amz-content-sha256']).toBe(body.sha256);
  expect(call?.headers.authorization).toContain('x-amz-content-sha256');
  expect(server.object('projecta', 'new')?.checksum).toStrictEqual({
    algorithm: 'sha256',
    value: Buffer.from(body.sha256, 'hex').toString('base64'),
  });
});

test('parts are signed, and checked by a checksum that the object keeps', async () => {
  const { server, store } = await openLoopbackStore({ conditionalMultipart: true });

  await store.write('new', bufferBody(randomBytes(12 * mebibyte)), absent);

  const parts = server.calls.filter(({ operation }) => operation === 'UploadPart');
  for (const { headers } of parts) {
    const signed = Buffer.from(String(headers['x-amz-content-sha256']), 'hex').toString('base64');
    expect(headers['x-amz-checksum-sha256']).toBe(signed);
  }
  expect(parts).toHaveLength(2);
  expect(server.object('projecta', 'new')?.checksum).toMatchObject({ algorithm: 'sha256' });
});

test('digests of parts that are known are what is signed', async () => {
  const { server, store } = await openLoopbackStore({ conditionalMultipart: true });
  const body = partedBody(randomBytes(12 * mebibyte));

  const outcome = await store.write('new', body, absent);

  const signed = server.calls
    .filter(({ operation }) => operation === 'UploadPart')
    .map(({ headers }) => String(headers['x-amz-content-sha256']));
  expect(outcome.outcome).toBe('written');
  expect(signed.toSorted()).toStrictEqual(body.parts?.sha256.toSorted());
});

test('memory for parts that are hashed on their way is used again', async () => {
  const { store } = await openLoopbackStore({ conditionalMultipart: true, uploadsAtOnce: 8 });
  const body = bufferBody(randomBytes(60 * mebibyte));
  const memories = new Set<ArrayBufferLike>();
  const read = async (start: number, end: number, memory?: Buffer): Promise<Buffer> => {
    memories.add((memory ?? Buffer.alloc(0)).buffer);
    return await body.read(start, end);
  };

  await store.write('new', { ...body, read }, absent);

  expect(memories.size).toBe(2);
});

test.each([true, false])('every call names the expected owner (in parts: %s)', async (conditionalMultipart) => {
  const { server, store } = await openLoopbackStore({ conditionalMultipart, expectedOwner: acme.id });

  await store.head('none');
  await store.readSmall('none', 10);
  await store.listKeys('');
  await store.proveWritable('new');
  await store.write('small', bufferBody(Buffer.from('{}')), absent);
  await store.write('large', bufferBody(randomBytes(12 * mebibyte)), absent);
  for await (const _ of store.readStream('large')) {
    // thrown away
  }

  expect(server.calls.filter(({ headers }) => headers['x-amz-expected-bucket-owner'] !== acme.id)).toStrictEqual([]);
  expect(server.calls.length).toBeGreaterThanOrEqual(8);
});

test('a bucket of another owner than the expected one is refused', async () => {
  const { store } = await openLoopbackStore({ expectedOwner: '999999999999' });

  const error = await errorOf(store.write('new', bufferBody(Buffer.from('{}')), absent));

  expect(error).toStrictEqual({
    code: 'store-access',
    message: 'PutObject s3://projecta/new was refused (403 AccessDenied)',
    hint: "allow s3:PutObject on arn:aws:s3:::projecta/new for this store's credentials, and check PROJECTA_EXPECTED_BUCKET_OWNER",
  });
});

test.each([
  ['in one request', false],
  ['in parts', true],
])('a write of 300 MB %s takes little memory', async (_, conditionalMultipart) => {
  const { store } = await openLoopbackStore({ conditionalMultipart }, { keepUpToBytes: mebibyte });
  const body = zeros(300 * mebibyte);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);

  const outcome = await store.write('new', body, absent);
  clearInterval(watch);

  expect(outcome.outcome).toBe('written');
  expect((peak - before) / mebibyte).toBeLessThan(200);
});

test('a small object without a length and without an end is refused', async () => {
  let sentBytes = 0;
  const endpoint = await serve((_, response) => {
    response.writeHead(200, { etag: '"endless"' });
    const send = (): void => {
      sentBytes += 65_536;
      response.write(Buffer.alloc(65_536), (error) => {
        if (error === null || error === undefined) {
          send();
        }
      });
    };
    send();
  });
  const { store } = await openLoopbackStore({ endpoint });

  const error = await errorOf(store.readSmall('endless', mebibyte));

  expect(error).toMatchObject({
    code: 'integrity',
    message: 's3://projecta/endless has more than the 1048576 bytes that are read',
  });
  expect(sentBytes).toBeLessThan(64 * mebibyte);
});

test('a server without conditional writes is said to be one', async () => {
  const endpoint = await serve((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(501, { 'content-type': 'application/xml' });
      response.end('<Error><Code>NotImplemented</Code><Message>A header is not implemented</Message></Error>');
    });
  });
  const { store } = await openLoopbackStore({ endpoint });

  const error = await errorOf(store.write('new', bufferBody(Buffer.from('{}')), absent));

  expect(error).toStrictEqual({
    code: 'store-misconfigured',
    message: 'PutObject s3://projecta/new was refused (501 NotImplemented)',
    hint: 'the store does not know conditional writes (If-None-Match), without which a release could be overwritten; use one that does',
  });
});

test('a closed store lets go of its connections', async () => {
  const server = createServer((_, response) => response.writeHead(200, { 'content-length': 2, etag: '"1"' }).end('{}'));
  const endpoint = await listen(server);
  const { store } = await openLoopbackStore({ endpoint });
  await store.readSmall('record', 2);
  const before = await countConnections(server);

  store.close();

  expect(before).toBe(1);
  await expect.poll(async () => await countConnections(server)).toBe(0);
});

test('a refusal that comes before all is sent ends the request', async () => {
  const server = createServer((_, response) => response.writeHead(412, { 'content-length': 0 }).end());
  const endpoint = await listen(server);
  const { store } = await openLoopbackStore({ endpoint });

  const outcome = await store.write('new', zeros(100 * mebibyte), absent);

  expect(outcome).toStrictEqual({ outcome: 'conflict' });
  await expect.poll(async () => await countConnections(server)).toBe(0);
});

function partedBody(content: Buffer): Body {
  const hash = createPartHash();
  hash.update(content);
  return { ...bufferBody(content), parts: hash.digests() };
}

/** A body that is nowhere, so that only what the upload keeps takes memory. */
function zeros(size: number): Body {
  const { sha256 } = bufferBody(Buffer.alloc(size));
  return { size, sha256, read: async (start, end) => Buffer.alloc(end - start) };
}

async function serve(listener: RequestListener): Promise<string> {
  return await listen(createServer(listener));
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

async function countConnections(server: ReturnType<typeof createServer>): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
