import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describeObject, type ObjectWrite } from './object-write.ts';
import { openVerifiedStream } from './verified-stream.ts';

const mebibyte = 1024 * 1024;
const pieceBytes = mebibyte;
/** The least that S3 takes (AWS S3 User Guide, "Multipart upload limits"). */
const leastPartBytes = 5 * mebibyte;
/** lib-storage has as many parts in memory as it sends at once, and one more. */
const mostPartsAtOnce = 4;
const partsOfAllUploads = 16;
/** The most parts that one upload has (AWS S3 User Guide, "Multipart upload limits"). */
const partsLimit = 10_000;

/**
 * Writes an object in parts, some of them at the same time; its completion carries the condition. `beforeCompletion` is
 * awaited when all parts are there: meanwhile neither memory nor a connection is held.
 * @throws TagshipError `integrity` when the bytes that were read are not those of `body.sha256`
 */
export async function uploadParts(write: ObjectWrite): Promise<Pick<CompleteMultipartUploadCommandOutput, 'ETag'>> {
  const { body } = write;
  using content = openVerifiedStream(body, pieceBytes);
  // after one part has failed, lib-storage would wait for the others, and may throw what came of tidying up instead
  const failure = new AbortController();
  const signal = AbortSignal.any([write.signal, failure.signal]);
  const client = attendedClient(write.client, async (command, send) => {
    if (command instanceof CreateMultipartUploadCommand || command instanceof AbortMultipartUploadCommand) {
      return await send(write.tidySignal);
    }
    try {
      if (command instanceof CompleteMultipartUploadCommand) {
        content.verify();
        await write.beforeCompletion();
      }
      return await send(signal);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  });
  const upload = new Upload({
    client,
    params: { ...describeObject(write), ChecksumAlgorithm: 'CRC32', ContentLength: body.size, Body: content.stream },
    partSize: Math.max(leastPartBytes, Math.ceil(body.size / partsLimit)),
    queueSize: partsAtOnce(write.uploadsAtOnce),
  });
  try {
    return await upload.done();
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  }
}

function partsAtOnce(uploadsAtOnce: number): number {
  return Math.max(1, Math.min(mostPartsAtOnce, Math.floor(partsOfAllUploads / uploadsAtOnce)));
}

type Command = Parameters<S3Client['send']>[0];
type Attend = (command: Command, send: (abortSignal: AbortSignal) => Promise<unknown>) => Promise<unknown>;

/** The client for `Upload`, which by itself sends without a signal and completes without asking. */
function attendedClient(client: S3Client, attend: Attend): S3Client {
  const send = async (command: Command): Promise<unknown> =>
    await attend(command, async (abortSignal) => await client.send(command, { abortSignal }));
  return Object.create(client, { send: { value: send } });
}
