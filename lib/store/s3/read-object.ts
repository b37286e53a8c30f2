import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { TagshipError } from '../../core/errors.ts';
import { retry } from '../../core/retry.ts';
import type { SmallObject } from '../store.ts';
import { isTransient } from './errors.ts';
import { bareEtag } from './etag.ts';
import { attempts } from './patience.ts';

export interface ObjectRead {
  readonly client: S3Client;
  readonly target: GetObjectCommandInput & { readonly Bucket: string; readonly Key: string };
  readonly signal: AbortSignal;
}

/** An object that is being sent, with what its head says. */
export interface OpenedObject {
  readonly body: Readable;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentLength: number | undefined;
  /** `bytes 0-4/10`, where a range was asked for and is sent. */
  readonly contentRange: string | undefined;
}

/** An object's bytes as they come, with what its head says. An error of the connection is thrown while it is read. */
export async function openObject({ client, target, signal }: ObjectRead): Promise<OpenedObject> {
  const answer = await client.send(new GetObjectCommand(target), { abortSignal: signal });
  const { Body, ETag, Metadata = {}, ContentLength, ContentRange } = answer;
  if (!(Body instanceof Readable)) {
    throw new TagshipError('store-unreachable', `${urlOf(target)} was answered without a body`);
  }
  return {
    body: Body,
    etag: bareEtag(ETag),
    metadata: Metadata,
    contentLength: ContentLength,
    contentRange: ContentRange,
  };
}

/**
 * A whole object; read again when the connection breaks.
 * @throws TagshipError `integrity` when it is longer than `maximumBytes`, however much longer
 */
export async function readSmallObject(read: ObjectRead, maximumBytes: number): Promise<SmallObject> {
  let isAnswered = false;
  const readOnce = async (): Promise<SmallObject> => {
    isAnswered = false;
    const { body, etag } = await openObject(read);
    isAnswered = true;
    return { content: await collect(body, read, maximumBytes), etag };
  };
  // until there is an answer, the SDK repeats the request by itself
  const isWorthIt = (error: unknown): boolean => isAnswered && isTransient(error);
  return await retry(readOnce, { attempts, isWorthIt, signal: read.signal });
}

async function collect(body: Readable, { target }: ObjectRead, maximumBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  // to leave the loop destroys the stream
  for await (const piece of body) {
    size += piece.length;
    if (size > maximumBytes) {
      throw new TagshipError('integrity', `${urlOf(target)} has more than the ${maximumBytes} bytes that are read`, {
        hint: 'it was not written by tagship; find out by whom',
      });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function urlOf({ Bucket, Key }: ObjectRead['target']): string {
  return `s3://${Bucket}/${Key}`;
}
