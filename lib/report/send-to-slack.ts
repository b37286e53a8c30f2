import { IncomingWebhook } from '@slack/webhook';
import { TagshipError } from '../core/errors.ts';
import type { SlackMessage } from './slack-message.ts';

const defaultTimeoutMs = 10_000;

/** What came of sending a message; nothing in it holds the address, which is a secret. */
export type SlackAnswer =
  | { readonly is: 'taken' }
  | {
      readonly is: 'refused';
      readonly status: number;
      /** Slack's word for it: `invalid_payload`. */
      readonly reason: string | undefined;
      /** The header Retry-After as it came: seconds or a date. */
      readonly retryAfter: string | undefined;
    }
  | { readonly is: 'unreachable'; readonly reason: string };

interface SendOptions {
  readonly timeoutMs?: number;
  /** Ends an attempt; whether Slack took the message is not known then. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a message to an incoming webhook, once. Throws `slack-unreachable` when Slack does not take it; the address, which is
 * a secret, is not in the error.
 */
export async function sendToSlack(webhookUrl: string, message: SlackMessage, options: SendOptions = {}): Promise<void> {
  const answer = await postToSlack(webhookUrl, message, options);
  if (answer.is !== 'taken') {
    throw new TagshipError('slack-unreachable', `Slack did not take the message (${describeAnswer(answer)})`, {
      hint: 'check SLACK_WEBHOOK_URL',
    });
  }
}

/** Sends a message to an incoming webhook, once, and says what came of it. Never rejects. */
export async function postToSlack(
  webhookUrl: string,
  { text, blocks }: SlackMessage,
  { timeoutMs = defaultTimeoutMs, signal }: SendOptions = {},
): Promise<SlackAnswer> {
  // the package's error has no headers, so they are read as the answer passes
  let retryAfter: string | undefined;
  const webhook = new IncomingWebhook(webhookUrl, {
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    fetch: async (input, init) => {
      const ends = [init?.signal, signal].filter((end) => end !== undefined);
      const response = await fetch(input, { ...init, signal: AbortSignal.any(ends) });
      retryAfter = response.headers.get('retry-after') ?? undefined;
      return response;
    },
  });
  try {
    const { text: answer } = await webhook.send({ text, blocks: [...blocks] });
    return isTaken(answer) ? { is: 'taken' } : { is: 'unreachable', reason: 'the answer is not one of Slack' };
  } catch (error) {
    return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? { is: 'refused', status: error.statusCode, reason: reasonIn(error), retryAfter }
      : { is: 'unreachable', reason: reasonOf(error) };
  }
}

/**
 * Slack says `ok` (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling errors"), its triggers
 * and servers that stand in for it an object that says as much. A proxy's page comes with status 200 too, and nobody read it.
 */
function isTaken(answer: string): boolean {
  return answer.trim() === 'ok' || /^\s*\{[^]{0,1000}"(?:ok|success)"\s*:\s*true\b/.test(answer);
}

/** `404 no_service`, `ECONNREFUSED` */
export function describeAnswer(answer: Exclude<SlackAnswer, { is: 'taken' }>): string {
  return answer.is === 'unreachable' || answer.reason === undefined
    ? String(answer.is === 'unreachable' ? answer.reason : answer.status)
    : `${answer.status} ${answer.reason}`;
}

/** Only a word such as Slack's are: an answer may repeat the address. */
function reasonIn(error: Error): string | undefined {
  const word = 'body' in error && typeof error.body === 'string' ? error.body.trim() : '';
  return /^[a-z_]{2,60}$/.test(word) ? word : undefined;
}

/** The code of what lies at the bottom: messages on the way hold the address. */
function reasonOf(error: unknown): string {
  let code = 'unknown error';
  let cause = error;
  for (let depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause.name === 'TimeoutError') {
      return 'no answer in time';
    }
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_0-9]{2,60}$/.test(cause.code)) {
      code = cause.code;
    }
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return code;
}
