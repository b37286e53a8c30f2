import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';

/** Who takes a piece in less than this is fast. */
const fastMs = 50;

export interface PieceStreamOptions {
  /** The most that is handed over at once, and to a reader who takes it in no time. */
  readonly pieceBytes: { readonly slow: number; readonly fast: number };
  /** So many bytes have been taken on. */
  readonly onMoved: (bytes: number) => void;
  /** All of them have. */
  readonly onEnd: () => void;
}

/**
 * A request's body that tells how it gets on: a piece is cut small, because in one piece it would be out for Node.js at
 * once, however long the server takes for it. No more than one of the small pieces is read ahead.
 */
export function pieceStream(pieces: AsyncIterable<Buffer>, options: PieceStreamOptions): Readable {
  const { pieceBytes, onMoved, onEnd } = options;
  const iterator = pieces[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let handedOut = 0;
  let handedOutAt = Number.NEGATIVE_INFINITY;

  async function takeNext(): Promise<boolean> {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) {
        return false;
      }
      // a stream that is given nothing does not ask again
      if (value.length > 0) {
        rest = value;
        return true;
      }
    }
  }

  /** What is being read now may take long, and is of no interest any more. */
  function leave(): void {
    iterator.return?.().catch(() => undefined);
  }

  function pushFrom(stream: Readable): void {
    const now = performance.now();
    const piece = rest.subarray(0, now - handedOutAt < fastMs ? pieceBytes.fast : pieceBytes.slow);
    handedOutAt = now;
    rest = rest.subarray(piece.length);
    handedOut = piece.length;
    stream.push(piece);
  }

  return new Readable({
    highWaterMark: 1,
    read() {
      onMoved(handedOut);
      handedOut = 0;
      if (rest.length > 0) {
        pushFrom(this);
        return;
      }
      takeNext().then(
        (isThere) => {
          if (isThere) {
            pushFrom(this);
          } else {
            onEnd();
            this.push(null);
          }
        },
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, callback) {
      leave();
      callback(error);
    },
  });
}
