import type { StageObserver } from '../lib/release/publish-release.ts';
import type { StageReport } from '../lib/report/run-report.ts';
import type { Console } from './console.ts';

/** Says what is going on while it goes on, in plain lines; a long stage every few seconds. */
export interface StageWatch extends StageObserver {
  /** The stage that is under way, or that was when the run ended. */
  current(): string | undefined;
  finishedStages(): readonly StageReport[];
  end(): void;
}

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

/** `48.2 kB`, `1.2 MB`: powers of 1000, as storage is sold. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
