import type { Readable } from 'node:stream';
import { pieceStream } from './piece-stream.ts';

/** In as little as this a store that reads moves on. */
const leastBytes = 1024 * 1024;
/**
 * So much may be on its way in all requests of an upload without it being seen that it moves: on a line that is as slow
 * as may be several pieces have moved before it is given up. On a fast line each request may have as much, because a
 * piece costs the client up to 40 us; should it become slow, the system has buffered more than that.
 */
const unseenBytes = leastBytes / 2;

export interface UploadLimits {
  /** An upload that moves no whole MiB in so long, while the server is to read, is given up. */
  readonly slowAfterMs: number;
  /** Once the last byte of a request is out, its answer is here by then. */
  readonly confirmationTimeoutMs: number;
}

export interface UploadWatchOptions extends UploadLimits {
  readonly tooSlow: () => Error;
  readonly overdue: () => Error;
  readonly signal: AbortSignal;
}

/** Watches all requests of one upload together: on a narrow line one of them may have to wait for the others. */
export interface UploadWatch {
  /** Follows the one that was given, and is aborted when the upload is given up; the reason says why. */
  readonly signal: AbortSignal;
  /**
   * To be called for each try of a request that has a body, and disposed of when its answer is read.
   * @param atOnce so many requests of the upload are sent at the same time. Default: 1
   */
  begin(atOnce?: number): Sending;
}

interface Sending extends Disposable {
  /** The request's body. When there is none of it left, the answer is waited for. */
  stream(pieces: AsyncIterable<Buffer>): Readable;
  /** Does what the server is not to blame for. */
  pausedFor(work: () => Promise<void>): Promise<void>;
}

/**
 * Ends an upload to a server that is never idle and does not get on: an http client gives up a connection only when
 * nothing at all moves on it, and a server that sends `100 Continue` now and then would hold it up for ever.
 */
export function watchUpload(options: UploadWatchOptions): UploadWatch {
  const { slowAfterMs, confirmationTimeoutMs, tooSlow, overdue } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  let readers = 0;
  let movedBytes = 0;
  let slowness: NodeJS.Timeout | undefined;

  function expectReading(): void {
    readers += 1;
    if (readers === 1) {
      movedBytes = 0;
      slowness = setTimeout(() => ending.abort(tooSlow()), slowAfterMs);
    }
  }

  function endReading(): void {
    readers -= 1;
    if (readers === 0) {
      clearTimeout(slowness);
    }
  }

  function move(bytes: number): void {
    movedBytes += bytes;
    if (movedBytes >= leastBytes) {
      movedBytes = 0;
      slowness?.refresh();
    }
  }

  function begin(atOnce = 1): Sending {
    let isReading = true;
    let isOver = false;
    let confirmation: NodeJS.Timeout | undefined;
    const setReading = (reading: boolean): void => {
      if (reading !== isReading && !(isOver && reading)) {
        isReading = reading;
        (reading ? expectReading : endReading)();
      }
    };
    expectReading();
    return {
      stream: (pieces) =>
        pieceStream(pieces, {
          pieceBytes: { slow: unseenBytes / atOnce, fast: unseenBytes },
          onMoved: move,
          onEnd: () => {
            setReading(false);
            if (!isOver) {
              confirmation = setTimeout(() => ending.abort(overdue()), confirmationTimeoutMs);
            }
          },
        }),
      async pausedFor(work) {
        setReading(false);
        try {
          await work();
        } finally {
          setReading(true);
        }
      },
      [Symbol.dispose]: () => {
        isOver = true;
        setReading(false);
        clearTimeout(confirmation);
      },
    };
  }

  return { signal, begin };
}
