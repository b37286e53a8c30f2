import type { HandoffReport } from './run-report.ts';

/** Behind the summary of a run: what became of the hand-off. Pure. */
export function summarizeHandoff(handoff: HandoffReport | undefined): string {
  switch (handoff?.status) {
    case undefined:
    case 'skipped':
    case 'planned':
      return '';
    case 'handed-off':
      return `; it is generation ${handoff.generation} on the control node (${handoff.kind})`;
    case 'refused':
      return '; the hand-off was refused';
    case 'failed':
      return '; the hand-off failed, run the pipeline again';
  }
}

/** One line about a hand-off. */
export function describeHandoff({
  controlNode,
  status,
  kind,
  generation,
  previousRelease,
  error,
}: HandoffReport): string {
  const what = `generation ${generation}, a ${kind}${previousRelease === null ? '' : ` (before: ${previousRelease})`}`;
  switch (status) {
    case 'handed-off':
      return `control node ${controlNode}: ${what}`;
    case 'planned':
      return `control node ${controlNode}: ${generation === null ? 'would be handed over once it is released' : `would be ${what}`}`;
    case 'skipped':
      return `control node ${controlNode}: nothing is handed over, because a newer build is there`;
    case 'refused':
    case 'failed':
      return `control node ${controlNode}: ${error}`;
  }
}
