import { Readable } from 'node:stream';
import {
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { retry } from '../../core/retry.ts';
import { streamBody } from '../body.ts';
import type { Body, WriteOptions, WriteOutcome } from '../store.ts';
import { isConflict, isMissingKey, isTransient } from './errors.ts';

export interface ObjectWrite {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner?: string };
  readonly body: Body;
  readonly options: WriteOptions;
  readonly conditionalMultipart: boolean;
  readonly signal: AbortSignal;
}

const mebibyte = 1024 * 1024;
/** Sent from memory in one request, which the SDK can repeat by itself. */
const singleRequestBytes = 8 * mebibyte;
const partBytes = 16 * mebibyte;
const partsAtOnce = 4;
/** The most that one PutObject takes (AWS S3 User Guide, "Uploading objects"). */
const putObjectLimitBytes = 5 * 1024 * mebibyte;
/** The most parts that one upload has (AWS S3 User Guide, "Multipart upload limits"). */
const partsLimit = 10_000;
const pieceBytes = mebibyte;
const streamAttempts = 4;

/**
 * Writes an object under a condition, in the way in which the server holds the condition:
 * small ones by one PutObject from memory; large ones on AWS by a multipart upload whose completion carries the
 * condition; large ones elsewhere by one streamed PutObject, because some servers ignore the condition on a completion.
 * Above 5 GiB there only a multipart upload is left, and between the look before it and its completion a race is
 * possible.
 */
export async function writeObject(write: ObjectWrite): Promise<WriteOutcome> {
  try {
    const sent = await send(write);
    return sent === undefined ? { outcome: 'conflict' } : { outcome: 'written', etag: (sent.ETag ?? '').replaceAll('"', '') };
  } catch (error) {
    // NoSuchUpload: a completion was answered, the answer was lost, and the repeated one found nothing to complete
    if (isConflict(error) || isNamed(error, 'NoSuchUpload') || (write.options.condition.if === 'unchanged' && isMissingKey(error))) {
      return { outcome: 'conflict' };
    }
    throw error;
  }
}

async function send(write: ObjectWrite): Promise<{ ETag?: string | undefined } | undefined> {
  const { size } = write.body;
  if (size <= singleRequestBytes) {
    return await putFromMemory(write);
  }
  if (write.conditionalMultipart) {
    return await uploadInParts(write);
  }
  if (size <= putObjectLimitBytes) {
    return await retry(async () => await putStreamed(write), {
      attempts: streamAttempts,
      isWorthIt: isTransient,
      signal: write.signal,
    });
  }
  return (await conditionHolds(write)) ? await uploadInParts(write) : undefined;
}

async function putFromMemory(write: ObjectWrite): Promise<PutObjectCommandOutput> {
  const content = await write.body.read(0, write.body.size);
  await write.options.beforeCompletion?.();
  return await put(write, { ...putInput(write), Body: content });
}

async function putStreamed(write: ObjectWrite): Promise<PutObjectCommandOutput> {
  const stream = Readable.from(streamBody(write.body, pieceBytes, write.options.beforeCompletion), {
    objectMode: false,
    highWaterMark: 2 * pieceBytes,
  });
  // a rejected beforeCompletion ends the stream with its reason, which the http client reports as a broken request
  let reason: unknown;
  stream.once('error', (error) => {
    reason = error;
  });
  try {
    return await put(write, { ...putInput(write), Body: stream });
  } catch (error) {
    throw reason ?? error;
  } finally {
    stream.destroy();
  }
}

async function put(write: ObjectWrite, input: PutObjectCommandInput): Promise<PutObjectCommandOutput> {
  const command = new PutObjectCommand(input);
  // The digest is known from packing: signed into the request it is checked by AWS and by Ceph RGW alike, and nothing
  // is hashed a second time.
  command.middlewareStack.add(
    (next) => async (args) => {
      if (isHttpRequest(args.request)) {
        args.request.headers['x-amz-content-sha256'] = write.body.sha256;
      }
      return await next(args);
    },
    { step: 'build', name: 'knownPayloadDigest' },
  );
  return await write.client.send(command, { abortSignal: write.signal });
}

async function uploadInParts(write: ObjectWrite): Promise<{ ETag?: string | undefined }> {
  const { body, client, signal } = write;
  const upload = new Upload({
    client,
    params: {
      ...commonInput(write),
      ChecksumAlgorithm: 'CRC32',
      ContentLength: body.size,
      Body: Readable.from(streamBody(body, pieceBytes, write.options.beforeCompletion), { objectMode: false }),
    },
    partSize: Math.max(partBytes, Math.ceil(body.size / partsLimit)),
    queueSize: partsAtOnce,
  });
  const abort = (): void => void upload.abort().catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await upload.done();
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function putInput(write: ObjectWrite): PutObjectCommandInput {
  const { body } = write;
  return {
    ...commonInput(write),
    ContentLength: body.size,
    // AWS checks and keeps it; servers that do not know it ignore it
    ChecksumSHA256: Buffer.from(body.sha256, 'hex').toString('base64'),
  };
}

function commonInput({ target, options }: ObjectWrite): PutObjectCommandInput {
  const { condition } = options;
  return {
    ...target,
    ContentType: options.contentType,
    Metadata: { ...options.metadata },
    ...(condition.if === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }),
  };
}

async function conditionHolds({ client, target, options, signal }: ObjectWrite): Promise<boolean> {
  const { condition } = options;
  try {
    const { ETag } = await client.send(new HeadObjectCommand(target), { abortSignal: signal });
    return condition.if === 'unchanged' && ETag?.replaceAll('"', '') === condition.etag;
  } catch (error) {
    if (isMissingKey(error)) {
      return condition.if === 'absent';
    }
    throw error;
  }
}

function isHttpRequest(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
