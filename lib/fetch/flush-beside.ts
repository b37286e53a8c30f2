import { open } from 'node:fs/promises';
import { diskProblem } from '../archive/disk-problem.ts';

/** Flushes files to the disk beside other work, which does not wait for them. */
export interface Flushing {
  add(path: string): void;
  /** Returns when all that was added is on the disk. @throws the first error; what was added behind it is left out */
  finish(): Promise<void>;
  /** Leaves out what has not begun, and waits for what has; never throws. */
  stop(): Promise<void>;
}

/** One file after another: a flush has a thread of Node's pool waiting for the disk, and the others unpack meanwhile. */
export function startFlushing(): Flushing {
  let isStopped = false;
  let flushed = Promise.resolve();
  return {
    add(path) {
      flushed = flushed.then(async () => {
        if (!isStopped) {
          await flush(path);
        }
      });
      // it is told at the end; until then Node must not take it for an unhandled one
      flushed.catch(() => undefined);
    },
    async finish() {
      await flushed;
    },
    async stop() {
      isStopped = true;
      await flushed.catch(() => undefined);
    },
  };
}

async function flush(path: string): Promise<void> {
  try {
    await using handle = await open(path, 'r');
    await handle.sync();
  } catch (error) {
    throw diskProblem(error, path);
  }
}
