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

/**
 * The bytes of a body in order, in pieces of at most `pieceBytes`. `beforeLast` is awaited before the last piece, so
 * that whoever receives the stream cannot have the whole before that.
 */
export async function* streamBody(
  body: Body,
  pieceBytes: number,
  beforeLast?: () => Promise<void>,
): AsyncGenerator<Buffer, void, undefined> {
  for (let start = 0; start < body.size; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, body.size);
    if (end === body.size) {
      await beforeLast?.();
    }
    yield await body.read(start, end);
  }
}
