import { interleave, type RoundsOptions, type Runs } from './harness/interleave.ts';
import { type MeasuredCommand, type Measurement, measureProcess } from './harness/measure-process.ts';
import { median } from './harness/statistics.ts';
import { formatMegabytes, formatNumber, formatSpread } from './results/format-figures.ts';
import type { Table } from './results/results.ts';

export interface ComparedCommand {
  readonly name: string;
  readonly measured: MeasuredCommand;
  readonly leastRounds?: number;
  /** Throws when a run did not do what it is measured for. */
  check?(measurement: Measurement): Promise<void> | void;
  /** After every run. */
  tidy?(): Promise<void> | void;
}

/** Runs commands by turns. */
export async function compareCommands(
  commands: readonly ComparedCommand[],
  options: RoundsOptions,
): Promise<readonly Runs[]> {
  return await interleave(
    commands.map((command) => ({
      name: command.name,
      leastRounds: command.leastRounds ?? 1,
      async run() {
        const measurement = await measureProcess(command.measured);
        await command.check?.(measurement);
        await command.tidy?.();
        return measurement;
      },
    })),
    options,
  );
}

/** Which of the times of some runs is compared. */
export type Timing = (runs: readonly Runs[], name: string) => number;

/** What is left of a time when nothing else gets in its way: for few runs on a machine that does other things as well. */
export function leastSeconds(runs: readonly Runs[], name: string): number {
  return Math.min(...(runs.find(({ contender }) => contender === name)?.seconds ?? []));
}

export function leastCpuSeconds(runs: readonly Runs[], name: string): number {
  return Math.min(...(runs.find(({ contender }) => contender === name)?.cpuSeconds ?? []));
}

export function medianSeconds(runs: readonly Runs[], name: string): number {
  return median(runs.find(({ contender }) => contender === name)?.seconds ?? []);
}

/** A row for each; `times` is how much longer than the first one it took. */
export function comparisonTable(runs: readonly Runs[]): Table {
  const first = median(runs[0]?.seconds ?? []);
  return {
    columns: ['what', 'runs', 'seconds', 'times', 'processor', 'memory'],
    rows: runs.map(({ contender, seconds, cpuSeconds, peakBytes }) => [
      contender,
      String(seconds.length),
      formatSpread(median(seconds), seconds),
      formatNumber(median(seconds) / first),
      `${formatNumber(median(cpuSeconds))} s`,
      formatMegabytes(Math.max(...peakBytes)),
    ]),
  };
}
