import { setTimeout } from 'node:timers/promises';
import type { MessageQueue } from '../alerts/cause.ts';
import { type SendEnd, sendQueue } from '../alerts/send-queue.ts';
import type { RollOutPorts } from './roll-out-settings.ts';
import { takeLock } from './take-lock.ts';

/** More than `sendQueue` takes by itself. */
const deadlineMs = 10 * 60_000;
const patienceSeconds = 120;

/**
 * Sends what waits for Slack. The queue is that of all projects: another roll-out that sends is waited for, since two would
 * send the same message. What is not sent stays.
 */
export async function sendWaiting(
  queue: MessageQueue,
  { context, processes, post }: RollOutPorts,
  lockFile: string,
): Promise<SendEnd> {
  const left = (problem: string | undefined): SendEnd => ({ sent: 0, refused: [], left: queue.queueLength(), problem });
  if (queue.queueLength() === 0) {
    return left(undefined);
  }
  if (post === undefined) {
    return left('SLACK_WEBHOOK_URL is not set');
  }
  for (let waited = 0; ; waited += 1) {
    if (context.signal.aborted) {
      return left('the run was stopped');
    }
    const attempt = await takeLock(lockFile, { processes, deadlineMs });
    if ('lock' in attempt) {
      await using _lock = attempt.lock;
      return await sendQueue(queue, post, { context });
    }
    if (waited >= patienceSeconds) {
      return left('another roll-out is sending');
    }
    await setTimeout(1000);
  }
}
