import { Readable } from 'node:stream';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type {
  Body,
  ByteRange,
  ObjectHead,
  ObjectReading,
  SmallObject,
  Store,
  WriteOptions,
  WriteOutcome,
} from '../store.ts';
import { type StoreVariables, storeVariables } from '../variables.ts';
import type { MachineCredentials, StoreCredentials } from './credentials.ts';
import { emptyUpload } from './empty-upload.ts';
import { isAnswer, isDenied, isMissingKey, isTransient } from './errors.ts';
import { bareEtag } from './etag.ts';
import { laterSignal } from './later-signal.ts';
import { listAllKeys } from './list-keys.ts';
import { openObject, readSmallObject } from './read-object.ts';
import { isBehindEnd, openRange } from './read-range.ts';
import { createS3Client } from './s3-client.ts';
import { createS3Guard } from './s3-guard.ts';
import { createStoreCalls } from './store-calls.ts';
import { watchCaller } from './watch-caller.ts';
import { type UploadLimits, watchUpload } from './watch-upload.ts';
import { writeObject } from './write-object.ts';

/** What an S3 store is opened with. */
export interface S3StoreOptions {
  readonly name: string;
  readonly bucket: string;
  readonly region: string;
  /** Of an S3-compatible store; addressed by path. Without it: AWS. */
  readonly endpoint?: string;
  /** Every call is refused by AWS when the bucket belongs to another account (12 digits). */
  readonly expectedOwner?: string;
  readonly credentials: StoreCredentials | MachineCredentials;
  /** The names that messages tell to look at. Default: the pipe's variables behind the store's name. */
  readonly variables?: StoreVariables;
  /** Is told every secret that signing in brings, before it is used: to keep it out of what is printed. */
  readonly onSecret?: (secret: string) => void;
  /** Aborted when every call is to end at once. */
  readonly signal?: AbortSignal;
  /**
   * Whether the completion of a multipart upload honours If-None-Match and If-Match, as it does on AWS. Some
   * S3-compatible servers (Ceph RGW) ignore them there. Default: only without an endpoint.
   */
  readonly conditionalMultipart?: boolean;
  /** A connection on which nothing moves for so long is given up and tried again. Default: 30 s. */
  readonly idleTimeoutMs?: number;
  /** A call that moves no package, and a page of a listing, is over by then, with all that is tried again. Default: 60 s. */
  readonly answerTimeoutMs?: number;
  /** When the upload of a package is given up. Default: after 2 minutes for 1 MiB, and 10 minutes for the answer. */
  readonly uploadLimits?: UploadLimits;
  /** How many stores this process writes to at the same time: they share its memory. Default: 1. */
  readonly uploadsAtOnce?: number;
}

const defaultIdleTimeoutMs = 30_000;
const defaultAnswerTimeoutMs = 60_000;
/** Generous: a proxy may have taken all of a package and hand it on now, and a server copies its parts together. */
const defaultUploadLimits: UploadLimits = { slowAfterMs: 120_000, confirmationTimeoutMs: 600_000 };
/** Every release of a store, listed at a desk; a folder has a few keys. */
const defaultMaximumKeys = 1_000_000;
/** A record, but for that of a package with thousands of files. */
const smallWriteBytes = 1024 * 1024;
/** A release does not wait longer for what it can do without. */
const guardPatienceMs = 10_000;
/** What an aborted run still takes to leave no unfinished upload behind; nobody waits for it. */
const tidyingMs = 3_000;

/** Opens a store on AWS S3 or an S3-compatible server. Nothing is sent before the first call. */
export function openS3Store(options: S3StoreOptions): Store {
  const { name, bucket, idleTimeoutMs = defaultIdleTimeoutMs, signal = new AbortController().signal } = options;
  const { conditionalMultipart = options.endpoint === undefined, uploadsAtOnce = 1 } = options;
  const { answerTimeoutMs = defaultAnswerTimeoutMs, uploadLimits = defaultUploadLimits } = options;
  const { credentials, variables = storeVariables(`${name}_`) } = options;
  const client = createS3Client({ ...options, variables, signal, idleTimeoutMs, answerTimeoutMs });
  const { region, endpoint, expectedOwner } = options;
  const attempted = { bucket, region, endpoint, expectedOwner, signedInBy: credentials.kind, variables };
  const { explained, attempt, inTime, givenUp } = createStoreCalls({ attempted, answerTimeoutMs, signal });
  const tidySignal = laterSignal(signal, tidyingMs);
  const inBucket = { Bucket: bucket, ...(expectedOwner && { ExpectedBucketOwner: expectedOwner }) };
  const at = (key: string) => ({ ...inBucket, Key: key });

  async function head(key: string): Promise<ObjectHead | undefined> {
    return await inTime('HeadObject', key, async (abortSignal) => {
      try {
        const { ContentLength, ETag, Metadata } = await client.send(new HeadObjectCommand(at(key)), { abortSignal });
        return { size: ContentLength ?? 0, etag: bareEtag(ETag), metadata: Metadata ?? {} };
      } catch (error) {
        if (isMissingKey(error)) {
          return undefined;
        }
        const reason = isAnswer(error) && !isTransient(error) ? await reasonOf(error, key, abortSignal) : error;
        if (await isRefusalOfNothing(reason, key, abortSignal)) {
          return undefined;
        }
        throw reason;
      }
    });
  }

  /** An answer to HEAD has no body, and so does not say why it is an error. The answer to GET does. */
  async function reasonOf(error: unknown, key: string, callSignal: AbortSignal): Promise<unknown> {
    try {
      const target = { ...at(key), Range: 'bytes=0-0' };
      const { body } = await openObject({ client, target, signal: callSignal });
      body.destroy();
      return error;
    } catch (reason) {
      return reason;
    }
  }

  /**
   * To a credential that may not list the whole bucket S3 refuses a key that is not there, whether it may read it or not
   * (AWS S3 API, GetObject, "Permissions"). If it may list the key's folder, that tells what is the matter.
   */
  async function isRefusalOfNothing(error: unknown, key: string, abortSignal: AbortSignal): Promise<boolean> {
    if (!isDenied(error)) {
      return false;
    }
    try {
      const command = new ListObjectsV2Command({ ...inBucket, Prefix: key, MaxKeys: 1 });
      const { Contents = [], IsTruncated } = await client.send(command, { abortSignal });
      // an empty page that is not the last one tells nothing
      return Contents.length > 0 ? Contents[0]?.Key !== key : IsTruncated !== true;
    } catch (refusal) {
      if (isDenied(refusal)) {
        return false;
      }
      throw refusal;
    }
  }

  async function readSmall(key: string, maximumBytes: number): Promise<SmallObject | undefined> {
    return await inTime('GetObject', key, async (callSignal) => {
      try {
        return await readSmallObject({ client, target: at(key), signal: callSignal }, maximumBytes);
      } catch (error) {
        if (isMissingKey(error) || (await isRefusalOfNothing(error, key, callSignal))) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async function* readStream(key: string): AsyncGenerator<Uint8Array, void, undefined> {
    const { body } = await attempt('GetObject', key, async () => await openObject({ client, target: at(key), signal }));
    yield* piecesOf(body, key);
  }

  async function* piecesOf(body: Readable, key: string): AsyncGenerator<Uint8Array, void, undefined> {
    const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await attempt('GetObject', key, async () => await pieces.next());
        if (done === true) {
          return;
        }
        yield value;
      }
    } finally {
      body.destroy();
    }
  }

  async function readRange(key: string, range: ByteRange): Promise<ObjectReading | undefined> {
    const opened = await inTime('GetObject', key, async (callSignal) => {
      try {
        return await openRange({ client, target: at(key), signal: callSignal }, range);
      } catch (error) {
        if (isBehindEnd(error)) {
          return 'beyond';
        }
        if (isMissingKey(error) || (await isRefusalOfNothing(error, key, callSignal))) {
          return undefined;
        }
        throw error;
      }
    });
    if (opened === 'beyond') {
      const found = await head(key);
      return found && { ...found, bytes: piecesOf(Readable.from([]), key), [Symbol.dispose]: () => undefined };
    }
    if (opened === undefined) {
      return undefined;
    }
    const { body, ...described } = opened;
    // who leaves it does not hear of its end any more
    body.on('error', () => undefined);
    return { ...described, bytes: piecesOf(body, key), [Symbol.dispose]: () => body.destroy() };
  }

  async function listKeys(prefix: string, maximumKeys = defaultMaximumKeys): Promise<readonly string[]> {
    const page = async (token: string | undefined) =>
      await inTime('ListObjectsV2', undefined, async (abortSignal) => {
        const request = { ...inBucket, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) };
        return await client.send(new ListObjectsV2Command(request), { abortSignal });
      });
    return await listAllKeys({ url: `s3://${bucket}`, prefix, maximumKeys, page });
  }

  async function write(key: string, body: Body, writeOptions: WriteOptions): Promise<WriteOutcome> {
    const { beforeCompletion, ...described } = writeOptions;
    const caller = watchCaller({ body, beforeCompletion, signal });
    // a record is small, and is written when other stores have theirs: it is not waited for without end
    const isSmall = beforeCompletion === undefined && body.size <= smallWriteBytes;
    const { overdue, tooSlow } = givenUp('PutObject', key);
    const { slowAfterMs, confirmationTimeoutMs } = uploadLimits;
    const confirmationOverdue = (): Error => overdue(confirmationTimeoutMs);
    const watch = watchUpload({
      ...uploadLimits,
      tooSlow: () => tooSlow(slowAfterMs),
      overdue: confirmationOverdue,
      signal: caller.signal,
    });
    const within = isSmall ? inTime : attempt;
    return await within('PutObject', key, async () => {
      const server = { client, conditionalMultipart, idleTimeoutMs, uploadsAtOnce, tidySignal };
      const deadlines = {
        answerDeadline: { deadlineMs: answerTimeoutMs, overdue: () => overdue(answerTimeoutMs) },
        confirmationDeadline: { deadlineMs: confirmationTimeoutMs, overdue: confirmationOverdue },
      };
      const upload = { ...caller, watch, signal: watch.signal };
      return await writeObject({ ...server, ...deadlines, ...upload, target: at(key), options: described });
    }).catch((error: unknown) => {
      // what the caller's own functions rejected with, as it is, or why the upload was given up
      watch.signal.throwIfAborted();
      throw error;
    });
  }

  async function proveWritable(key: string): Promise<void> {
    const upload = emptyUpload(client, at(key), tidySignal);
    const prove = async (): Promise<void> => {
      const uploadId = await upload.begin();
      await explained('AbortMultipartUpload', key, async () => await upload.end(uploadId));
    };
    await inTime('CreateMultipartUpload', key, prove);
  }

  return {
    name,
    bucket,
    url: `s3://${bucket}`,
    place: `${(options.endpoint ?? `https://s3.${options.region}.amazonaws.com`).replace(/\/$/, '')}/${bucket}`,
    head,
    readSmall,
    readStream,
    readRange,
    listKeys,
    write,
    proveWritable,
    guard: createS3Guard({
      client,
      inTime,
      attempted,
      target: inBucket,
      patienceMs: Math.min(guardPatienceMs, answerTimeoutMs),
      signal,
      tidySignal,
    }),
    close: () => {
      client.destroy();
    },
  };
}
