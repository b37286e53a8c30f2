import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import { bufferBody } from '../body.ts';
import type { WriteOptions } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';
import type { S3StoreOptions } from './s3-store.ts';

const mebibyte = 1024 * 1024;
const key = 'ModuleX/2.0.0/ModuleX.tar.gz';
/** More than the systems of both sides take for a server that does not read. */
const large = bufferBody(Buffer.alloc(48 * mebibyte));
const small = bufferBody(Buffer.alloc(100));
const options: WriteOptions = {
  condition: { if: 'absent' },
  contentType: 'application/gzip',
  metadata: {},
  beforeCompletion: async () => undefined,
};
const generousMs = 60_000;
const patient = { answerTimeoutMs: generousMs, idleTimeoutMs: generousMs };
const late = { slowAfterMs: generousMs, confirmationTimeoutMs: 300 };
const slow = { slowAfterMs: 300, confirmationTimeoutMs: generousMs };
const overdue = `PutObject s3://projecta/${key} got no whole answer within 0.3 s`;
const tooSlow = `PutObject s3://projecta/${key} was given up: not even 1 MiB moved within 0.3 s`;

type Drip = (response: ServerResponse) => void;

const drips: Readonly<Record<string, Drip>> = {
  'says that it goes on': (response) => response.writeProcessing(),
  'sends blanks': (response) => response.write(' '),
};

function operationOf({ method, url = '' }: IncomingMessage): string {
  const { searchParams } = new URL(url, 'http://store');
  if (method === 'DELETE') {
    return 'AbortMultipartUpload';
  }
  if (method === 'POST') {
    return searchParams.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  }
  return searchParams.has('partNumber') ? 'UploadPart' : 'PutObject';
}

/** Answers every operation, but for one: there it is busy all the time and never done. */
async function openBusyStore(
  { operation, drip, reads = true }: { operation: string; drip: Drip | undefined; reads?: boolean },
  storeOptions: Partial<S3StoreOptions>,
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(operationOf(request));
    if (operationOf(request) !== operation) {
      request.resume();
      request.on('end', () => response.setHeader('etag', '"1"').end(answers[operationOf(request)]));
      return;
    }
    if (reads) {
      request.resume();
    }
    const dripping = setInterval(() => drip?.(response), 20);
    response.on('close', () => {
      clearInterval(dripping);
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://${await listenOnLoopback(server)}`;
  const { store } = await openLoopbackStore({ endpoint, ...patient, ...storeOptions });
  return { store, asked };
}

const answers: Readonly<Record<string, string>> = {
  CreateMultipartUpload: '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
  CompleteMultipartUpload: '<CompleteMultipartUploadResult><ETag>"1"</ETag></CompleteMultipartUploadResult>',
};

const ways = [
  ['a small package', 'PutObject', small, false],
  ['a large one by one request', 'PutObject', large, false],
  ['a part', 'UploadPart', large, true],
  ['the end of the parts', 'CompleteMultipartUpload', large, true],
] as const;

test.each(ways.flatMap((way) => Object.keys(drips).map((drip) => [...way, drip] as const)))(
  'once all is sent, %s (%s) is not waited for without end by a server that $4',
  async (_, operation, body, conditionalMultipart, drip) => {
    const { store, asked } = await openBusyStore(
      { operation, drip: drips[drip] },
      { conditionalMultipart, uploadLimits: late },
    );

    const writing = store.write(key, body, options);

    await expect(writing).rejects.toMatchObject({ code: 'store-unreachable', message: overdue });
    expect(asked.includes('AbortMultipartUpload')).toBe(conditionalMultipart);
  },
);

test.each(Object.keys(drips))('the beginning of the parts is answered in time, or not waited for: %s', async (drip) => {
  const busy = { operation: 'CreateMultipartUpload', drip: drips[drip] };
  const { store } = await openBusyStore(busy, { conditionalMultipart: true, answerTimeoutMs: 300 });

  const writing = store.write(key, large, options);

  await expect(writing).rejects.toMatchObject({ code: 'store-unreachable', message: overdue });
});

test('an upload that cannot be ended either does not hold the error up', async () => {
  const { store } = await openBusyStore(
    { operation: 'AbortMultipartUpload', drip: drips['sends blanks'] },
    { conditionalMultipart: true, answerTimeoutMs: 300 },
  );
  const reason = new Error('another store was first');

  const writing = store.write(key, large, { ...options, beforeCompletion: async () => await Promise.reject(reason) });

  await expect(writing).rejects.toBe(reason);
});

test.each([
  ['by one request', 'PutObject', false],
  ['in parts', 'UploadPart', true],
] as const)('an upload %s is given up when the server is busy and hardly reads', async (_, operation, inParts) => {
  const { store } = await openBusyStore(
    { operation, drip: drips['says that it goes on'], reads: false },
    { conditionalMultipart: inParts, uploadLimits: slow },
  );

  const writing = store.write(key, large, options);

  await expect(writing).rejects.toMatchObject({ code: 'store-unreachable', message: tooSlow });
});

test('a store that gave an upload up is asked nothing more', async () => {
  const { store, asked } = await openBusyStore(
    { operation: 'PutObject', drip: drips['says that it goes on'] },
    { uploadLimits: late },
  );
  await expect(store.write(key, small, options)).rejects.toThrow(overdue);

  const call = store.head(key);

  await expect(call).rejects.toThrow('was not tried, because an earlier call got no answer');
  expect(asked).toEqual(['PutObject']);
});

test.each([
  ['in one request', false],
  ['in parts', true],
] as const)('waiting for other stores is no slowness: %s', async (_, conditionalMultipart) => {
  const { store } = await openBusyStore(
    { operation: 'none', drip: undefined },
    { conditionalMultipart, uploadLimits: { slowAfterMs: 1_000, confirmationTimeoutMs: generousMs } },
  );

  const outcome = await store.write(key, large, { ...options, beforeCompletion: async () => await pause(1_500) });

  expect(outcome).toEqual({ outcome: 'written', etag: '1' });
});

test('a server that died while other stores were waited for is noticed when they are done', async () => {
  const others = Promise.withResolvers<void>();
  const { store } = await openBusyStore(
    { operation: 'PutObject', drip: drips['says that it goes on'] },
    { conditionalMultipart: false, uploadLimits: { slowAfterMs: 400, confirmationTimeoutMs: 300 } },
  );

  const writing = store.write(key, large, { ...options, beforeCompletion: async () => await others.promise });
  const early = await Promise.race([writing.catch(() => 'given up'), pause(1_500).then(() => 'waits')]);
  others.resolve();

  expect(early).toBe('waits');
  await expect(writing).rejects.toMatchObject({ message: overdue });
});

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
