import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mapLimited } from '../../core/parallel.ts';
import { partBytes } from '../../core/part-digests.ts';
import { type BodyParts, openBodyParts } from './body-parts.ts';
import { checksumOf, signDigest, signDigestStep } from './known-digest.ts';
import { describeObject, type ObjectWrite } from './object-write.ts';
import { sendWatched, sendWatchedStep } from './send-watched.ts';
import { untilAborted } from './until-aborted.ts';
import { withinDeadline } from './within-deadline.ts';

const mostPartsAtOnce = 4;
const partsOfAllUploads = 16;
/** The most parts that one upload has (AWS S3 User Guide, "Multipart upload limits"). */
const partsLimit = 10_000;

/**
 * Writes an object in parts, some of them at the same time; its completion carries the condition. `beforeCompletion` is
 * awaited when all parts are there: meanwhile neither memory nor a connection is held. What fails leaves no upload
 * behind, if the store lets it be ended.
 * @throws TagshipError `integrity` when the bytes that were read are not those of `body.sha256`
 */
export async function uploadParts(write: ObjectWrite): Promise<Pick<CompleteMultipartUploadCommandOutput, 'ETag'>> {
  const { client, target, options, body, signal, tidySignal, answerDeadline, confirmationDeadline } = write;
  const { IfMatch, IfNoneMatch, ...described } = describeObject(write);
  const begin = new CreateMultipartUploadCommand({ ...described, ChecksumAlgorithm: 'SHA256' });
  const { UploadId = '' } = await withinDeadline(async (abortSignal) => await client.send(begin, { abortSignal }), {
    ...answerDeadline,
    signal: tidySignal,
  });
  try {
    const parts = openBodyParts(body, Math.max(partBytes, Math.ceil(body.size / partsLimit)));
    const Parts = await sendParts(write, UploadId, parts);
    parts.verify();
    await write.beforeCompletion();
    const condition = options.condition.if === 'absent' ? { IfNoneMatch } : { IfMatch };
    const completion = { ...target, ...condition, UploadId, MultipartUpload: { Parts } };
    return await withinDeadline(
      async (abortSignal) => await client.send(new CompleteMultipartUploadCommand(completion), { abortSignal }),
      { ...confirmationDeadline, signal },
    );
  } catch (error) {
    const end = new AbortMultipartUploadCommand({ ...target, UploadId });
    // the first error says what is wrong; an upload that cannot be ended is ended by the bucket's rules
    await withinDeadline(async (abortSignal) => await client.send(end, { abortSignal }), {
      ...answerDeadline,
      signal: tidySignal,
    }).catch(() => undefined);
    throw error;
  }
}

/** After one part has failed, nothing else is sent or waited for. */
async function sendParts(write: ObjectWrite, UploadId: string, parts: BodyParts): Promise<CompletedPart[]> {
  const failure = new AbortController();
  const signal = AbortSignal.any([write.signal, failure.signal]);
  const atOnce = partsAtOnce(write.uploadsAtOnce);
  const numbers = Array.from({ length: parts.count }, (_, index) => index + 1);
  const sendPart = async (PartNumber: number): Promise<CompletedPart> => {
    try {
      signal.throwIfAborted();
      const { size, sha256, open } = await parts.next();
      const part = { PartNumber, ChecksumSHA256: checksumOf(sha256) };
      const command = new UploadPartCommand({ ...write.target, ...part, UploadId, ContentLength: size });
      command.middlewareStack.add(
        (next) => async (args) => {
          signDigest(args.request, sha256);
          return await next(args);
        },
        signDigestStep,
      );
      command.middlewareStack.add(
        (next) => async (args) =>
          await sendWatched(
            { open, watch: write.watch, atOnce, request: args.request },
            async (request) => await next({ ...args, request }),
          ),
        sendWatchedStep,
      );
      const { ETag } = await untilAborted(write.client.send(command, { abortSignal: signal }), signal);
      return { ...part, ETag };
    } catch (error) {
      failure.abort(error);
      throw signal.reason;
    }
  };
  return await mapLimited(numbers, atOnce, sendPart);
}

function partsAtOnce(uploadsAtOnce: number): number {
  return Math.max(1, Math.min(mostPartsAtOnce, Math.floor(partsOfAllUploads / uploadsAtOnce)));
}
