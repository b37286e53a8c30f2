import type { RunReport } from './run-report.ts';

export interface OutputVariable {
  readonly name: string;
  /** One line. */
  readonly value: string;
}

/** Of all output variables of a step: support.atlassian.com, "Variables and secrets". */
const mostVariables = 50;
export const mostOutputBytes = 100 * 1024;

/** What a later step may want to know of a run: how it ended, the folder, the hand-off, and each store's package. */
export function outputVariables(report: RunReport): readonly OutputVariable[] {
  const { folder } = report.subject;
  return [
    { name: 'TAGSHIP_STATUS', value: statusOf(report) },
    ...(folder === null ? [] : [{ name: 'TAGSHIP_FOLDER', value: folder }]),
    ...(report.handoff?.status === 'handed-off'
      ? [
          { name: 'TAGSHIP_GENERATION', value: String(report.handoff.generation) },
          { name: 'TAGSHIP_HANDOFF', value: String(report.handoff.kind) },
        ]
      : []),
    ...report.stores.flatMap(({ store, status, package: stored }) =>
      stored === null || status !== 'released'
        ? []
        : [
            { name: `TAGSHIP_URL_${store}`, value: stored.url },
            { name: `TAGSHIP_SHA256_${store}`, value: stored.sha256 },
          ],
    ),
  ];
}

function statusOf({ status, stores }: RunReport): string {
  if (status === 'failure') {
    return 'failed';
  }
  if (stores.some(({ recordWritten }) => recordWritten)) {
    return 'published';
  }
  // a dry run and a check have looked, and are no answer to what is there
  return stores.some((store) => store.status === 'released' || store.status === 'stood-back') ? 'unchanged' : 'checked';
}

/** As many of them as a step may have beside those that `present`, the content of its file, has already. */
export function fitOutputs(present: string, outputs: readonly OutputVariable[]): readonly OutputVariable[] {
  let count = present.split('\n').filter((line) => line.trim() !== '').length;
  let bytes = Buffer.byteLength(present) + 1;
  return outputs.filter((output) => {
    count += 1;
    bytes += Buffer.byteLength(outputLine(output));
    return count <= mostVariables && bytes <= mostOutputBytes;
  });
}

/** `TAGSHIP_FOLDER=2.0.0`, with the end of the line. */
export function outputLine({ name, value }: OutputVariable): string {
  return `${name}=${value}\n`;
}
