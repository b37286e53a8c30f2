import type { Context } from '../../lib/core/context.ts';
import type { Redactor } from '../../lib/core/redaction.ts';
import type { Processes } from '../../lib/node-state/processes.ts';
import type { SlackAnswer } from '../../lib/report/send-to-slack.ts';
import type { SlackMessage } from '../../lib/report/slack-message.ts';
import type { AlertLanguage } from '../alerts/alert-words.ts';

/** What a roll-out is asked to do. Paths are absolute. */
export interface RollOutSettings {
  /** REMOTE_PATH of the hand-off: the folder of all projects. */
  readonly root: string;
  readonly project: string;
  readonly inventory: string;
  /** The operator's own; undefined: playbook.yml of the bundle. */
  readonly playbook: string | undefined;
  /** The folder of the history, of locks and of what Ansible leaves. */
  readonly data: string;
  readonly forks: number;
  /** Hosts and groups, as Ansible's own `--limit` takes them. */
  readonly limit: string | undefined;
  /** How long a node may be at work before that is told. */
  readonly stuckAfterMs: number;
  /** After which time what lasts is told again. */
  readonly remindAfterMs: number;
  /** How long the playbook may take. */
  readonly deadlineMs: number;
  readonly language: AlertLanguage;
  /** Of the program: Ansible gets what it needs of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface RollOutPorts {
  readonly context: Context;
  readonly processes: Processes;
  readonly redactor: Redactor;
  /** Sends to Slack; undefined where no webhook is set: then messages wait. */
  readonly post: PostToSlack | undefined;
}

/** Never rejects. */
export type PostToSlack = (message: SlackMessage, signal: AbortSignal) => Promise<SlackAnswer>;
