import type { StageObserver } from '../lib/release/publish/publish-release.ts';
import { formatBytes } from '../lib/report/format-bytes.ts';
import type { StageReport } from '../lib/report/run-report.ts';
import type { Console } from './console.ts';

/** Says what is going on while it goes on, in plain lines; a long stage every few seconds. */
export interface StageWatch extends StageObserver {
  /** The stage that is under way, or that was when the run ended. */
  current(): string | undefined;
  finishedStages(): readonly StageReport[];
  end(): void;
}

/** The stage after those of `publishRelease`. */
export const handoffStage = 'hand off';

const progressEveryMs = 5000;

export function watchStages(console: Console): StageWatch {
  const finished: StageReport[] = [];
  let current: string | undefined;
  let progress = '';
  let ticker: NodeJS.Timeout | undefined;

  return {
    started(stage) {
      current = stage;
      progress = '';
      clearInterval(ticker);
      ticker = setInterval(() => {
        console.info(`${stage} goes on${progress}`);
      }, progressEveryMs).unref();
    },
    progressed(_stage, doneBytes, totalBytes) {
      const percent = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100);
      progress = `: ${percent} % of ${formatBytes(totalBytes)}`;
    },
    finished(stage, durationMs) {
      clearInterval(ticker);
      current = undefined;
      finished.push({ stage, durationMs: Math.round(durationMs) });
      console.debug(`${stage} took ${(durationMs / 1000).toFixed(2)} s`);
    },
    current: () => current,
    finishedStages: () => finished,
    end: () => {
      clearInterval(ticker);
    },
  };
}
