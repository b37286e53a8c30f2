import { quoted } from '../../lib/core/diagnostics.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import { postToSlack } from '../../lib/report/send-to-slack.ts';
import { type Environment, isUnreplaced } from '../../lib/settings/secrets.ts';
import { type AlertLanguage, alertLanguages } from '../alerts/alert-words.ts';
import type { PostToSlack } from '../rollout/roll-out-settings.ts';

export interface AlertSettings {
  readonly language: AlertLanguage;
  /** Undefined where SLACK_WEBHOOK_URL is not set. */
  readonly post: PostToSlack | undefined;
}

/** Reads ALERT_LANGUAGE and SLACK_WEBHOOK_URL. Throws `invalid-input` for both at once; the address, which is a secret, is in no error. */
export function readAlertSettings(env: Environment): AlertSettings {
  const given = env['ALERT_LANGUAGE'] || 'en';
  const language = alertLanguages.find((one) => one === given);
  const url = env['SLACK_WEBHOOK_URL'] || undefined;
  const hasAddress = url === undefined || isAddress(url);
  if (language === undefined) {
    const other = hasAddress ? '' : ', and SLACK_WEBHOOK_URL is no address of a webhook';
    throw new TagshipError('invalid-input', `ALERT_LANGUAGE is ${quoted(given)}${other}`, {
      hint: `write ${alertLanguages.join(' or ')}${hasAddress ? '' : `; ${addressHint}`}`,
    });
  }
  if (!hasAddress) {
    throw new TagshipError('invalid-input', 'SLACK_WEBHOOK_URL is no address of a webhook', { hint: addressHint });
  }
  return {
    language,
    post: url === undefined ? undefined : async (message, signal) => await postToSlack(url, message, { signal }),
  };
}

const addressHint = 'it begins with https://hooks.slack.com/services/';

function isAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return !isUnreplaced(url) && parsed !== null && ['https:', 'http:'].includes(parsed.protocol);
}
