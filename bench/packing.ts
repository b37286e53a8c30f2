import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ComparedCommand,
  compareCommands,
  comparisonTable,
  medianSeconds,
  type Timing,
} from './compare-commands.ts';
import { type Bench, megabyte, type Scenario, scaled } from './harness/bench.ts';
import { bundleProgram } from './harness/bundle-program.ts';
import type { Runs } from './harness/interleave.ts';
import { createClone, packedPaths } from './inputs/create-clone.ts';
import { writeMixedBinaries } from './inputs/write-inputs.ts';
import { formatNumber } from './results/format-figures.ts';

const forOne = 'tagship, for 1 store';
const forMany = 'tagship, for 16 stores';
const tarGzip = 'tar czf';

/** Packing alone, against the programs that only pack. */
export const packing: Scenario = {
  id: 'packing',
  run: async (bench) => {
    const sizeMegabytes = scaled(bench, 512);
    const { runs, ratio } = await comparePacking(bench, { sizeMegabytes, rounds: 5, secondsEach: 20 });
    return {
      id: 'packing',
      title: 'Packing alone',
      text: [
        `${sizeMegabytes} MB of mixed binaries, whole processes; \`gzip -6\` makes ${formatNumber(ratio * 100)} % of it. The tagship program is lib/archive by itself: walk, pack, compress, hash, to a file.`,
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: packingFigures(runs, 'packing'),
    };
  },
};

export interface PackingOptions {
  readonly sizeMegabytes: number;
  readonly rounds: number;
  readonly secondsEach: number;
  /** Leaves pigz out, which not every machine has. Default: false. */
  readonly withoutPigz?: boolean;
}

export async function comparePacking(
  bench: Bench,
  { sizeMegabytes, withoutPigz = false, ...rounds }: PackingOptions,
): Promise<{ readonly runs: readonly Runs[]; readonly ratio: number }> {
  const { directory } = createClone(join(bench.folder, 'packing'), (folder) =>
    writeMixedBinaries(folder, sizeMegabytes * megabyte),
  );
  const program = await bundleProgram('pack', bench.folder);
  const archive = join(bench.folder, 'packed.tar.gz');
  let ratio = 0;
  const tagship = (name: string, stores: number): ComparedCommand => ({
    name,
    measured: { command: [process.execPath, program, directory, String(stores)] },
    // of three rounds one that was disturbed moves the median
    leastRounds: 5,
    check({ stdout }) {
      if (stdout.trim().split('\n').length !== stores) {
        throw new Error(`${name} has packed for other stores:\n${stdout}`);
      }
    },
  });
  const tar = (name: string, ...options: string[]): ComparedCommand => ({
    name,
    measured: { command: ['tar', ...options, archive, '-C', directory, ...packedPaths] },
    check() {
      if (name === tarGzip && ratio === 0) {
        execFileSync('gzip', ['-t', archive]);
        ratio = statSync(archive).size / (sizeMegabytes * megabyte);
      }
    },
    tidy: () => rmSync(archive),
  });
  const pigz = [tar('tar with pigz', '-I', 'pigz', '-cf'), tar('tar with pigz -4', '-I', 'pigz -4', '-cf')];
  const commands = [tagship(forOne, 1), tagship(forMany, 16), tar(tarGzip, '-czf'), ...(withoutPigz ? [] : pigz)];
  const runs = await compareCommands(commands, rounds);
  for (const { contender, seconds } of runs) {
    bench.say(`packing, ${contender}: ${seconds.map(formatNumber).join(', ')} s`);
  }
  return { runs, ratio };
}

export function packingFigures(
  runs: readonly Runs[],
  prefix: string,
  timing: Timing = medianSeconds,
): Readonly<Record<string, number>> {
  return {
    [`${prefix}.times-tar-czf`]: timing(runs, tarGzip) / timing(runs, forOne),
    [`${prefix}.for-16-stores-to-1`]: timing(runs, forMany) / timing(runs, forOne),
  };
}
