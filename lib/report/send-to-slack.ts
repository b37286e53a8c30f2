import { IncomingWebhook } from '@slack/webhook';
import { TagshipError } from '../core/errors.ts';
import type { SlackMessage } from './slack-message.ts';

const defaultTimeoutMs = 10_000;

/**
 * Sends a message to an incoming webhook. Throws `slack-unreachable` when Slack does not take it; the address, which is
 * a secret, is not in the error.
 */
export async function sendToSlack(
  webhookUrl: string,
  message: SlackMessage,
  { timeoutMs = defaultTimeoutMs }: { readonly timeoutMs?: number } = {},
): Promise<void> {
  try {
    const { text, blocks } = message;
    await new IncomingWebhook(webhookUrl, { timeout: timeoutMs }).send({ text, blocks: [...blocks] });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new TagshipError('slack-unreachable', `Slack did not take the message (${code})`, {
      hint: 'check SLACK_WEBHOOK_URL',
    });
  }
}
