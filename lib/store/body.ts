import { createHash } from 'node:crypto';
import type { LentPieces } from '../core/lent-pieces.ts';
import type { Body } from './store.ts';

/** A body that is in memory, e.g. a record. */
export function bufferBody(content: Buffer): Body {
  return {
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    read: async (start, end) => content.subarray(start, end),
  };
}

/** Bytes in memory of one's own. */
export function piecesOf(...pieces: readonly Buffer[]): LentPieces {
  return {
    [Symbol.asyncIterator]: async function* () {
      yield* pieces;
    },
    giveBack: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

const pieceBytes = 1024 * 1024;

/** The bytes of a body from `start` (inclusive) to `end` (exclusive), in order, in memory that is lent if the body does so. */
export function lendPieces(body: Body, start: number, end: number): LentPieces {
  return (
    body.lend?.(start, end) ?? {
      [Symbol.asyncIterator]: async function* () {
        for (let position = start; position < end; position += pieceBytes) {
          yield await body.read(position, Math.min(position + pieceBytes, end));
        }
      },
      giveBack: () => undefined,
      [Symbol.dispose]: () => undefined,
    }
  );
}
