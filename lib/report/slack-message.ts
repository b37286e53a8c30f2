import type { Redactor } from '../core/redaction.ts';
import type { RunReport } from './run-report.ts';
import { describeHandoff } from './summarize-handoff.ts';

/** The part of Slack's Block Kit that is used: https://api.slack.com/reference/block-kit/blocks */
export interface SlackMessage {
  /** Shown in notifications. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export interface SlackBlock {
  readonly type: 'section';
  /** `emoji: false`: nothing between two colons is taken for one. */
  readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji?: false };
}

/** The most characters of one section (Slack, "Section block"). */
const sectionLimit = 3000;

/** A run's result for people in Slack: what, how it ended, where, and every error. */
export function slackMessage(report: RunReport, redactor: Redactor): SlackMessage {
  const mark = report.status === 'success' ? '✔' : '✖';
  const text = redactor.redact(`${mark} ${report.summary}`);
  const section = (shown: string): SlackBlock => plainSection(redactor.redact(shown));
  const { subject } = report;
  const origin = [subject.ref, subject.commit.slice(0, 12), `build ${subject.build}`]
    .filter((part) => part !== '')
    .join(', ');
  const stores = report.stores.map(
    ({ store, status, arrival }) => `${store}: ${status}${arrival === null ? '' : ` (${arrival})`}`,
  );
  const handoff = report.handoff === null ? [] : [describeHandoff(report.handoff)];
  return {
    text,
    blocks: [
      section(text),
      section([`${subject.kind} ${subject.name}: ${origin}`, subject.url, ...stores, ...handoff].join('\n')),
      ...(report.errors.length === 0 ? [] : [section(report.errors.join('\n'))]),
    ],
  };
}

/** Plain text: nothing of it is taken for markup, whatever a file or a tag is called. */
function plainSection(text: string): SlackBlock {
  const cut = text.length > sectionLimit ? `${text.slice(0, sectionLimit - 4)} ...` : text;
  return { type: 'section', text: { type: 'plain_text', text: cut } };
}
