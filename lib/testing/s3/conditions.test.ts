import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { connect, outcome } from './sdk-client.ts';
import { acme, startTwoAccountServer } from './two-account-server.ts';

const at = { Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.rel.json' };

test('of 20 parallel writers that may only create exactly one wins, and its bytes stay', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const writers = Array.from({ length: 20 }, (_, writer) => writer);

  const results = await Promise.all(
    writers.map(
      async (writer) =>
        await outcome(client.send(new PutObjectCommand({ ...at, Body: `run ${writer}`, IfNoneMatch: '*' }))),
    ),
  );

  expect(results.filter((result) => result === '200')).toHaveLength(1);
  expect(results.filter((result) => result === '412 PreconditionFailed')).toHaveLength(19);
  expect(server.object(at.Bucket, at.Key)?.body().toString()).toBe(`run ${results.indexOf('200')}`);
});

test('of 20 parallel writers that replace the same ETag exactly one wins', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const { ETag } = await client.send(new PutObjectCommand({ ...at, Body: 'first' }));
  const writers = Array.from({ length: 20 }, (_, writer) => writer);

  const results = await Promise.all(
    writers.map(
      async (writer) =>
        await outcome(client.send(new PutObjectCommand({ ...at, Body: `run ${writer}`, IfMatch: ETag }))),
    ),
  );

  expect(results.filter((result) => result === '200')).toHaveLength(1);
  expect(results.filter((result) => result === '412 PreconditionFailed')).toHaveLength(19);
});

test.each([
  { what: 'the ETag', etag: (etag: string) => etag, expected: '200' },
  { what: 'the ETag without its quotes', etag: (etag: string) => etag.replaceAll('"', ''), expected: '200' },
  { what: 'another ETag', etag: () => '"00000000000000000000000000000000"', expected: '412 PreconditionFailed' },
])('a write and a read with If-Match and $what: $expected', async ({ etag, expected }) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const { ETag = '' } = await client.send(new PutObjectCommand({ ...at, Body: 'first' }));

  const read = await outcome(client.send(new GetObjectCommand({ ...at, IfMatch: etag(ETag) })));
  const written = await outcome(client.send(new PutObjectCommand({ ...at, Body: 'second', IfMatch: etag(ETag) })));

  expect(read).toBe(expected);
  expect(written).toBe(expected);
});

test('a write with If-Match on a missing key is 404', async () => {
  await using server = await startTwoAccountServer();

  const result = await outcome(
    connect(server, acme).send(new PutObjectCommand({ ...at, Body: 'x', IfMatch: '"abc"' })),
  );

  expect(result).toBe('404 NoSuchKey');
});

test('a reader that has the object already is told so', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const { ETag } = await client.send(new PutObjectCommand({ ...at, Body: 'first' }));

  const refusal = client.send(new HeadObjectCommand({ ...at, IfNoneMatch: ETag }));

  await expect(refusal).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});
