import { TagshipError } from '../lib/core/errors.ts';
import { describeError } from '../lib/report/run-report.ts';
import type { Console } from './console.ts';
import { printCauses } from './print-causes.ts';
import { handoffStage } from './watch-stages.ts';

export interface End {
  readonly console: Console;
  /** What was under way. */
  readonly stage: string | undefined;
  /** Whether the stores were all attempted already. */
  readonly isCommitted: boolean;
  readonly crash: (text: string) => void;
}

/** Explains what ended a run before its time. Returns what is to be the last line of the log. */
export function explainEnd(error: unknown, { console, stage, isCommitted, crash }: End): string {
  if (error instanceof TagshipError) {
    console.error(describeError(error));
  } else {
    crash(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    console.error('this is a bug of tagship; please report it with the lines above');
  }
  printCauses(console, error);
  const during = stage === undefined ? '' : ` during ${stage}`;
  return `ended${during}; ${isCommitted && stage !== handoffStage ? afterCommit : standing(stage)}`;
}

const afterCommit = 'all stores were attempted; run the pipeline again to see what became of the release';

/** What is half done. */
function standing(stage: string | undefined): string {
  switch (stage) {
    case 'upload':
      return 'packages may lie in some stores, without a record they are not released; run the pipeline again, it uploads only what is missing';
    case 'commit':
      return 'some stores may have the release and others not; run the pipeline again, it completes the rest';
    case handoffStage:
      return 'the release is in the stores, and on the control node the generation before or the new one is current; run the pipeline again';
    default:
      return 'nothing was written to any store';
  }
}
