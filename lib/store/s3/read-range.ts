import { S3ServiceException } from '@aws-sdk/client-s3';
import type { ByteRange } from '../store.ts';
import { ForeignAnswer } from './foreign-answer.ts';
import { type ObjectRead, type OpenedObject, openObject } from './read-object.ts';

/** A part of an object that is being sent. */
export interface OpenedRange extends Pick<OpenedObject, 'body' | 'etag' | 'metadata'> {
  /** Of the whole object. */
  readonly size: number;
}

/**
 * Asks for a part of an object and holds the server to it: one that does not know ranges, or sends another one, would be
 * taken for the bytes that were asked for.
 */
export async function openRange(read: ObjectRead, { start, end }: ByteRange): Promise<OpenedRange> {
  const isWhole = start === 0 && end === undefined;
  const target = isWhole
    ? read.target
    : { ...read.target, Range: `bytes=${start}-${end === undefined ? '' : end - 1}` };
  const { body, etag, metadata, contentLength, contentRange } = await openObject({ ...read, target });
  const size = isWhole ? contentLength : sizeOfRange(contentRange, start);
  if (size === undefined) {
    body.destroy();
    throw new ForeignAnswer(isWhole ? 'no length' : 'no range');
  }
  return { body, etag, metadata, size };
}

/** The size of the whole, if this is a range that begins where it was asked for. */
function sizeOfRange(contentRange: string | undefined, start: number): number | undefined {
  const [, first, size] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(contentRange ?? '') ?? [];
  return first === String(start) ? Number(size) : undefined;
}

/** The object ends before the range. */
export function isBehindEnd(error: unknown): boolean {
  return (
    error instanceof S3ServiceException && (error.name === 'InvalidRange' || error.$metadata.httpStatusCode === 416)
  );
}
