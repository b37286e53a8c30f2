import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { noFile } from './no-file.ts';
import type { FuzzFailure, WorkerRequest } from './worker.ts';

/** So long one file may take, in a machine that is as busy as can be. */
const hangMs = 60_000;
const lookEveryMs = 1_000;

export interface FileRange {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Is told now and then how many files are judged, and up to which number all are. */
  readonly progressed?: (judged: number, upTo: number) => void;
  /** Is told at once what went wrong: a long run may be ended before its end. */
  readonly failed?: (failure: FuzzFailure) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly counters: Int32Array;
  readonly failures: Promise<readonly FuzzFailure[]>;
  seen: { number: number; atMs: number };
}

/**
 * Judges mutated files on all processors. Returns what went wrong: an exception, a file that took too long, a finding
 * that cannot be shown.
 * @throws Error that names the file when one is never done
 */
export async function judgeFiles({ seed, from, to, progressed, failed }: FileRange): Promise<readonly FuzzFailure[]> {
  const step = availableParallelism();
  const threads = Array.from({ length: step }, (_, index) => start({ seed, from: from + index, to, step }, failed));
  const tell = (): void => {
    const judged = threads.map(({ counters }) => Atomics.load(counters, 0));
    progressed?.(
      judged.reduce((sum, count) => sum + count, 0),
      Math.min(...judged.map((count, index) => from + index + count * step)),
    );
  };
  const ending = new AbortController();
  try {
    const all = Promise.all(threads.map(async ({ failures }) => await failures));
    const watch = watchForHangs(threads, ending.signal, tell);
    const failures = await Promise.race([all, watch]);
    tell();
    return failures.flat();
  } finally {
    ending.abort();
    for (const { worker } of threads) {
      await worker.terminate();
    }
  }
}

function start(request: Omit<WorkerRequest, 'progress'>, failed: FileRange['failed']): Thread {
  const progress = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { ...request, progress } });
  const failures = new Promise<readonly FuzzFailure[]>((resolve, reject) => {
    const found: FuzzFailure[] = [];
    worker.on('message', (message: FuzzFailure | 'done') => {
      if (message === 'done') {
        resolve(found);
      } else {
        found.push(message);
        failed?.(message);
      }
    });
    worker.once('error', reject);
  });
  return { worker, counters: new Int32Array(progress), failures, seen: { number: -1, atMs: performance.now() } };
}

async function watchForHangs(threads: readonly Thread[], signal: AbortSignal, look: () => void): Promise<never> {
  for (;;) {
    await setTimeout(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) {
      return await new Promise<never>(() => undefined);
    }
    look();
    for (const thread of threads) {
      const number = Atomics.load(thread.counters, 1);
      if (number === noFile || number !== thread.seen.number) {
        thread.seen = { number, atMs: performance.now() };
      } else if (performance.now() - thread.seen.atMs > hangMs) {
        throw new Error(`file ${number} is never done`);
      }
    }
  }
}
