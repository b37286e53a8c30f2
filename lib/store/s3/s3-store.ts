import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Body, ObjectHead, SmallObject, Store, WriteOptions, WriteOutcome } from '../store.ts';
import type { StoreCredentials } from './credentials.ts';
import { isAnswer, isDenied, isMissingKey, isMissingUpload, isTransient, translateS3Error } from './errors.ts';
import { bareEtag } from './etag.ts';
import { laterSignal } from './later-signal.ts';
import { openObject, readSmallObject } from './read-object.ts';
import { createS3Client } from './s3-client.ts';
import { createS3Guard } from './s3-guard.ts';
import { untilAborted } from './until-aborted.ts';
import { type StoreVariables, storeVariables } from './variables.ts';
import { watchCaller } from './watch-caller.ts';
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
  readonly credentials: StoreCredentials;
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
  /** How many stores this process writes to at the same time: they share its memory. Default: 1. */
  readonly uploadsAtOnce?: number;
}

const defaultIdleTimeoutMs = 30_000;
/** What an aborted run still takes to leave no unfinished upload behind; nobody waits for it. */
const tidyingMs = 3_000;

/** Opens a store on AWS S3 or an S3-compatible server. Nothing is sent before the first call. */
export function openS3Store(options: S3StoreOptions): Store {
  const { name, bucket, idleTimeoutMs = defaultIdleTimeoutMs, signal = new AbortController().signal } = options;
  const { conditionalMultipart = options.endpoint === undefined, uploadsAtOnce = 1 } = options;
  const { credentials, variables = storeVariables(`${name}_`) } = options;
  const client = createS3Client({ ...options, variables, signal, idleTimeoutMs });
  const attempted = { bucket, signedInBy: credentials.kind, variables };
  const abort = { abortSignal: signal };
  const tidySignal = laterSignal(signal, tidyingMs);
  const inBucket = { Bucket: bucket, ...(options.expectedOwner && { ExpectedBucketOwner: options.expectedOwner }) };
  const at = (key: string) => ({ ...inBucket, Key: key });

  async function attempt<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T> {
    return await untilAborted(explained(operation, key, call), signal);
  }

  async function explained<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw translateS3Error(error, { ...attempted, operation, ...(key !== undefined && { key }) });
    }
  }

  async function head(key: string): Promise<ObjectHead | undefined> {
    return await attempt('HeadObject', key, async () => {
      try {
        const { ContentLength, ETag, Metadata } = await client.send(new HeadObjectCommand(at(key)), abort);
        return { size: ContentLength ?? 0, etag: bareEtag(ETag), metadata: Metadata ?? {} };
      } catch (error) {
        if (isMissingKey(error)) {
          return undefined;
        }
        const reason = isAnswer(error) && !isTransient(error) ? await reasonOf(error, key) : error;
        if (await isRefusalOfNothing(reason, key)) {
          return undefined;
        }
        throw reason;
      }
    });
  }

  /** An answer to HEAD has no body, and so does not say why it is an error. The answer to GET does. */
  async function reasonOf(error: unknown, key: string): Promise<unknown> {
    try {
      const { body } = await openObject({ client, target: { ...at(key), Range: 'bytes=0-0' }, signal });
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
  async function isRefusalOfNothing(error: unknown, key: string): Promise<boolean> {
    if (!isDenied(error)) {
      return false;
    }
    try {
      const command = new ListObjectsV2Command({ ...inBucket, Prefix: key, MaxKeys: 1 });
      const { Contents = [] } = await client.send(command, abort);
      return !Contents.some((object) => object.Key === key);
    } catch (refusal) {
      if (isDenied(refusal)) {
        return false;
      }
      throw refusal;
    }
  }

  async function readSmall(key: string, maximumBytes: number): Promise<SmallObject | undefined> {
    return await attempt('GetObject', key, async () => {
      try {
        return await readSmallObject({ client, target: at(key), signal }, maximumBytes);
      } catch (error) {
        if (isMissingKey(error) || (await isRefusalOfNothing(error, key))) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async function* readStream(key: string): AsyncGenerator<Uint8Array, void, undefined> {
    const { body } = await attempt('GetObject', key, async () => await openObject({ client, target: at(key), signal }));
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

  async function listKeys(prefix: string): Promise<readonly string[]> {
    return await attempt('ListObjectsV2', undefined, async () => {
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { ...inBucket, Prefix: prefix }, abort)) {
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      }
      return keys;
    });
  }

  async function write(key: string, body: Body, writeOptions: WriteOptions): Promise<WriteOutcome> {
    const { beforeCompletion, ...described } = writeOptions;
    const caller = watchCaller({ body, beforeCompletion, signal });
    return await attempt('PutObject', key, async () => {
      const server = { client, conditionalMultipart, idleTimeoutMs, uploadsAtOnce, tidySignal };
      return await writeObject({ ...server, ...caller, target: at(key), options: described });
    }).catch((error: unknown) => {
      // what the caller's own functions rejected with, as it is
      caller.signal.throwIfAborted();
      throw error;
    });
  }

  async function proveWritable(key: string): Promise<void> {
    const prove = async (): Promise<void> => {
      const { UploadId } = await explained('CreateMultipartUpload', key, async () => {
        return await client.send(new CreateMultipartUploadCommand(at(key)), { abortSignal: tidySignal });
      });
      await explained('AbortMultipartUpload', key, async () => {
        const ending = new AbortMultipartUploadCommand({ ...at(key), UploadId });
        await client.send(ending, { abortSignal: tidySignal }).catch((error: unknown) => {
          // it was ended, the answer was lost, and the repeated call found nothing to end
          if (!isMissingUpload(error)) {
            throw error;
          }
        });
      });
    };
    await untilAborted(prove(), signal);
  }

  return {
    name,
    bucket,
    url: `s3://${bucket}`,
    place: `${(options.endpoint ?? `https://s3.${options.region}.amazonaws.com`).replace(/\/$/, '')}/${bucket}`,
    head,
    readSmall,
    readStream,
    listKeys,
    write,
    proveWritable,
    guard: createS3Guard({
      client,
      attempted,
      target: inBucket,
      endpoint: options.endpoint,
      expectedOwner: options.expectedOwner,
      signal,
      tidySignal,
    }),
    close: () => {
      client.destroy();
    },
  };
}
