import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { TagshipError } from '../../core/errors.ts';
import type { ObjectHead, SmallObject, Store } from '../store.ts';
import { credentialProvider, type StoreCredentials } from './credentials.ts';
import { isMissingKey, translateS3Error } from './errors.ts';
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
  /** Aborted when every call is to end at once. */
  readonly signal?: AbortSignal;
  /**
   * Whether the completion of a multipart upload honours If-None-Match and If-Match, as it does on AWS. Some
   * S3-compatible servers (Ceph RGW) ignore them there. Default: only without an endpoint.
   */
  readonly conditionalMultipart?: boolean;
  /** A connection on which nothing moves for so long is given up and tried again. Default: 30 s. */
  readonly idleTimeoutMs?: number;
}

const defaultIdleTimeoutMs = 30_000;
const connectionTimeoutMs = 10_000;
const attempts = 4;

/** Opens a store on AWS S3 or an S3-compatible server. Nothing is sent before the first call. */
export function openS3Store(options: S3StoreOptions): Store {
  const { name, bucket, signal = new AbortController().signal } = options;
  const client = createClient(options);
  const owner = options.expectedOwner === undefined ? {} : { ExpectedBucketOwner: options.expectedOwner };
  const abort = { abortSignal: signal };

  async function attempt<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      throw translateS3Error(error, { operation, store: name, bucket, ...(key === undefined ? {} : { key }) });
    }
  }

  async function head(key: string): Promise<ObjectHead | undefined> {
    return await attempt('HeadObject', key, async () => {
      const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...owner }), abort).catch(missing);
      return answer && { size: answer.ContentLength ?? 0, etag: bare(answer.ETag), metadata: answer.Metadata ?? {} };
    });
  }

  async function readSmall(key: string, maximumBytes: number): Promise<SmallObject | undefined> {
    return await attempt('GetObject', key, async () => {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...owner }), abort).catch(missing);
      if (answer?.Body === undefined) {
        return undefined;
      }
      if ((answer.ContentLength ?? 0) > maximumBytes) {
        destroy(answer.Body);
        throw new TagshipError('integrity', `s3://${bucket}/${key} has ${answer.ContentLength} bytes, more than the ${maximumBytes} that are read`);
      }
      return { content: Buffer.from(await answer.Body.transformToByteArray()), etag: bare(answer.ETag) };
    });
  }

  async function* readStream(key: string): AsyncGenerator<Uint8Array, void, undefined> {
    const body = await attempt('GetObject', key, async () => {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...owner }), abort);
      return answer.Body;
    });
    if (!(body instanceof Readable)) {
      throw new TagshipError('store-unreachable', `s3://${bucket}/${key} was answered without a body`);
    }
    try {
      for await (const piece of body) {
        yield piece;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw translateS3Error(error, { operation: 'GetObject', store: name, bucket, key });
    } finally {
      body.destroy();
    }
  }

  async function listKeys(prefix: string): Promise<readonly string[]> {
    return await attempt('ListObjectsV2', undefined, async () => {
      const keys: string[] = [];
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, ...owner }, abort);
      for await (const page of pages) {
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      }
      return keys;
    });
  }

  async function proveWritable(key: string): Promise<void> {
    await attempt('CreateMultipartUpload', key, async () => {
      const target = { Bucket: bucket, Key: key, ...owner };
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(target), abort);
      await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }), abort);
    });
  }

  return {
    name,
    bucket,
    url: `s3://${bucket}`,
    head,
    readSmall,
    readStream,
    listKeys,
    proveWritable,
    write: async (key, body, writeOptions) =>
      await attempt('PutObject', key, async () => {
        const conditionalMultipart = options.conditionalMultipart ?? options.endpoint === undefined;
        const target = { Bucket: bucket, Key: key, ...owner };
        return await writeObject({ client, target, body, options: writeOptions, conditionalMultipart, signal });
      }),
    close: () => {
      client.destroy();
    },
  };
}

function createClient(options: S3StoreOptions): S3Client {
  return new S3Client({
    region: options.region,
    credentials: credentialProvider(options.credentials, options.region),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    maxAttempts: attempts,
    // every upload carries a checksum of our own choice; the SDK's default would hash the bytes once more
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      socketTimeout: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
    },
  });
}

function missing(error: unknown): undefined {
  if (isMissingKey(error)) {
    return undefined;
  }
  throw error;
}

/** S3 quotes ETags; Ceph RGW wants the one of If-Match without quotes, AWS takes both. */
function bare(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

function destroy(body: unknown): void {
  if (body instanceof Readable) {
    body.destroy();
  }
}
