import { Readable } from 'node:stream';

export interface PieceStreamOptions {
  /** The most that is handed over at once. */
  readonly pieceBytes: number;
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

  async function takeNext(): Promise<boolean> {
    const { done, value } = await iterator.next();
    rest = done === true ? rest : value;
    return done !== true;
  }

  /** What is being read now may take long, and is of no interest any more. */
  function leave(): void {
    iterator.return?.().catch(() => undefined);
  }

  function pushFrom(stream: Readable): void {
    const piece = rest.subarray(0, pieceBytes);
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
