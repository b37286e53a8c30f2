import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { retry } from '../../core/retry.ts';
import type { WriteOutcome } from '../store.ts';
import { isConflict, isMissingKey, isMissingUpload, isRace } from './errors.ts';
import { bareEtag } from './etag.ts';
import type { ObjectWrite } from './object-write.ts';
import { attempts } from './patience.ts';
import { putFromMemory, putStreamed } from './put-object.ts';
import { uploadParts } from './upload-parts.ts';
import { withinDeadline } from './within-deadline.ts';

const mebibyte = 1024 * 1024;
const singleRequestBytes = 8 * mebibyte;
/** The most that one PutObject takes (AWS S3 User Guide, "Uploading objects"). */
const putObjectLimitBytes = 5 * 1024 * mebibyte;

/**
 * Writes an object under a condition, in the way in which the server holds the condition:
 * small ones by one PutObject from memory; large ones on AWS by a multipart upload whose completion carries the
 * condition; large ones elsewhere by one streamed PutObject, because some servers ignore the condition on a completion.
 * Above 5 GiB there only a multipart upload is left, and between the look before it and its completion a race is
 * possible.
 */
export async function writeObject(write: ObjectWrite): Promise<WriteOutcome> {
  try {
    const sent = await retry(async () => await send(write), { attempts, isWorthIt: isRace, signal: write.signal });
    return sent === undefined ? { outcome: 'conflict' } : { outcome: 'written', etag: bareEtag(sent.ETag) };
  } catch (error) {
    if (isConflict(error) || (write.options.condition.if === 'unchanged' && isMissingKey(error))) {
      return { outcome: 'conflict' };
    }
    // a completion was answered, the answer was lost, and the repeated one found nothing to complete
    if (isMissingUpload(error)) {
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
    return await uploadParts(write);
  }
  if (size <= putObjectLimitBytes) {
    return await putStreamed(write);
  }
  return (await conditionHolds(write)) ? await uploadParts(write) : undefined;
}

async function conditionHolds({ client, target, options, signal, answerDeadline }: ObjectWrite): Promise<boolean> {
  const { condition } = options;
  try {
    const { ETag } = await withinDeadline(
      async (abortSignal) => await client.send(new HeadObjectCommand(target), { abortSignal }),
      { ...answerDeadline, signal },
    );
    return condition.if === 'unchanged' && bareEtag(ETag) === condition.etag;
  } catch (error) {
    if (isMissingKey(error)) {
      return condition.if === 'absent';
    }
    throw error;
  }
}
