import { setTimeout } from 'node:timers/promises';
import type { Context } from '../../lib/core/context.ts';
import type { SlackAnswer } from '../../lib/report/send-to-slack.ts';
import type { SlackMessage } from '../../lib/report/slack-message.ts';
import type { MessageQueue } from './cause.ts';
import { judgeAnswer } from './judge-answer.ts';

export interface SendOptions {
  readonly context: Context;
  /** Waits; ends early, without an error, when the signal is aborted. */
  readonly pause?: (pauseMs: number, signal: AbortSignal) => Promise<void>;
  /** How long at most, an answer's own time left out; what is left then waits for the next call. */
  readonly deadlineMs?: number;
}

export interface SendEnd {
  readonly sent: number;
  /** What Slack will never take, and why. */
  readonly refused: readonly RefusedMessage[];
  readonly left: number;
  /** Why some are left. */
  readonly problem: string | undefined;
}

interface RefusedMessage {
  readonly id: string;
  readonly problem: string;
}

/** Slack takes one message a second of a webhook: https://api.slack.com/apis/rate-limits */
const paceMs = 1000;

const defaultDeadlineMs = 5 * 60_000;

/** Between attempts while Slack does not answer; after the last of them it is down, and the rest waits for the next call. */
const retryPausesMs: readonly number[] = [2000, 5000];

/**
 * Sends what waits, in its order, at most one message a second, also after the call before, of whichever process. A
 * message leaves the queue when Slack has taken it: one that was taken while nobody could write that down any more is sent
 * twice, and none is lost. `post` never rejects.
 */
export async function sendQueue(
  queue: MessageQueue,
  post: (message: SlackMessage, signal: AbortSignal) => Promise<SlackAnswer>,
  { context: { clock, signal, log }, pause = pauseFor, deadlineMs = defaultDeadlineMs }: SendOptions,
): Promise<SendEnd> {
  const endsAt = clock.now().getTime() + deadlineMs;
  const refused: RefusedMessage[] = [];
  let sent = 0;
  let failuresInRow = 0;
  let waitMs = paceAfter(queue.lastTryAt(), clock.now());
  const end = (problem: string | undefined): SendEnd => ({ sent, refused, left: queue.queueLength(), problem });

  for (let waiting = queue.nextMessage(); waiting !== undefined; waiting = queue.nextMessage()) {
    if (waitMs > 0) {
      if (clock.now().getTime() + waitMs > endsAt) {
        return end(`there was no time to wait for ${Math.ceil(waitMs / 1000)} s`);
      }
      await pause(waitMs, signal);
    }
    if (signal.aborted) {
      return end('the run was stopped');
    }
    const { message, tries } = waiting;
    const answer = await post(message.payload, signal);
    if (signal.aborted && answer.is !== 'taken') {
      return end('the run was stopped');
    }

    const now = clock.now();
    const judgement = judgeAnswer(answer, { tries, now });
    waitMs = paceMs;
    failuresInRow = judgement.do === 'try-again' ? failuresInRow + 1 : 0;
    switch (judgement.do) {
      case 'go-on':
        queue.markSent(message.id, now);
        sent += 1;
        break;
      case 'give-up':
        queue.markRefused(message.id, now, judgement.problem);
        refused.push({ id: message.id, problem: judgement.problem });
        log.warning(`Slack will never take the alert ${message.id} (${judgement.problem}): it is not sent again`);
        break;
      case 'wait':
        queue.markTried(message.id, now, judgement.problem);
        waitMs = judgement.waitMs;
        break;
      case 'try-again': {
        queue.markTried(message.id, now, judgement.problem);
        const pauseMs = retryPausesMs[failuresInRow - 1];
        if (pauseMs === undefined) {
          return end(`Slack did not take the message (${judgement.problem})`);
        }
        waitMs = pauseMs;
        break;
      }
      case 'stop':
        queue.markTried(message.id, now, judgement.problem);
        return end(`Slack did not take the message (${judgement.problem})`);
    }
  }
  return end(undefined);
}

/** After a clock that was set back nothing can be told of the time between: a whole second is waited then. */
function paceAfter(lastTryAt: Date | undefined, now: Date): number {
  const sinceMs = lastTryAt === undefined ? paceMs : now.getTime() - lastTryAt.getTime();
  return sinceMs < 0 ? paceMs : Math.max(0, paceMs - sinceMs);
}

async function pauseFor(pauseMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(pauseMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
