import { TagshipError } from '../../lib/core/errors.ts';
import type { Answer } from '../../lib/report/answer/answer.ts';
import { describeAnswer } from '../../lib/report/send-to-slack.ts';
import { composeTestMessage } from '../alerts/compose-test-message.ts';
import { readAlertSettings } from './alert-settings.ts';
import type { ControlDesk } from './control-desk.ts';

/** `tagship-control alerts test`: whether Slack takes a message, and how it looks there. */
export async function testAlerts({ env, context }: Pick<ControlDesk, 'env' | 'context'>): Promise<Answer> {
  const { language, post } = readAlertSettings(env);
  if (post === undefined) {
    throw new TagshipError('invalid-input', 'SLACK_WEBHOOK_URL is not set: alerts would wait and go nowhere', {
      hint: 'set it to the address of an incoming webhook',
    });
  }
  const message = composeTestMessage(language, context.clock.now());
  const answer = await post(message, context.signal);
  if (answer.is !== 'taken') {
    throw new TagshipError('slack-unreachable', `Slack did not take the message (${describeAnswer(answer)})`, {
      hint: 'check SLACK_WEBHOOK_URL',
    });
  }
  return {
    data: { language, text: message.text },
    blocks: [],
    findings: [],
    summary: `Slack has taken a test message: ${message.text}`,
  };
}
