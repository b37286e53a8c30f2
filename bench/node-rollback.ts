import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePaths } from '../lib/node-state/node-paths.ts';
import type { LockedModule } from '../lib/release/record.ts';
import { writeBundle } from '../lib/testing/node-world.ts';
import { type ComparedCommand, compareCommands, comparisonTable, medianSeconds } from './compare-commands.ts';
import { type Bench, builtNode, type Scenario, scaled } from './harness/bench.ts';
import type { Runs } from './harness/interleave.ts';
import { type MeasuredCommand, measureProcess } from './harness/measure-process.ts';
import { keepModules } from './inputs/keep-modules.ts';
import { formatNumber } from './results/format-figures.ts';

const rollback = 'tagship-node apply, a rollback';
const scriptsAlone = 'its scripts alone';
const doNothing = '#!/bin/sh\n';
const doManyTimes = '#!/bin/sh\nset -eu\ni=0\nwhile [ "$i" -lt "$2" ]; do "$1"; i=$((i + 1)); done\n';

/** A node goes back to the release before, whose packages it has kept. */
export const nodeRollback: Scenario = {
  id: 'node-rollback',
  run: async (bench) => {
    const moduleCount = scaled(bench, 10);
    const runs = await measureRollbacks(bench, moduleCount);
    return {
      id: 'node-rollback',
      title: 'Rollback of a node',
      text: [
        `${moduleCount} modules, all of them other versions in the release before, each a REL and a program of about 1 MB packed; their packages are kept on the node, and no store is asked. \`upgrade.sh\` and \`check.sh\` of each do nothing, so that what is left is what a rollback costs: packages verified and unpacked, the journal and what the scripts wrote made durable (sync) at every step. Between runs the node is brought forward again.`,
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: {
        'node-rollback.seconds-over-scripts': medianSeconds(runs, rollback) - medianSeconds(runs, scriptsAlone),
      },
    };
  },
};

async function measureRollbacks(bench: Bench, moduleCount: number): Promise<readonly Runs[]> {
  const root = join(bench.folder, 'node');
  const packageFolder = nodePaths(root, 'ProjectA').packages;
  const keep = async (version: string): Promise<readonly LockedModule[]> =>
    await keepModules({ version, count: moduleCount, script: doNothing, folder: bench.folder, packageFolder });
  const bundle = (release: string, kind: 'release' | 'rollback', modules: readonly LockedModule[]): string => {
    const target = join(bench.folder, `${kind}-${release}`);
    writeBundle(target, { release, kind, modules: [] }, modules);
    return target;
  };
  const apply = (bundle: string): MeasuredCommand => ({
    command: [process.execPath, builtNode, 'apply', '--json', '--bundle', bundle, '--root', root],
  });
  const [nothing, many] = [join(bench.folder, 'nothing.sh'), join(bench.folder, 'many.sh')];
  writeFileSync(nothing, doNothing, { mode: 0o755 });
  writeFileSync(many, doManyTimes, { mode: 0o755 });
  const before = await keep('1.0.0');
  await measureProcess(apply(bundle('1.0.0', 'release', before)));
  // only now: a node does not keep packages that no release of its own needs
  const newer = bundle('2.0.0', 'release', await keep('2.0.0'));
  await measureProcess(apply(newer));
  const back = bundle('1.0.0', 'rollback', before);
  const commands: readonly ComparedCommand[] = [
    {
      name: rollback,
      measured: apply(back),
      check({ stdout }) {
        const { outcome, scripts }: ApplyAnswer = JSON.parse(stdout);
        if (outcome !== 'rolled-back' || scripts.length !== moduleCount * 2) {
          throw new Error(stdout);
        }
      },
      tidy: async () => {
        await measureProcess(apply(newer));
      },
    },
    { name: scriptsAlone, measured: { command: [many, nothing, String(moduleCount * 2)] } },
  ];
  const runs = await compareCommands(
    commands.map((command) => ({ ...command, leastRounds: 5 })),
    { rounds: 9, secondsEach: 20 },
  );
  for (const { contender, seconds } of runs) {
    bench.say(`node-rollback, ${contender}: ${seconds.map(formatNumber).join(', ')} s`);
  }
  return runs;
}

interface ApplyAnswer {
  readonly outcome: string;
  readonly scripts: readonly unknown[];
}
