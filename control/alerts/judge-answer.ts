import { describeAnswer, type SlackAnswer } from '../../lib/report/send-to-slack.ts';
import { retryAfterMs } from './retry-after.ts';

/** What an answer of Slack means for the message, and for those behind it. */
export type Judgement =
  | { readonly do: 'go-on' }
  /** It will never be taken as it is. */
  | { readonly do: 'give-up'; readonly problem: string }
  /** As Slack asks. */
  | { readonly do: 'wait'; readonly waitMs: number; readonly problem: string }
  /** It may pass in a moment: Slack does not answer, or has a problem of its own. */
  | { readonly do: 'try-again'; readonly problem: string }
  /** A person has to mend it, or nobody can say what it is: no message would be taken. */
  | { readonly do: 'stop'; readonly problem: string };

/** What lies in the message, by Slack's own words: https://api.slack.com/messaging/webhooks, "Handling errors" */
const messageProblems: ReadonlySet<string | undefined> = new Set([
  'invalid_payload',
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'missing_text_or_fallback_or_attachments',
  'too_many_attachments',
  'user_not_found',
]);

/** After so many tries a message that is refused, nobody knows why, is not in the way of others any more. */
const mostTries = 6;

/** `tries`: how often this message was sent before. Pure. */
export function judgeAnswer(
  answer: SlackAnswer,
  { tries, now }: { readonly tries: number; readonly now: Date },
): Judgement {
  if (answer.is === 'taken') {
    return { do: 'go-on' };
  }
  const problem = describeAnswer(answer);
  if (answer.is === 'unreachable') {
    return { do: 'try-again', problem };
  }
  const { status, reason } = answer;
  if (status === 429) {
    return { do: 'wait', waitMs: retryAfterMs(answer.retryAfter, now), problem };
  }
  if (status >= 500 || status === 408) {
    return { do: 'try-again', problem };
  }
  if (status === 413 || (status === 400 && messageProblems.has(reason))) {
    return { do: 'give-up', problem };
  }
  const isUnexplained = status === 400 && reason === undefined;
  return isUnexplained && tries + 1 >= mostTries ? { do: 'give-up', problem } : { do: 'stop', problem };
}
