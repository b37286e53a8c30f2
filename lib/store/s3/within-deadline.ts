import { untilAborted } from './until-aborted.ts';

export interface Deadline {
  readonly deadlineMs: number;
  /** What the call rejects with when it is not over by then. */
  readonly overdue: () => Error;
  readonly signal: AbortSignal;
}

/**
 * Runs a call that has to be over by a deadline: a server that sends a byte now and then is never idle, and would hold it
 * up for ever. The work gets a signal that ends it.
 */
export async function withinDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { deadlineMs, overdue, signal }: Deadline,
): Promise<T> {
  const ending = new AbortController();
  const follow = (): void => {
    ending.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    ending.abort(overdue());
  }, deadlineMs);
  signal.addEventListener('abort', follow, { once: true });
  if (signal.aborted) {
    follow();
  }
  try {
    return await untilAborted(work(ending.signal), ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', follow);
  }
}
