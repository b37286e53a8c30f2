import type { SlackMessage } from '../../lib/report/slack-message.ts';
import { createAlertTime } from './alert-time.ts';
import { type AlertLanguage, alertWords } from './alert-words.ts';
import { section } from './pack-units.ts';

/** A message that shows where alerts come to, in which language and with whose clock. Pure. */
export function composeTestMessage(language: AlertLanguage, now: Date, timeZone?: string): SlackMessage {
  const words = alertWords[language];
  const text = `tagship-control${words.colon}${words.heading('test', 0)}`;
  return { text, blocks: [section(`${text}\n${words.time}${words.colon}${createAlertTime(timeZone)(now)}`)] };
}
