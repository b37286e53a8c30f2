import { createHash } from 'node:crypto';
import type { Body } from './store.ts';

/** A body that is in memory, e.g. a record. */
export function bufferBody(content: Buffer): Body {
  return {
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    read: async (start, end) => content.subarray(start, end),
  };
}

/** The bytes of a body from `start` (inclusive) to `end` (exclusive), in order, in pieces of at most `pieceBytes`. */
export async function* readPieces(
  body: Body,
  {
    start = 0,
    end = body.size,
    pieceBytes,
  }: { readonly start?: number; readonly end?: number; readonly pieceBytes: number },
): AsyncGenerator<Buffer, void, undefined> {
  for (let position = start; position < end; position += pieceBytes) {
    yield await body.read(position, Math.min(position + pieceBytes, end));
  }
}
