import { join } from 'node:path';
import { contextVariables } from '../lib/testing/pipe-process.ts';
import {
  type ComparedCommand,
  compareCommands,
  comparisonTable,
  medianSeconds,
  type Timing,
} from './compare-commands.ts';
import { type Bench, builtCli, builtPipe, type Scenario } from './harness/bench.ts';
import type { Runs } from './harness/interleave.ts';
import { createClone, moduleName, releaseTag } from './inputs/create-clone.ts';
import { writeConfiguration } from './inputs/write-inputs.ts';
import { formatNumber } from './results/format-figures.ts';

const nodeAlone = 'node -e 0';
const check = 'tagship check';
const failingPipe = 'a pipe run that finds an error';

/** What a run costs before it does anything. */
export const startUp: Scenario = {
  id: 'start-up',
  run: async (bench) => {
    const runs = await compareStarts(bench, Math.max(3, Math.round(25 * bench.scale)));
    return {
      id: 'start-up',
      title: 'Start-up',
      text: [
        'The built single files, in a clean environment. `tagship check` checks a right clone of a REL; the pipe run is refused for its settings (REPO_NAME is missing). `times` is against Node that does nothing.',
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: {
        ...startFigures(runs, 'start-up'),
        'start-up.check.seconds-over-node': medianSeconds(runs, check) - medianSeconds(runs, nodeAlone),
        'start-up.failing-pipe.seconds-over-node': medianSeconds(runs, failingPipe) - medianSeconds(runs, nodeAlone),
      },
    };
  },
};

export async function compareStarts(bench: Bench, rounds: number): Promise<readonly Runs[]> {
  const { directory, commit } = createClone(join(bench.folder, 'start-up'), writeConfiguration);
  const context = contextVariables({ cloneDir: directory, slug: 'modulex.rel', commit, build: 1, tag: releaseTag });
  const commands: readonly ComparedCommand[] = [
    { name: nodeAlone, measured: { command: [process.execPath, '-e', '0'] } },
    {
      name: check,
      measured: {
        command: [
          process.execPath,
          builtCli,
          'check',
          '--kind',
          'rel',
          '--name',
          moduleName,
          '--tag',
          releaseTag,
          directory,
        ],
      },
      check: ({ stdout }) => requireText(stdout, '✔'),
    },
    {
      name: failingPipe,
      measured: { command: [process.execPath, builtPipe], env: { NO_COLOR: '1', ...context }, expectedExitCode: 1 },
      check: ({ stdout }) => requireText(stdout, 'REPO_NAME'),
    },
  ];
  const runs = await compareCommands(
    commands.map((command) => ({ ...command, leastRounds: rounds })),
    { rounds, secondsEach: 0 },
  );
  for (const { contender } of runs) {
    bench.say(`start-up, ${contender}: ${formatNumber(medianSeconds(runs, contender))} s`);
  }
  return runs;
}

export function startFigures(
  runs: readonly Runs[],
  prefix: string,
  timing: Timing = medianSeconds,
): Readonly<Record<string, number>> {
  return {
    [`${prefix}.check-to-node`]: timing(runs, check) / timing(runs, nodeAlone),
    [`${prefix}.failing-pipe-to-node`]: timing(runs, failingPipe) / timing(runs, nodeAlone),
  };
}

function requireText(output: string, text: string): void {
  if (!output.includes(text)) {
    throw new Error(`"${text}" is missing in:\n${output}`);
  }
}
