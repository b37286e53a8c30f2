import { setTimeout } from 'node:timers/promises';

export interface RetryOptions {
  /** How often `work` is tried at most, the first time included. */
  readonly attempts: number;
  readonly isWorthIt: (error: unknown) => boolean;
  readonly signal: AbortSignal;
  /** The longest pause before the second try; it doubles with each further one. Default: 200 ms. */
  readonly firstPauseMs?: number;
}

/**
 * Repeats `work` while its error may pass, after pauses of random length ("full jitter"). Throws its last error, or the
 * reason of the signal that ended a pause.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const firstPauseMs = options.firstPauseMs ?? 200;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= options.attempts || !options.isWorthIt(error) || options.signal.aborted) {
        throw error;
      }
      await pause(Math.random() * firstPauseMs * 2 ** (attempt - 1), options.signal);
    }
  }
}

async function pause(pauseMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(pauseMs, undefined, { signal });
  } catch (error) {
    // Node's own AbortError would pass for a bug
    signal.throwIfAborted();
    throw error;
  }
}
