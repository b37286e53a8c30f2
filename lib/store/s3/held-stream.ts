import { setTimeout } from 'node:timers/promises';
import type { LentPieces } from '../../core/lent-pieces.ts';
import { lendPieces } from '../body.ts';
import type { Body } from '../store.ts';

/** What is kept back, and what goes out of it at a time: enough for 80 minutes at one trickle in 5 s. */
const heldBytes = 1024 * 1024;
const trickleBytes = 1024;

export interface HeldStreamOptions {
  /** Called once, when all but the held bytes are out; the last bytes follow when it resolves. */
  readonly release: () => Promise<void>;
  readonly trickleEveryMs: number;
}

/**
 * The bytes of a body, the last of them only when they are released: whoever receives the stream cannot have the whole
 * before that. Meanwhile a little of what is held goes out from time to time, because clients, proxies and servers take
 * a connection on which nothing moves for a dead one.
 */
export function holdLastBytes(body: Body, options: HeldStreamOptions): LentPieces {
  const heldFrom = Math.max(0, body.size - heldBytes);
  const free = lendPieces(body, 0, heldFrom);
  return {
    giveBack: () => free.giveBack(),
    [Symbol.dispose]: () => free[Symbol.dispose](),
    [Symbol.asyncIterator]: async function* () {
      yield* free;
      yield* heldPieces(body, heldFrom, options);
    },
  };
}

async function* heldPieces(
  body: Body,
  heldFrom: number,
  { release, trickleEveryMs }: HeldStreamOptions,
): AsyncGenerator<Buffer, void, undefined> {
  let held = await body.read(heldFrom, body.size);
  const released = release();
  while (held.length > trickleBytes && !(await isDoneWithin(released, trickleEveryMs))) {
    yield held.subarray(0, trickleBytes);
    held = held.subarray(trickleBytes);
  }
  await released;
  yield held;
}

/** @throws whatever `work` rejects with */
async function isDoneWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = setTimeout(timeoutMs, false, { signal: timer.signal });
  // it is of no interest when the work is done first
  timeout.catch(() => undefined);
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    timer.abort();
  }
}
