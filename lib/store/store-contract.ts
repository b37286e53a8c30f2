import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import { createPartHash } from '../core/part-digests.ts';
import { bufferBody } from './body.ts';
import type { S3StoreOptions } from './s3/s3-store.ts';
import type { Store, WriteOptions, WriteOutcome } from './store.ts';

/** A server with an empty bucket, as the contract of the store port sees it. */
export interface StoreWorld extends AsyncDisposable {
  /** What a store of the bucket is opened with. Its name is `PROJECTA`. */
  readonly options: S3StoreOptions & { readonly credentials: { readonly kind: 'keys' } };
  /** The credentials of an account that may do nothing in the bucket. */
  readonly otherAccount: S3StoreOptions['credentials'];
  /** Whether the server minds in which region a request is signed. Ceph RGW does not. */
  readonly mindsRegion: boolean;
  open(changes?: Partial<S3StoreOptions>): Store;
  /** How many multipart uploads of a key are neither completed nor aborted. */
  unfinishedUploads(key: string): Promise<number>;
}

const mebibyte = 1024 * 1024;
/** More than one request takes from memory, and more than three parts. */
const largeBytes = 25 * mebibyte + 3;
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };

/** What every store must do, whatever server it is on. Each test works under a folder of its own, in an empty bucket. */
export function describeStoreContract(start: () => Promise<StoreWorld>): void {
  describe('the contract of the store port', () => {
    let world: StoreWorld;
    let store: Store;
    let folders = 0;
    // none is the beginning of another's
    const newKey = (file = 'ModuleX.tar.gz'): string => `ModuleX/${1000 + (folders += 1)}/${file}`;

    beforeAll(async () => {
      world = await start();
      store = world.open();
    });
    afterAll(async () => {
      store.close();
      await world[Symbol.asyncDispose]();
    });

    const open = (changes: Partial<S3StoreOptions>): Store => {
      const opened = world.open(changes);
      onTestFinished(() => {
        opened.close();
      });
      return opened;
    };
    const put = async (key: string, content: Buffer, options: Partial<WriteOptions> = {}): Promise<string> => {
      const outcome = await store.write(key, bufferBody(content), { ...absent, ...options });
      expect(outcome).toStrictEqual({ outcome: 'written', etag: expect.stringMatching(/^[^"]+$/) });
      return outcome.outcome === 'written' ? outcome.etag : '';
    };

    describe('writing and reading', () => {
      test.each([
        ['nothing', 0],
        ['a record', 812],
        ['as much as one request takes from memory', 8 * mebibyte],
        ['one byte more', 8 * mebibyte + 1],
        ['several parts', largeBytes],
        ['whole parts', 16 * mebibyte],
      ])('%s is stored byte for byte, with its metadata', async (_, size) => {
        const key = newKey();
        const content = randomBytes(size);
        const metadata = { sha256: sha256Of(content), 'run-id': '{1}-41-1' };

        const etag = await put(key, content, { metadata });

        expect(await store.head(key)).toStrictEqual({ size, etag, metadata });
        expect((await collect(store.readStream(key))).equals(content)).toBe(true);
        expect(await world.unfinishedUploads(key)).toBe(0);
      });

      test.each(['a b.tar.gz', 'ä-ключ-日本.json', '1.0+build.7.json', "it's(1)!*~.json", '100%25 & #=?@:,;$.json'])(
        'the key %j is kept as it is',
        async (file) => {
          const key = newKey(file);

          await put(key, Buffer.from(file));

          expect((await store.readSmall(key, 100))?.content.toString()).toBe(file);
          expect(await collect(store.readStream(key))).toStrictEqual(Buffer.from(file));
          expect(await store.head(key)).toMatchObject({ size: Buffer.byteLength(file) });
          expect(await store.listKeys(key.slice(0, -file.length))).toStrictEqual([key]);
        },
      );

      test('a small object is read whole with the ETag that a write gave', async () => {
        const key = newKey('ModuleX.rel.json');
        const etag = await put(key, Buffer.from('{}'));

        const read = await store.readSmall(key, 2);

        expect(read).toStrictEqual({ content: Buffer.from('{}'), etag });
      });

      test('a small object that is larger than the limit is refused', async () => {
        const key = newKey('ModuleX.rel.json');
        await put(key, randomBytes(100_000));

        const refusal = await errorOf(store.readSmall(key, 99_999));

        expect(refusal).toStrictEqual({
          code: 'integrity',
          message: `${store.url}/${key} has more than the 99999 bytes that are read`,
          hint: 'it was not written by tagship; find out by whom',
        });
      });

      test('what is not there is undefined', async () => {
        const key = newKey();

        expect(await store.head(key)).toBeUndefined();
        expect(await store.readSmall(key, 100)).toBeUndefined();
        expect(await store.listKeys(key)).toStrictEqual([]);
      });

      test('to stream what is not there is an error', async () => {
        const key = newKey();

        expect(await errorOf(collect(store.readStream(key)))).toStrictEqual({
          code: 'integrity',
          message: `GetObject ${store.url}/${key} was refused (404 NoSuchKey)`,
          hint: 'the object was removed meanwhile; find out by whom before the pipeline is run again',
        });
      });

      test.each([
        [0, undefined],
        [0, 1],
        [7, 1000],
        [largeBytes - 1, undefined],
        [largeBytes - 1, largeBytes + 500],
        [largeBytes, undefined],
        [largeBytes + 1, largeBytes + 2],
      ])('of an object the bytes from %d to %s are read, with what its head says', async (start, end) => {
        const key = newKey();
        const content = randomBytes(largeBytes);
        await put(key, content);

        using reading = await store.readRange(key, end === undefined ? { start } : { start, end });

        expect(reading).toMatchObject({ ...(await store.head(key)), size: largeBytes });
        expect(reading && (await collect(reading.bytes)).equals(content.subarray(start, end))).toBe(true);
      });

      test('a range of what is not there is undefined', async () => {
        expect(await store.readRange(newKey(), { start: 0 })).toBeUndefined();
        expect(await store.readRange(newKey(), { start: 5, end: 10 })).toBeUndefined();
      });

      test('a reader may leave a range before it has read it', async () => {
        const key = newKey();
        await put(key, randomBytes(largeBytes));

        const reading = await store.readRange(key, { start: 5 });
        reading?.[Symbol.dispose]();

        expect(await store.head(key)).toMatchObject({ size: largeBytes });
      });

      test('a reader may stop in the middle of a stream', async () => {
        const key = newKey();
        await put(key, randomBytes(largeBytes));

        for await (const piece of store.readStream(key)) {
          expect(piece.length).toBeLessThan(largeBytes);
          break;
        }

        expect(await store.head(key)).toMatchObject({ size: largeBytes });
      });
    });

    describe('listing', () => {
      test('more keys than one page has are listed, in order, and none of another prefix', async () => {
        const folder = newKey('');
        const keys = Array.from({ length: 1003 }, (_, index) => `${folder}${String(index).padStart(4, '0')}.json`);
        await mapLimited(
          [...keys, `${folder.slice(0, -1)}0/other.json`],
          16,
          async (key) => await put(key, Buffer.from('{}')),
        );

        const listed = await store.listKeys(folder);

        expect(listed).toStrictEqual(keys);
      });
    });

    describe('conditions', () => {
      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('a %s object is not replaced by a create-only write', async (_, size) => {
        const key = newKey();
        const first = randomBytes(size);
        const etag = await put(key, first, { metadata: { build: '1' } });

        const outcome = await store.write(key, bufferBody(randomBytes(size)), { ...absent, metadata: { build: '2' } });

        expect(outcome).toStrictEqual({ outcome: 'conflict' });
        expect(await store.head(key)).toStrictEqual({ size, etag, metadata: { build: '1' } });
        expect((await collect(store.readStream(key))).equals(first)).toBe(true);
        expect(await world.unfinishedUploads(key)).toBe(0);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('a %s object that is still what was read is replaced, and only once', async (_, size) => {
        const key = newKey();
        const second = randomBytes(size);
        const condition = { if: 'unchanged', etag: await put(key, randomBytes(size)) } as const;

        const etag = await put(key, second, { condition, metadata: { build: '2' } });
        const late = await store.write(key, bufferBody(randomBytes(size)), { ...absent, condition });

        expect(late).toStrictEqual({ outcome: 'conflict' });
        expect(await store.head(key)).toStrictEqual({ size, etag, metadata: { build: '2' } });
        expect((await collect(store.readStream(key))).equals(second)).toBe(true);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('a %s object that was removed meanwhile is not put again', async (_, size) => {
        const key = newKey();
        const condition = { if: 'unchanged', etag: '0123456789abcdef0123456789abcdef' } as const;

        const outcome = await store.write(key, bufferBody(randomBytes(size)), { ...absent, condition });

        expect(outcome).toStrictEqual({ outcome: 'conflict' });
        expect(await store.head(key)).toBeUndefined();
      });

      test.each([
        ['small', 1000],
        ['large', 8 * mebibyte + 1],
      ])('of 20 parallel create-only writers of %s objects exactly one wins', async (_, size) => {
        const key = newKey();
        const writers = Array.from({ length: 20 }, (__, index) => ({
          content: Buffer.alloc(size, index + 1),
          metadata: { writer: String(index) },
        }));

        const outcomes: WriteOutcome[] = await mapLimited(
          writers,
          20,
          async ({ content, metadata }) => await store.write(key, bufferBody(content), { ...absent, metadata }),
        );

        const winners = writers.filter((__, index) => outcomes[index]?.outcome === 'written');
        expect(winners).toHaveLength(1);
        expect(await store.head(key)).toMatchObject({ size, metadata: winners[0]?.metadata });
        const stored = await collect(store.readStream(key));
        expect(sha256Of(stored)).toBe(sha256Of(winners[0]?.content ?? Buffer.alloc(0)));
        expect(await world.unfinishedUploads(key)).toBe(0);
      });
    });

    describe('before completion', () => {
      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('nothing of a %s object is there before it resolves', async (_, size) => {
        const key = newKey();
        const called = Promise.withResolvers<void>();
        const released = Promise.withResolvers<void>();
        let calls = 0;
        const beforeCompletion = async (): Promise<void> => {
          calls += 1;
          called.resolve();
          await released.promise;
        };

        const writing = store.write(key, bufferBody(randomBytes(size)), { ...absent, beforeCompletion });
        await called.promise;
        const before = await store.head(key);
        released.resolve();
        const outcome = await writing;

        expect(before).toBeUndefined();
        expect(outcome.outcome).toBe('written');
        expect(await store.head(key)).toMatchObject({ size });
        expect(calls).toBe(1);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('when it rejects, nothing of a %s object is left and the write rejects with the same', async (_, size) => {
        const key = newKey();
        const reason = new Error('another store was first');

        const error = await store
          .write(key, bufferBody(randomBytes(size)), {
            ...absent,
            beforeCompletion: async () => await Promise.reject(reason),
          })
          .catch((thrown: unknown) => thrown);

        expect(error).toBe(reason);
        expect(await store.head(key)).toBeUndefined();
        expect(await world.unfinishedUploads(key)).toBe(0);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('when the bytes of a %s object cannot be read, the write rejects with the same', async (_, size) => {
        const key = newKey();
        const reason = new TagshipError('integrity', 'the file is shorter than it was');
        const body = bufferBody(randomBytes(size));
        const read = async (from: number, to: number): Promise<Buffer> =>
          to === size ? await Promise.reject(reason) : await body.read(from, to);

        const error = await store.write(key, { ...body, read }, absent).catch((thrown: unknown) => thrown);

        expect(error).toBe(reason);
        expect(await store.head(key)).toBeUndefined();
        expect(await world.unfinishedUploads(key)).toBe(0);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('other bytes than those of its sha256 make no %s object', async (_, size) => {
        const key = newKey();
        const body = { ...bufferBody(randomBytes(size)), sha256: sha256Of(Buffer.from('other bytes')) };

        const error = await errorOf(store.write(key, body, absent));

        expect(error.code).toBe('integrity');
        expect(await store.head(key)).toBeUndefined();
        expect(await world.unfinishedUploads(key)).toBe(0);
      });

      test('other bytes than those of its parts make no large object', async () => {
        const key = newKey();
        const content = randomBytes(largeBytes);
        const hash = createPartHash();
        hash.update(content);
        const body = { ...bufferBody(content), parts: hash.digests() };
        content.writeUInt8(255 - content.readUInt8(largeBytes - 1), largeBytes - 1);

        const error = await errorOf(store.write(key, body, absent));

        expect(error.code).toBe('integrity');
        expect(await store.head(key)).toBeUndefined();
        expect(await world.unfinishedUploads(key)).toBe(0);
      });
    });

    describe('rights', () => {
      test('the right to write is proved without a trace', async () => {
        const key = newKey();

        await store.proveWritable(key);

        expect(await world.unfinishedUploads(key)).toBe(0);
        expect(await store.head(key)).toBeUndefined();
      });

      const calls: Readonly<Record<string, (target: Store, key: string) => Promise<unknown>>> = {
        HeadObject: async (target, key) => await target.head(key),
        GetObject: async (target, key) => await target.readSmall(key, 100),
        ListObjectsV2: async (target) => await target.listKeys('ModuleX/'),
        PutObject: async (target, key) => await target.write(key, bufferBody(Buffer.from('{}')), absent),
        CreateMultipartUpload: async (target, key) => await target.proveWritable(key),
      };
      const resource = 'arn:aws:s3:::BUCKET/KEY';
      const owner = "for this store's credentials";
      const readHint = `allow s3:GetObject on ${resource}; without s3:ListBucket on the bucket S3 also answers 403 where an object is missing`;

      test.each([
        ['HeadObject', readHint],
        ['GetObject', readHint],
        ['ListObjectsV2', `allow s3:ListBucket on arn:aws:s3:::BUCKET ${owner}`],
        ['PutObject', `allow s3:PutObject on ${resource} ${owner}`],
        ['CreateMultipartUpload', `allow s3:PutObject on ${resource} ${owner}`],
      ])('the bucket of another account is refused: %s', async (operation, hint) => {
        const key = newKey();

        const error = await errorOf(calls[operation]?.(open({ credentials: world.otherAccount }), key));

        expect(error).toStrictEqual({
          code: 'store-access',
          message: refused(operation, key, '403 AccessDenied'),
          hint: hint.replace('BUCKET', store.bucket).replace('KEY', key),
        });
      });

      test.each(Object.keys(calls))('a wrong secret is named: %s', async (operation) => {
        const key = newKey();
        const credentials = { ...world.options.credentials, secretAccessKey: 'x'.repeat(40) };

        const error = await errorOf(calls[operation]?.(open({ credentials }), key));

        expect(error).toStrictEqual({
          code: 'store-access',
          message: refused(operation, key, '403 SignatureDoesNotMatch'),
          hint: 'the secret does not belong to the access key; check PROJECTA_AWS_SECRET_ACCESS_KEY',
        });
      });

      test.each(Object.keys(calls))('an unknown access key is named: %s', async (operation) => {
        const key = newKey();
        const credentials = { ...world.options.credentials, accessKeyId: 'AKIDUNKNOWN000000001' };

        const error = await errorOf(calls[operation]?.(open({ credentials }), key));

        expect(error).toStrictEqual({
          code: 'store-access',
          message: refused(operation, key, '403 InvalidAccessKeyId'),
          hint: 'the access key is unknown there; check PROJECTA_AWS_ACCESS_KEY_ID',
        });
      });

      // S3's answer to HEAD does not tell a missing bucket from a missing key
      test.each(Object.keys(calls).filter((operation) => operation !== 'HeadObject'))(
        'a missing bucket is named: %s',
        async (operation) => {
          const key = newKey();

          const error = await errorOf(calls[operation]?.(open({ bucket: 'acme-nobody' }), key));

          expect(error).toStrictEqual({
            code: 'store-misconfigured',
            message: refused(operation, key, '404 NoSuchBucket').replace(store.url, 's3://acme-nobody'),
            hint: 'bucket acme-nobody does not exist there; check PROJECTA_BUCKET_NAME, and its region or endpoint',
          });
        },
      );

      test.each(Object.keys(calls))('a wrong region is named: %s', async (operation) => {
        if (!world.mindsRegion) {
          return;
        }
        const key = newKey();

        const error = await errorOf(calls[operation]?.(open({ region: 'ap-south-1' }), key));

        expect(error).toStrictEqual({
          code: 'store-misconfigured',
          message: refused(operation, key, '400 AuthorizationHeaderMalformed'),
          hint: `bucket ${store.bucket} is in us-east-1, and PROJECTA_AWS_REGION is "ap-south-1"`,
        });
      });

      function refused(operation: string, key: string, answer: string): string {
        const target = operation === 'ListObjectsV2' ? store.url : `${store.url}/${key}`;
        return `${operation} ${target} was refused (${answer})`;
      }
    });

    describe('a server that is not there', () => {
      test('is said to be unreachable', async () => {
        const unreachable = open({ endpoint: 'http://127.0.0.1:9' });

        expect(await errorOf(unreachable.head('ModuleX'))).toStrictEqual({
          code: 'store-unreachable',
          message: `HeadObject ${store.url}/ModuleX got no answer from http://127.0.0.1:9 (ECONNREFUSED: nobody listens there)`,
          hint: 'check PROJECTA_S3_ENDPOINT and the network, then run the pipeline again',
        });
      });
    });

    describe('an aborted run', () => {
      const reason = new Error('SIGTERM');

      test.each<[string, (target: Store, key: string) => Promise<unknown>]>([
        ['head', async (target, key) => await target.head(key)],
        ['readSmall', async (target, key) => await target.readSmall(key, 100)],
        ['readStream', async (target, key) => await collect(target.readStream(key))],
        ['listKeys', async (target, key) => await target.listKeys(key)],
        ['write', async (target, key) => await target.write(key, bufferBody(Buffer.from('{}')), absent)],
        ['a large write', async (target, key) => await target.write(key, bufferBody(randomBytes(largeBytes)), absent)],
        ['proveWritable', async (target, key) => await target.proveWritable(key)],
      ])('ends %s at once, with the reason', async (_, call) => {
        const run = new AbortController();
        const target = open({ signal: run.signal });
        const key = newKey();

        const calling = call(target, key).catch((thrown: unknown) => thrown);
        const abortedAt = performance.now();
        run.abort(reason);

        expect(await calling).toBe(reason);
        expect(performance.now() - abortedAt).toBeLessThan(1000);
        await expect.poll(async () => await world.unfinishedUploads(key)).toBe(0);
      });

      test.each([
        ['small', 100],
        ['large', largeBytes],
      ])('ends a %s write that waits for another store, and nothing is left', async (_, size) => {
        const run = new AbortController();
        const key = newKey();
        const beforeCompletion = async (): Promise<void> => {
          run.abort(reason);
          await new Promise(() => undefined);
        };

        const writing = open({ signal: run.signal }).write(key, bufferBody(randomBytes(size)), {
          ...absent,
          beforeCompletion,
        });

        expect(await writing.catch((thrown: unknown) => thrown)).toBe(reason);
        expect(await store.head(key)).toBeUndefined();
        await expect.poll(async () => await world.unfinishedUploads(key)).toBe(0);
      });

      test('ends a stream between two pieces', async () => {
        const run = new AbortController();
        const key = newKey();
        await put(key, randomBytes(largeBytes));
        const pieces = open({ signal: run.signal }).readStream(key)[Symbol.asyncIterator]();
        await pieces.next();

        run.abort(reason);

        await expect(drain(pieces)).rejects.toBe(reason);
      });
    });

    test('a store can be closed twice, and says where it is', () => {
      const closed = world.open();

      closed.close();
      closed.close();

      expect(closed).toMatchObject({ name: 'PROJECTA', url: `s3://${closed.bucket}` });
    });
  });
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) {
    all.push(piece);
  }
  return Buffer.concat(all);
}

async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  while ((await pieces.next()).done !== true) {
    // thrown away
  }
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What a person is told of a call that must fail. */
export async function errorOf(
  call: Promise<unknown> | undefined,
): Promise<Pick<TagshipError, 'code' | 'message' | 'hint'>> {
  const error = await Promise.resolve(call).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TagshipError)) {
    throw new Error('there was no TagshipError', { cause: error });
  }
  return { code: error.code, message: error.message, hint: error.hint };
}
