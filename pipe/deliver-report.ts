import type { Redactor } from '../lib/core/redaction.ts';
import { outputVariables } from '../lib/report/output-variables.ts';
import { describeError, type RunReport } from '../lib/report/run-report.ts';
import { slackMessage } from '../lib/report/slack-message.ts';
import type { Settings } from '../lib/settings/settings.ts';
import type { Console } from './console.ts';
import { printCauses } from './print-causes.ts';
import { writeOutputs } from './write-outputs.ts';
import { writeReport } from './write-report.ts';

export interface Delivery {
  readonly console: Console;
  readonly redactor: Redactor;
  /** Default: that of `sendToSlack`. */
  readonly slackTimeoutMs?: number;
}

/** Hands the report to those who asked for it. A failure here is said and does not fail the run: the release is what it is. */
export async function deliverReport(
  report: RunReport,
  { reportFile, outputFile, slackWebhookUrl, cloneDir, dryRun }: Settings,
  { console, redactor, slackTimeoutMs }: Delivery,
): Promise<void> {
  if (reportFile !== undefined) {
    await attempt(console, `REPORT_FILE ${reportFile} could not be written`, async () => {
      await writeReport(reportFile, `${JSON.stringify(report, redactTexts(redactor), 2)}\n`, cloneDir);
    });
  }
  if (outputFile !== undefined) {
    await attempt(console, 'the output variables could not be written', async () => {
      await handOn(report, outputFile, { console, redactor });
    });
  }
  if (slackWebhookUrl !== undefined && dryRun) {
    console.info('Slack would be told');
  } else if (slackWebhookUrl !== undefined) {
    await attempt(console, 'Slack was not told', async () => {
      const { sendToSlack } = await import('../lib/report/send-to-slack.ts');
      const timeout = slackTimeoutMs === undefined ? {} : { timeoutMs: slackTimeoutMs };
      await sendToSlack(slackWebhookUrl, slackMessage(report, redactor), timeout);
    });
  }
}

async function handOn(report: RunReport, file: string, { console, redactor }: Delivery): Promise<void> {
  const outputs = outputVariables(report).map(({ name, value }) => ({ name, value: redactor.redact(value) }));
  const written = await writeOutputs(file, outputs);
  const names = written.map(({ name }) => name).join(', ');
  console.info(
    `output variables: ${names || 'none'}; a later step gets those that output-variables of this step names`,
  );
  if (written.length < outputs.length) {
    const left = outputs.length - written.length;
    console.warning(`${left} more have no room beside what the step has (50 variables, 100 KB)`);
  }
}

/** Only the texts: a secret that is a word of the format would take a key with it, and what is left may be no JSON. */
function redactTexts(redactor: Redactor): (key: string, value: unknown) => unknown {
  return (_key, value) => (typeof value === 'string' ? redactor.redact(value) : value);
}

async function attempt(console: Console, failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.warning(`${failure}: ${describeError(error)}`);
    printCauses(console, error);
  }
}
