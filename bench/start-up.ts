import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contextVariables } from '../lib/testing/pipe-process.ts';
import {
  type ComparedCommand,
  compareCommands,
  comparisonTable,
  medianSeconds,
  type Timing,
} from './compare-commands.ts';
import { type Bench, builtCli, builtPipe, repositoryRoot, type Scenario } from './harness/bench.ts';
import type { Runs } from './harness/interleave.ts';
import { createClone, moduleName, releaseTag } from './inputs/create-clone.ts';
import { writeConfiguration } from './inputs/write-inputs.ts';
import { formatNumber } from './results/format-figures.ts';

const nodeAlone = 'node -e 0';
const check = 'tagship check';
const failingPipe = 'a pipe run that finds an error';
const entryPoint = "the image's entry point, the same";

/** What a run costs before it does anything. */
export const startUp: Scenario = {
  id: 'start-up',
  run: async (bench) => {
    const runs = await compareStarts(bench, Math.max(3, Math.round(25 * bench.scale)));
    return {
      id: 'start-up',
      title: 'Start-up',
      text: [
        'The built single files, in a clean environment. `tagship check` checks a right clone of a REL; the pipe run is refused for its settings (REPO_NAME is missing). The entry point of the image is the same file as the Dockerfile starts it, `node /opt/tagship/tagship-pipe.mjs` with TAGSHIP_IMAGE and in a folder of its own, here without a container around it. `times` is against Node that does nothing.',
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: {
        ...startFigures(runs, 'start-up'),
        'start-up.check.seconds-over-node': medianSeconds(runs, check) - medianSeconds(runs, nodeAlone),
        'start-up.failing-pipe.seconds-over-node': medianSeconds(runs, failingPipe) - medianSeconds(runs, nodeAlone),
        'start-up.entry-point.seconds-over-node': medianSeconds(runs, entryPoint) - medianSeconds(runs, nodeAlone),
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
    {
      name: entryPoint,
      measured: {
        command: imageCommand(join(bench.folder, 'image')),
        env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, NO_COLOR: '1', TAGSHIP_IMAGE: 'true', ...context },
        workingDir: directory,
        expectedExitCode: 1,
      },
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

/** What the Dockerfile copies and starts, under another root. */
function imageCommand(root: string): readonly string[] {
  const dockerfile = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8');
  const folder = /^COPY dist\/tagship-pipe\.mjs (.+)$/m.exec(dockerfile)?.[1];
  const [program, path, ...others] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1] ?? '[]');
  if (folder === undefined || program !== 'node' || path !== `${folder}tagship-pipe.mjs` || others.length > 0) {
    throw new Error('the Dockerfile starts something else than is measured here');
  }
  const copy = join(root, path);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(builtPipe, copy);
  return [program, copy];
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
