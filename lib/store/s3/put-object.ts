import type { Readable } from 'node:stream';
import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { retry } from '../../core/retry.ts';
import { piecesOf } from '../body.ts';
import { isTransient } from './errors.ts';
import { holdLastBytes } from './held-stream.ts';
import { checksumOf, signDigest, signDigestStep } from './known-digest.ts';
import { describeObject, type ObjectWrite } from './object-write.ts';
import { attempts } from './patience.ts';
import { sendWatched, sendWatchedStep } from './send-watched.ts';
import { untilAborted } from './until-aborted.ts';

const longestTrickleMs = 5_000;

/** Writes a small object by one request from memory, which the SDK repeats by itself. */
export async function putFromMemory(write: ObjectWrite): Promise<PutObjectCommandOutput> {
  const content = await write.body.read(0, write.body.size);
  await write.beforeCompletion();
  return await put(write, content, write.signal);
}

/** Writes an object of up to 5 GiB by one request, without having it in memory. */
export async function putStreamed(write: ObjectWrite): Promise<PutObjectCommandOutput> {
  let isFirst = true;
  const sendOnce = async (): Promise<PutObjectCommandOutput> => {
    // the first try sends while it waits; it may have failed of waiting, so that the others wait before they send
    if (!isFirst) {
      await write.beforeCompletion();
    }
    isFirst = false;
    return await putStream(write);
  };
  return await retry(sendOnce, { attempts, isWorthIt: isTransient, signal: write.signal });
}

async function putStream(write: ObjectWrite): Promise<PutObjectCommandOutput> {
  const trickleEveryMs = Math.min(longestTrickleMs, write.idleTimeoutMs / 3);
  using sending = write.watch.begin();
  const release = async (): Promise<void> => await sending.pausedFor(write.beforeCompletion);
  using pieces = holdLastBytes(write.body, { release, trickleEveryMs });
  const content = sending.stream(pieces);
  // the SDK leaves a request open whose body has failed; that ends with `write.signal`, which knows of the failure
  content.on('error', () => undefined);
  const ending = new AbortController();
  try {
    return await put(write, content, AbortSignal.any([write.signal, ending.signal]));
  } finally {
    content.destroy();
    // a refusal may come before all is sent, and the rest of the request is of no use then
    ending.abort();
  }
}

async function put(
  write: ObjectWrite,
  content: Buffer | Readable,
  abortSignal: AbortSignal,
): Promise<PutObjectCommandOutput> {
  const { sha256, size } = write.body;
  const command = new PutObjectCommand({
    ...describeObject(write),
    Body: content,
    ContentLength: size,
    // AWS checks and keeps it; servers that do not know it ignore it
    ChecksumSHA256: checksumOf(sha256),
  });
  command.middlewareStack.add(
    (next) => async (args) => {
      signDigest(args.request, sha256);
      return await next(args);
    },
    signDigestStep,
  );
  if (Buffer.isBuffer(content)) {
    command.middlewareStack.add(
      (next) => async (args) =>
        await sendWatched(
          { open: () => piecesOf(content), watch: write.watch, request: args.request },
          async (request) => await next({ ...args, request }),
        ),
      sendWatchedStep,
    );
  }
  return await untilAborted(write.client.send(command, { abortSignal }), abortSignal);
}
