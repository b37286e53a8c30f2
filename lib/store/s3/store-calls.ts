import type { TagshipError } from '../../core/errors.ts';
import type { S3Attempt } from './answer-meanings.ts';
import { hangingStore, overdueAnswer, tooSlowUpload, translateS3Error } from './errors.ts';
import { untilAborted } from './until-aborted.ts';
import { withinDeadline } from './within-deadline.ts';

/** Ways to call a store. What any of them rejects with says what was tried where, and what to do. */
export interface StoreCalls {
  explained<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T>;
  /** Ends at once when the run is aborted. */
  attempt<T>(operation: string, key: string | undefined, call: () => Promise<T>): Promise<T>;
  /** For a call whose answer is small: it is over in time, or was aborted. */
  inTime<T>(operation: string, key: string | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What an upload is given up with. The store counts as one that hung. */
  givenUp(operation: string, key: string): GivenUp;
}

interface GivenUp {
  overdue(deadlineMs: number): TagshipError;
  tooSlow(windowMs: number): TagshipError;
}

export interface StoreCallsOptions {
  readonly attempted: Omit<S3Attempt, 'operation' | 'key'>;
  readonly answerTimeoutMs: number;
  readonly signal: AbortSignal;
}

export function createStoreCalls({ attempted, answerTimeoutMs, signal }: StoreCallsOptions): StoreCalls {
  /** A store that hung once is not waited for again: a thousand calls would be a thousand minutes. */
  let hangs = false;

  const explained: StoreCalls['explained'] = async (operation, key, call) => {
    try {
      return await call();
    } catch (error) {
      throw translateS3Error(error, { ...attempted, operation, key });
    }
  };
  return {
    explained,
    attempt: async (operation, key, call) => await untilAborted(explained(operation, key, call), signal),
    async inTime(operation, key, call) {
      const where = { ...attempted, operation, key };
      if (hangs) {
        throw hangingStore(where);
      }
      const overdue = (): TagshipError => {
        hangs = true;
        return overdueAnswer(where, answerTimeoutMs);
      };
      return await withinDeadline(
        async (callSignal) => await explained(operation, key, async () => await call(callSignal)),
        { deadlineMs: answerTimeoutMs, overdue, signal },
      );
    },
    givenUp(operation, key) {
      const where = { ...attempted, operation, key };
      return {
        overdue: (deadlineMs) => {
          hangs = true;
          return overdueAnswer(where, deadlineMs);
        },
        tooSlow: (windowMs) => {
          hangs = true;
          return tooSlowUpload(where, windowMs);
        },
      };
    },
  };
}
