import { TagshipError } from '../core/errors.ts';

/**
 * Takes bytes from a stream in the lengths that are asked for, keeping no more than one chunk of it. What `next` and
 * `pieces` give is there until more is asked for.
 */
export interface ByteReader {
  /** Between one and `maximum` bytes, or undefined at the end of the stream. */
  next(maximum: number): Promise<Buffer | undefined>;
  /**
   * Exactly `length` bytes, in pieces.
   * @throws TagshipError `integrity` when the stream ends before
   */
  pieces(length: number): AsyncGenerator<Buffer, void, undefined>;
  /** Exactly `length` bytes at once, to be kept; throws like `pieces`. */
  take(length: number): Promise<Buffer>;
}

export function createByteReader(chunks: AsyncIterable<Buffer>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  return {
    next,
    pieces,
    async take(length) {
      const taken = Buffer.allocUnsafe(length);
      let filled = 0;
      for await (const piece of pieces(length)) {
        filled += piece.copy(taken, filled);
      }
      return taken;
    },
  };

  async function next(maximum: number): Promise<Buffer | undefined> {
    while (rest.length === 0) {
      const chunk = await iterator.next();
      if (chunk.done === true) {
        return undefined;
      }
      rest = chunk.value;
    }
    const piece = rest.subarray(0, maximum);
    rest = rest.subarray(piece.length);
    return piece;
  }

  async function* pieces(length: number): AsyncGenerator<Buffer, void, undefined> {
    for (let missing = length; missing > 0; ) {
      const piece = await next(missing);
      if (piece === undefined) {
        throw new TagshipError('integrity', `the archive ends ${missing} bytes too early`);
      }
      missing -= piece.length;
      yield piece;
    }
  }
}
