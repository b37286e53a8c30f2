import type { LentPieces } from '../../core/lent-pieces.ts';
import type { Body } from '../store.ts';
import { untilAborted } from './until-aborted.ts';

/** What the caller of a write has given, with one signal for all that ends it from the caller's side. */
export interface WatchedCaller {
  readonly body: Body;
  /** Calls the caller's function once, however often the write is tried, and waits no longer than until the signal. */
  readonly beforeCompletion: () => Promise<void>;
  /** Aborted by the run, or as soon as a reading of the body or `beforeCompletion` rejects; the reason is what they rejected with. */
  readonly signal: AbortSignal;
}

export interface Caller {
  readonly body: Body;
  readonly beforeCompletion: (() => Promise<void>) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Watches the functions that a caller gives to a write: an http client reports their failures as broken requests, after
 * some time, if at all.
 */
export function watchCaller({ body, beforeCompletion, signal }: Caller): WatchedCaller {
  const failure = new AbortController();
  const watch = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const watchPieces = (lent: LentPieces): LentPieces => ({
    giveBack: () => lent.giveBack(),
    [Symbol.dispose]: () => lent[Symbol.dispose](),
    [Symbol.asyncIterator]: async function* () {
      const pieces = lent[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await watch(async () => await pieces.next());
        if (done === true) {
          return;
        }
        yield value;
      }
    },
  });
  const { lend } = body;
  const either = AbortSignal.any([signal, failure.signal]);
  let completion: Promise<void> | undefined;
  return {
    body: {
      ...body,
      read: async (...range) => await watch(async () => await body.read(...range)),
      ...(lend && { lend: (...range) => watchPieces(lend(...range)) }),
    },
    beforeCompletion: async () => {
      completion ??= watch(async () => await beforeCompletion?.());
      await untilAborted(completion, either);
    },
    signal: either,
  };
}
