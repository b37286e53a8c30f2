import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { connect, outcome, tamper } from './sdk-client.ts';
import { acme, startTwoAccountServer } from './two-account-server.ts';

const at = { Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.tar.gz' };
const content = Buffer.from('hello world '.repeat(20_000));

test('an object keeps its bytes, its metadata and its headers, and its ETag is its MD5', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);

  const put = await client.send(
    new PutObjectCommand({
      ...at,
      Body: content,
      ContentType: 'application/gzip',
      CacheControl: 'no-cache',
      Metadata: { sha256: 'abc' },
    }),
  );

  const got = await client.send(new GetObjectCommand(at));
  const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(content)).toBe(true);
  expect(put.ETag).toBe(`"${createHash('md5').update(content).digest('hex')}"`);
  expect(got).toMatchObject({
    ETag: put.ETag,
    ContentLength: content.length,
    ContentType: 'application/gzip',
    CacheControl: 'no-cache',
    Metadata: { sha256: 'abc' },
  });
});

test('a streamed body arrives without its framing, and its checksum from the trailer is verified and kept', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);

  const put = await client.send(
    new PutObjectCommand({ ...at, Body: Readable.from([content]), ContentLength: content.length }),
  );

  const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
  expect(server.calls[0]?.headers['x-amz-trailer']).toBe('x-amz-checksum-crc32');
  expect(server.object(at.Bucket, at.Key)?.body().equals(content)).toBe(true);
  expect(put.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
  expect(head).toMatchObject({ ChecksumCRC32: put.ChecksumCRC32, ChecksumType: 'FULL_OBJECT' });
  expect(head.ContentEncoding).toBeUndefined();
});

test.each(['CRC32', 'SHA1', 'SHA256'] as const)(
  'a %s that the client computes itself is verified',
  async (algorithm) => {
    await using server = await startTwoAccountServer();
    const client = connect(server, acme);

    const header = await outcome(
      client.send(new PutObjectCommand({ ...at, Body: content, ChecksumAlgorithm: algorithm })),
    );
    const trailer = await outcome(
      client.send(
        new PutObjectCommand({
          ...at,
          Body: Readable.from([content]),
          ContentLength: content.length,
          ChecksumAlgorithm: algorithm,
        }),
      ),
    );

    expect([header, trailer]).toEqual(['200', '200']);
  },
);

const md5OfOther = createHash('md5').update('other').digest('base64');
const sha256OfOther = createHash('sha256').update('other').digest('base64');

test.each([
  { what: 'CRC32', extra: { ChecksumCRC32: 'AAAAAA==' }, expected: '400 BadDigest' },
  { what: 'SHA-256', extra: { ChecksumSHA256: sha256OfOther }, expected: '400 BadDigest' },
  { what: 'Content-MD5', extra: { ContentMD5: md5OfOther }, expected: '400 BadDigest' },
  { what: 'malformed Content-MD5', extra: { ContentMD5: 'abc' }, expected: '400 InvalidDigest' },
])('a wrong $what is refused and nothing is stored', async ({ extra, expected }) => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, acme).send(new PutObjectCommand({ ...at, Body: content, ...extra })));

  expect(result).toBe(expected);
  expect(server.objects('projecta')).toEqual([]);
});

test.each([
  { what: 'a plain body', body: () => content, expected: '400 XAmzContentSHA256Mismatch' },
  { what: 'a streamed body', body: () => Readable.from([content]), expected: '400 BadDigest' },
])('$what that is damaged on its way is refused', async ({ body, expected }) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  tamper(client, (request) => {
    request.body = Buffer.isBuffer(request.body) ? damage(request.body) : Readable.from(damageEach(request.body));
  });

  const result = await outcome(
    client.send(new PutObjectCommand({ ...at, Body: body(), ContentLength: content.length })),
  );

  expect(result).toBe(expected);
  expect(server.objects('projecta')).toEqual([]);
});

test('a large body that is refused half way is still read to its end, and the connection serves the next request', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme, { requestHandler: { httpAgent: { maxSockets: 1 } } });
  const chunk = Buffer.alloc(1024 ** 2, 'not a chunk\r\n');
  tamper(client, (request) => {
    request.body =
      request.body instanceof Readable ? Readable.from(Array.from({ length: 20 }, () => chunk)) : request.body;
  });

  const refused = await outcome(
    client.send(new PutObjectCommand({ ...at, Body: Readable.from([content]), ContentLength: content.length })),
  );
  const next = await outcome(client.send(new PutObjectCommand({ ...at, Body: content })));

  expect([refused, next]).toEqual(['400 IncompleteBody', '200']);
});

test('a body that is shorter than it was said to be is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);

  const sending = client.send(
    new PutObjectCommand({ ...at, Body: Readable.from([content]), ContentLength: content.length + 1 }),
  );

  expect(await outcome(sending)).toBe('400 IncompleteBody');
  expect(server.objects('projecta')).toEqual([]);
});

test('a client that is gone before the end of its body has stored nothing', async () => {
  await using server = await startTwoAccountServer();
  const stuck = new Readable({ read() {} });
  stuck.push(content);
  const abort = new AbortController();

  const sending = connect(server, acme).send(
    new PutObjectCommand({ ...at, Body: stuck, ContentLength: content.length * 2 }),
    {
      abortSignal: abort.signal,
    },
  );
  await expect.poll(() => server.calls.length).toBe(1);
  abort.abort();

  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  expect(server.objects('projecta')).toEqual([]);
});

test.each([
  { range: 'bytes=6-10', expected: 'world', contentRange: 'bytes 6-10/240000' },
  { range: 'bytes=-6', expected: 'world ', contentRange: 'bytes 239994-239999/240000' },
  { range: 'bytes=239995-', expected: 'orld ', contentRange: 'bytes 239995-239999/240000' },
  { range: 'bytes=239999-999999', expected: ' ', contentRange: 'bytes 239999-239999/240000' },
])('the range $range is answered with those bytes', async ({ range, expected, contentRange }) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  await client.send(new PutObjectCommand({ ...at, Body: content }));

  const got = await client.send(new GetObjectCommand({ ...at, Range: range, ChecksumMode: 'ENABLED' }));

  expect(await got.Body?.transformToString()).toBe(expected);
  expect(got.ContentRange).toBe(contentRange);
  expect(got.$metadata.httpStatusCode).toBe(206);
});

test('a range over the boundary of what arrived in pieces is whole', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const numbered = Buffer.from(Array.from({ length: 100_000 }, (_, line) => String(line).padStart(9, '0')).join('\n'));
  await client.send(new PutObjectCommand({ ...at, Body: numbered }));

  const got = await client.send(new GetObjectCommand({ ...at, Range: 'bytes=1000-899999' }));

  const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(numbered.subarray(1000, 900_000))).toBe(true);
});

test('a range behind the end is 416', async () => {
  await using server = await startTwoAccountServer();
  server.put('projecta', at.Key, content);

  const result = await outcome(connect(server, acme).send(new GetObjectCommand({ ...at, Range: 'bytes=240000-' })));

  expect(result).toBe('416 InvalidRange');
});

test.each(['a b+c/ключ&=?#%25.tar.gz', "quo'te(1)!*~", 'folder//double/../dots', 'ünï/\u{1f680}'])(
  'the key %s is kept as it is',
  async (key) => {
    await using server = await startTwoAccountServer();
    const client = connect(server, acme);

    await client.send(new PutObjectCommand({ Bucket: 'projecta', Key: key, Body: 'x' }));

    expect(server.objects('projecta').map((object) => object.key)).toEqual([key]);
    expect(await outcome(client.send(new HeadObjectCommand({ Bucket: 'projecta', Key: key })))).toBe('200');
  },
);

test('a deleted key is gone, and deleting it again is no error', async () => {
  await using server = await startTwoAccountServer();
  server.put('projecta', at.Key, content);
  const client = connect(server, acme);

  const results = [
    await outcome(client.send(new DeleteObjectCommand(at))),
    await outcome(client.send(new DeleteObjectCommand(at))),
    await outcome(client.send(new HeadObjectCommand(at))),
  ];

  expect(results).toEqual(['204', '204', '404 NotFound']);
});

test.each([
  { what: '2048 bytes of metadata', metadata: { ab: 'x'.repeat(2046) }, expected: '200' },
  { what: '2049 bytes of metadata', metadata: { ab: 'x'.repeat(2047) }, expected: '400 MetadataTooLarge' },
])('$what: $expected', async ({ metadata, expected }) => {
  await using server = await startTwoAccountServer();

  const result = await outcome(
    connect(server, acme).send(new PutObjectCommand({ ...at, Body: 'x', Metadata: metadata })),
  );

  expect(result).toBe(expected);
});

test('a key of more than 1024 bytes is refused', async () => {
  await using server = await startTwoAccountServer();

  const result = await outcome(
    connect(server, acme).send(new PutObjectCommand({ ...at, Key: 'ü'.repeat(513), Body: 'x' })),
  );

  expect(result).toBe('400 KeyTooLongError');
});

test('an upload without a length is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme, { requestChecksumCalculation: 'WHEN_REQUIRED' });

  const result = await outcome(client.send(new PutObjectCommand({ ...at, Body: Readable.from([content]) })));

  expect(result).toBe('411 MissingContentLength');
});

test('what this server does not have is refused and not half done', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);

  const checksum = await outcome(
    client.send(new PutObjectCommand({ ...at, Body: 'x', ChecksumCRC64NVME: 'AAAAAAAAAAA=' })),
  );
  const copy = await outcome(client.send(new CopyObjectCommand({ ...at, CopySource: 'projecta/other' })));

  expect(checksum).toBe('501 NotImplemented');
  expect(copy).toBe('501 NotImplemented');
  expect(server.objects('projecta')).toEqual([]);
});

test('a sink verifies and lists a body that it does not keep', async () => {
  await using server = await startTwoAccountServer({ keepUpToBytes: 1000 });
  const client = connect(server, acme);

  const wrong = await outcome(
    client.send(new PutObjectCommand({ ...at, Body: content, ChecksumSHA256: sha256OfOther })),
  );
  await client.send(new PutObjectCommand({ ...at, Body: content }));
  await client.send(new PutObjectCommand({ ...at, Key: 'small', Body: 'small' }));

  const head = await client.send(new HeadObjectCommand(at));
  expect(wrong).toBe('400 BadDigest');
  expect(head.ContentLength).toBe(content.length);
  expect(await outcome(client.send(new GetObjectCommand(at)))).toBe('501 NotImplemented');
  expect(await outcome(client.send(new GetObjectCommand({ ...at, Key: 'small' })))).toBe('200');
});

test('bytes that are changed where they lie keep their ETag', async () => {
  await using server = await startTwoAccountServer();
  server.put('projecta', at.Key, content, { sha256: 'abc' });
  const client = connect(server, acme);
  const before = await client.send(new HeadObjectCommand(at));

  server.corrupt('projecta', at.Key, (body) => damage(body));

  const after = await client.send(new GetObjectCommand(at));
  const bytes = Buffer.from((await after.Body?.transformToByteArray()) ?? []);
  expect(after).toMatchObject({ ETag: before.ETag, ContentLength: before.ContentLength, Metadata: { sha256: 'abc' } });
  expect(bytes.equals(content)).toBe(false);
});

function damage(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace('world', 'w0rld'), 'latin1');
}

async function* damageEach(body: unknown): AsyncGenerator<Buffer> {
  if (body instanceof Readable) {
    for await (const piece of body) {
      yield damage(Buffer.from(piece));
    }
  }
}
