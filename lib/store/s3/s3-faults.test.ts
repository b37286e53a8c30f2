import { randomBytes } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { TagshipError } from '../../core/errors.ts';
import type { AnswerFault, Fault } from '../../testing/s3/faults.ts';
import { bufferBody } from '../body.ts';
import type { Store, WriteOptions } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';

const mebibyte = 1024 * 1024;
const small = randomBytes(1000);
const large = randomBytes(12 * mebibyte);
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: { build: '1' } };
const written = { outcome: 'written', etag: expect.any(String) };
const idleTimeoutMs = 200;
/** For what is to come out right: a busy machine needs its time to receive and hash a large object. */
const patientIdleTimeoutMs = 1_000;

interface Case {
  readonly call: (store: Store) => Promise<unknown>;
  readonly answer: unknown;
  readonly conditionalMultipart?: boolean;
}

/** Every call on a bucket that has `ModuleX/1.0.0/small`. */
const cases: Readonly<Record<string, Case>> = {
  head: {
    call: async (store) => await store.head('ModuleX/1.0.0/small'),
    answer: expect.objectContaining({ size: 1000 }),
  },
  readSmall: {
    call: async (store) => (await store.readSmall('ModuleX/1.0.0/small', 1000))?.content.equals(small),
    answer: true,
  },
  readStream: {
    call: async (store) => Buffer.concat(await collect(store.readStream('ModuleX/1.0.0/small'))).equals(small),
    answer: true,
  },
  listKeys: { call: async (store) => await store.listKeys('ModuleX/'), answer: ['ModuleX/1.0.0/small'] },
  proveWritable: { call: async (store) => await store.proveWritable('ModuleX/1.0.0/new'), answer: undefined },
  'a small write': { call: async (store) => await store.write('new', bufferBody(small), absent), answer: written },
  'a large write in parts': {
    call: async (store) => await store.write('new', bufferBody(large), absent),
    answer: written,
    conditionalMultipart: true,
  },
  'a large write in one request': {
    call: async (store) => await store.write('new', bufferBody(large), absent),
    answer: written,
    conditionalMultipart: false,
  },
};

const faults: Readonly<Record<string, Fault>> = {
  '500': { kind: 'status', status: 500, code: 'InternalError' },
  '503': { kind: 'status', status: 503, code: 'SlowDown' },
  reset: { kind: 'reset' },
  stall: { kind: 'stall' },
};

/** The SDK takes its time after SlowDown, and treats it as 500 else. */
const lastingFaults = Object.keys(faults).filter((fault) => fault !== '503');

const table = Object.keys(cases).flatMap((name) => Object.keys(faults).map((fault) => [name, fault] as const));

async function openFaulty(name: string, options: { readonly idleTimeoutMs?: number } = { idleTimeoutMs }) {
  const { conditionalMultipart = true } = cases[name] ?? {};
  const opened = await openLoopbackStore({ ...options, conditionalMultipart });
  opened.server.put('projecta', 'ModuleX/1.0.0/small', small);
  return opened;
}

describe('every operation fails once', () => {
  test.each(table)('%s comes out right after %s', async (name, fault) => {
    const patience = name.includes('large') ? patientIdleTimeoutMs : idleTimeoutMs;
    // only a stalled connection is given up by time
    const { server, store } = await openFaulty(name, fault === 'stall' ? { idleTimeoutMs: patience } : {});
    const failed = new Set<string>();
    server.setHooks({
      before({ operation = '', query }) {
        const request = `${operation} ${query.get('partNumber') ?? ''}`;
        if (!failed.has(request)) {
          failed.add(request);
          return faults[fault];
        }
        return undefined;
      },
    });

    const answer = await cases[name]?.call(store);

    expect(failed.size).toBeGreaterThan(0);
    expect(answer).toEqual(cases[name]?.answer);
    expect(server.unfinishedUploads('projecta')).toStrictEqual([]);
    if (name.includes('large')) {
      expect(server.object('projecta', 'new')?.body().equals(large)).toBe(true);
    }
  });
});

describe('every operation fails for good', () => {
  test.each(Object.keys(cases).flatMap((name) => lastingFaults.map((fault) => [name, fault] as const)))(
    '%s says after %s that the store is unreachable',
    async (name, fault) => {
      const { server, store } = await openFaulty(name);
      const warn = vi.spyOn(console, 'warn');
      server.setHooks({ before: () => faults[fault] });

      const error = await thrownBy(cases[name]?.call(store));

      expect(error).toBeInstanceOf(TagshipError);
      expect(error).toMatchObject({ code: 'store-unreachable', message: expect.stringContaining('s3://projecta') });
      expect(server.object('projecta', 'new')).toBeUndefined();
      expect(warn).not.toHaveBeenCalled();
    },
  );
});

describe('an answer that breaks off', () => {
  test.each(['head', 'readSmall', 'listKeys'])('is asked for again: %s', async (name) => {
    const { server, store } = await openFaulty(name);
    server.setHooks({ after: ({ index }) => (index === 1 ? { kind: 'truncate' } : undefined) });

    const answer = await cases[name]?.call(store);

    expect(answer).toEqual(cases[name]?.answer);
  });

  test('is never taken for a whole stream', async () => {
    const { server, store } = await openFaulty('readStream');
    server.setHooks({ after: () => ({ kind: 'truncate' }) });

    const error = await thrownBy(collect(store.readStream('ModuleX/1.0.0/small')));

    expect(error).toMatchObject({
      code: 'store-unreachable',
      message: `GetObject s3://projecta/ModuleX/1.0.0/small got no answer from ${server.endpoint} (ECONNRESET)`,
    });
  });
});

describe('a lost answer', () => {
  test.each<[string, Buffer, boolean]>([
    ['a small write', small, true],
    ['a write in one request', large, false],
    ['a write in parts', large, true],
  ])(
    'to the request that makes the object of %s is a conflict, to be read back',
    async (_, content, conditionalMultipart) => {
      const { server, store } = await openLoopbackStore({ conditionalMultipart });
      let lost = 0;
      server.setHooks({
        after({ operation }): AnswerFault | undefined {
          const makes = operation === 'PutObject' || operation === 'CompleteMultipartUpload';
          return makes && (lost += 1) === 1 ? { kind: 'reset' } : undefined;
        },
      });

      const outcome = await store.write('new', bufferBody(content), absent);

      expect(outcome).toStrictEqual({ outcome: 'conflict' });
      expect(await store.head('new')).toMatchObject({ size: content.length, metadata: { build: '1' } });
      expect(server.object('projecta', 'new')?.body().equals(content)).toBe(true);
    },
  );
});

describe('a race that S3 does not decide (409)', () => {
  const race: Fault = { kind: 'status', status: 409, code: 'ConditionalRequestConflict' };
  const ways: [string, Buffer, boolean][] = [
    ['a small write', small, true],
    ['a write in one request', large, false],
    ['a write in parts', large, true],
  ];

  test.each(ways)('is run again: %s', async (_, content, conditionalMultipart) => {
    const { server, store } = await openLoopbackStore({ conditionalMultipart });
    let races = 0;
    server.setHooks({ before: ({ operation }) => (isLast(operation) && (races += 1) === 1 ? race : undefined) });

    const outcome = await store.write('new', bufferBody(content), absent);

    expect(outcome).toStrictEqual(written);
    expect(server.object('projecta', 'new')?.body().equals(content)).toBe(true);
    expect(server.unfinishedUploads('projecta')).toStrictEqual([]);
  });

  test.each(ways)('is a conflict when it does not end: %s', async (_, content, conditionalMultipart) => {
    const { server, store } = await openLoopbackStore({ conditionalMultipart });
    server.setHooks({ before: ({ operation }) => (isLast(operation) ? race : undefined) });

    const outcome = await store.write('new', bufferBody(content), absent);

    expect(outcome).toStrictEqual({ outcome: 'conflict' });
    expect(server.unfinishedUploads('projecta')).toStrictEqual([]);
  });

  function isLast(operation: string | undefined): boolean {
    return operation === 'PutObject' || operation === 'CompleteMultipartUpload';
  }
});

describe('an upload in parts', () => {
  test('whose part is refused ends at once: nothing else is sent or waited for', async () => {
    const { server, store, operations } = await openLoopbackStore({ conditionalMultipart: true });
    const beforeCompletion = vi.fn(async () => await new Promise<void>(() => undefined));
    const refusal: Fault = { kind: 'status', status: 403, code: 'AccessDenied' };
    server.setHooks({
      before({ operation, query }) {
        if (operation !== 'UploadPart') {
          return undefined;
        }
        return query.get('partNumber') === '2' ? refusal : faults['stall'];
      },
    });

    const body = bufferBody(Buffer.alloc(64 * mebibyte));
    const error = await thrownBy(store.write('new', body, { ...absent, beforeCompletion }));

    expect(error).toMatchObject({
      code: 'store-access',
      message: 'PutObject s3://projecta/new was refused (403 AccessDenied)',
    });
    expect(operations().filter((operation) => operation === 'UploadPart').length).toBeLessThanOrEqual(5);
    expect(server.unfinishedUploads('projecta')).toStrictEqual([]);
    expect(beforeCompletion).not.toHaveBeenCalled();
  });

  test('keeps the first error when its end is refused too', async () => {
    const { server, store } = await openLoopbackStore({ conditionalMultipart: true });
    server.deny({ action: 's3:AbortMultipartUpload' });
    server.setHooks({
      before: ({ query }) =>
        query.get('partNumber') === '2' ? { kind: 'status', status: 400, code: 'BadDigest' } : undefined,
    });

    const error = await thrownBy(store.write('new', bufferBody(large), absent));

    expect(error).toMatchObject({
      code: 'integrity',
      message: 'PutObject s3://projecta/new was refused (400 BadDigest)',
    });
  });
});

describe('a run that is aborted while an upload is begun', () => {
  test.each(['proveWritable', 'a large write in parts'])('leaves none behind: %s', async (name) => {
    const run = new AbortController();
    const reason = new Error('SIGTERM');
    const { server, store, operations } = await openLoopbackStore({ conditionalMultipart: true, signal: run.signal });
    server.setHooks({
      after({ operation }) {
        if (operation === 'CreateMultipartUpload') {
          run.abort(reason);
        }
      },
    });

    const error = await thrownBy(cases[name]?.call(store));

    expect(error).toBe(reason);
    await expect.poll(operations).toContain('AbortMultipartUpload');
    await expect.poll(() => server.unfinishedUploads('projecta')).toStrictEqual([]);
  });

  test('or while a part is stalled', async () => {
    const run = new AbortController();
    const reason = new Error('SIGTERM');
    const { server, store } = await openLoopbackStore({ conditionalMultipart: true, signal: run.signal });
    server.setHooks({
      before({ operation }) {
        if (operation === 'UploadPart') {
          run.abort(reason);
          return faults['stall'];
        }
        return undefined;
      },
    });

    const error = await thrownBy(store.write('new', bufferBody(large), absent));

    expect(error).toBe(reason);
    await expect.poll(() => server.unfinishedUploads('projecta')).toStrictEqual([]);
  });
});

describe('a write in one request that waits for another store', () => {
  test('keeps its connection alive, however long it waits', async () => {
    const { store, operations } = await openLoopbackStore({
      conditionalMultipart: false,
      idleTimeoutMs: patientIdleTimeoutMs,
    });
    const beforeCompletion = async (): Promise<void> => await pause(2 * patientIdleTimeoutMs);

    const outcome = await store.write('new', bufferBody(large), { ...absent, beforeCompletion });

    expect(outcome).toStrictEqual(written);
    expect(operations()).toStrictEqual(['PutObject']);
  });

  test('is sent again only when the other store is done', async () => {
    const { server, store, operations } = await openLoopbackStore({
      conditionalMultipart: false,
      idleTimeoutMs: patientIdleTimeoutMs,
    });
    const other = Promise.withResolvers<void>();
    const beforeCompletion = vi.fn(async () => await other.promise);
    server.setHooks({ before: ({ index }) => (index === 1 ? { kind: 'reset' } : undefined) });

    const writing = store.write('new', bufferBody(large), { ...absent, beforeCompletion });
    await pause(2 * patientIdleTimeoutMs);
    const before = operations();
    other.resolve();
    const outcome = await writing;

    expect(before).toStrictEqual(['PutObject']);
    expect(outcome).toStrictEqual(written);
    expect(operations()).toStrictEqual(['PutObject', 'PutObject']);
    expect(beforeCompletion).toHaveBeenCalledTimes(1);
  });

  test('ends at once when the other store fails', async () => {
    const { server, store } = await openLoopbackStore({ conditionalMultipart: false });
    const reason = new Error('another store was first');
    const startedAt = performance.now();

    const error = await thrownBy(
      store.write('new', bufferBody(large), { ...absent, beforeCompletion: async () => await Promise.reject(reason) }),
    );

    expect(error).toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(server.object('projecta', 'new')).toBeUndefined();
  });
});

test('the right to end an upload is named when it is missing', async () => {
  const { server, store } = await openLoopbackStore();
  server.deny({ action: 's3:AbortMultipartUpload' });

  const error = await thrownBy(store.proveWritable('ModuleX/1.0.0/ModuleX.tar.gz'));

  expect(error).toMatchObject({
    code: 'store-access',
    message: 'AbortMultipartUpload s3://projecta/ModuleX/1.0.0/ModuleX.tar.gz was refused (403 AccessDenied)',
    hint: "allow s3:AbortMultipartUpload on arn:aws:s3:::projecta/ModuleX/1.0.0/ModuleX.tar.gz for this store's credentials; the upload that proved the right to write stays begun, without content",
  });
});

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) {
    all.push(piece);
  }
  return all;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function thrownBy(call: Promise<unknown> | undefined): Promise<unknown> {
  return await Promise.resolve(call).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}
