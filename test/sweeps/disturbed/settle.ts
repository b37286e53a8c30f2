import { setImmediate, setTimeout } from 'node:timers/promises';

const settlingMs = 20;
/** Timers come before what has arrived: on a busy machine the last requests of a dead process are read after them. */
const settlingRounds = 50;

/** Waits for what the server still does for a process that is gone. */
export async function settle(): Promise<void> {
  await setTimeout(settlingMs);
  for (let round = 0; round < settlingRounds; round += 1) {
    await setImmediate();
  }
}
