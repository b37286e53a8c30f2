import { setTimeout } from 'node:timers/promises';
import { readPieces } from '../body.ts';
import type { Body } from '../store.ts';

const pieceBytes = 1024 * 1024;
/** What is kept back, and what goes out of it at a time: enough for 80 minutes at one trickle in 5 s. */
const heldBytes = pieceBytes;
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
export async function* holdLastBytes(
  body: Body,
  { release, trickleEveryMs }: HeldStreamOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const heldFrom = Math.max(0, body.size - heldBytes);
  yield* readPieces(body, { end: heldFrom, pieceBytes });
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
