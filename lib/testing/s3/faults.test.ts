import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Fault } from './faults.ts';
import { connect, outcome } from './sdk-client.ts';
import { acme, startTwoAccountServer } from './two-account-server.ts';

const at = { Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.tar.gz' };
const put = new PutObjectCommand({ ...at, Body: 'package' });

const slowDown: Fault = { kind: 'status', status: 503, code: 'SlowDown' };
const reset: Fault = { kind: 'reset' };

test.each([
  { fault: slowDown, expected: '503 SlowDown' },
  {
    fault: { kind: 'status', status: 409, code: 'ConditionalRequestConflict' } as const,
    expected: '409 ConditionalRequestConflict',
  },
  { fault: reset, expected: 'ECONNRESET' },
])('a fault ($fault.kind $fault.code) before the server acts leaves nothing done', async ({ fault, expected }) => {
  await using server = await startTwoAccountServer({ before: () => fault });

  const result = await outcome(connect(server, acme).send(put));

  expect(result).toBe(expected);
  expect(server.objects('projecta')).toEqual([]);
});

test.each([
  { fault: slowDown, expected: '503 SlowDown' },
  { fault: reset, expected: 'ECONNRESET' },
  { fault: { kind: 'truncate' } as const, expected: 'ECONNRESET' },
])('a fault ($fault.kind) after the server has acted hides that it is done', async ({ fault, expected }) => {
  await using server = await startTwoAccountServer({ after: () => fault });

  const result = await outcome(connect(server, acme).send(put));

  expect(result).toEqual(expected);
  expect(server.object(at.Bucket, at.Key)?.body().toString()).toBe('package');
});

test.each(['before', 'after'] as const)(
  'a server that stalls %s it acts never answers, and can be closed',
  async (moment) => {
    const server = await startTwoAccountServer({ [moment]: () => ({ kind: 'stall' }) });
    const client = connect(server, acme);

    const early = await outcome(client.send(put, { abortSignal: AbortSignal.timeout(200) }));
    const pending = outcome(client.send(put));
    await expect.poll(() => server.calls.length).toBe(2);
    await server.close();

    expect(early).toBe('AbortError');
    expect(await pending).toBe('ECONNRESET');
  },
);

test('a truncated answer ends in the middle of the body', async () => {
  await using server = await startTwoAccountServer({
    after: (call) => (call.operation === 'GetObject' ? { kind: 'truncate' } : undefined),
  });
  server.put(at.Bucket, at.Key, 'x'.repeat(100_000));
  const received: Buffer[] = [];

  const { Body, ContentLength } = await connect(server, acme).send(new GetObjectCommand(at));
  const reading = (async () => {
    for await (const piece of Body instanceof Readable ? Body : []) {
      received.push(Buffer.from(piece));
    }
  })();

  await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(ContentLength).toBe(100_000);
  expect(Buffer.concat(received)).toHaveLength(50_000);
});

test('a foreign answer is a page of HTML, and nothing is done', async () => {
  await using server = await startTwoAccountServer({ before: () => ({ kind: 'foreign' }) });

  const result = await fetch(`${server.endpoint}/projecta/key`, { method: 'PUT', body: 'x' });

  expect(result.status).toBe(200);
  expect(await result.text()).toContain('<!doctype html>');
  expect(server.objects('projecta')).toEqual([]);
});

test('a shortened answer lacks the last byte and does not say so', async () => {
  await using server = await startTwoAccountServer({ after: () => ({ kind: 'shorten' }) });
  const client = connect(server, acme);
  server.put(at.Bucket, at.Key, 'package');

  const head = await client.send(new HeadObjectCommand(at));
  const got = await client.send(new GetObjectCommand(at));

  expect([head.ContentLength, got.ContentLength]).toEqual([6, 6]);
  expect(await got.Body?.transformToString()).toBe('packag');
});

test('an error inside of a 200 is one for the client', async () => {
  await using server = await startTwoAccountServer({
    after: () => ({ kind: 'status', status: 200, code: 'InternalError' }),
  });
  server.put(at.Bucket, at.Key, 'x');

  const result = await fetch(`${server.endpoint}/projecta`);

  expect(result.status).toBe(200);
  expect(await result.text()).toContain('<Code>InternalError</Code>');
});

test('a client that tries again gets through a passing fault', async () => {
  await using server = await startTwoAccountServer({ before: (call) => (call.index < 3 ? slowDown : undefined) });
  const client = connect(server, acme, { maxAttempts: 3 });

  const result = await outcome(client.send(put));

  expect(result).toBe('200');
  expect(server.calls).toHaveLength(3);
});

test('a streamed body that is refused before it is asked for is not sent', async () => {
  await using server = await startTwoAccountServer({ before: () => slowDown });
  const body = Readable.from([Buffer.alloc(1000)]);
  const client = connect(server, acme, { expectContinueHeader: true });

  const result = await outcome(client.send(new PutObjectCommand({ ...at, Body: body, ContentLength: 1000 })));

  expect(result).toBe('503 SlowDown');
  expect(server.calls[0]?.headers.expect).toBe('100-continue');
});

test('both hooks see the call, before and after it is done, and can be changed on the way', async () => {
  await using server = await startTwoAccountServer();
  const seen: string[] = [];
  const client = connect(server, acme);
  await client.send(put);
  server.setHooks({
    async before(call) {
      await Promise.resolve();
      seen.push(
        `before ${call.index} ${call.operation} ${call.bucket}/${call.key} ${call.account} ${server.objects('projecta').length}`,
      );
      server.remove(at.Bucket, at.Key);
    },
    after(call, status) {
      seen.push(`after ${call.index} ${call.operation} ${status}`);
    },
  });

  const result = await outcome(client.send(new HeadObjectCommand(at)));

  expect(result).toBe('404 NotFound');
  expect(seen).toEqual(['before 2 HeadObject projecta/ModuleX/1.0.0/ModuleX.tar.gz acme 1', 'after 2 HeadObject 404']);
  expect(server.calls.map((call) => call.operation)).toEqual(['PutObject', 'HeadObject']);
});

test('a hook that throws is an internal error that names it', async () => {
  await using server = await startTwoAccountServer({
    before() {
      throw new Error('a mistake in a test');
    },
  });

  const sending = connect(server, acme).send(put);

  await expect(sending).rejects.toThrow('a mistake in a test');
});
