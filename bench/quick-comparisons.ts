import { join } from 'node:path';
import { compareCommands, comparisonTable, leastCpuSeconds, leastSeconds } from './compare-commands.ts';
import { documentedWay, tagship } from './contenders/publishers.ts';
import { type Bench, megabyte, type Scenario } from './harness/bench.ts';
import type { Runs } from './harness/interleave.ts';
import { createClone } from './inputs/create-clone.ts';
import { writeMixedBinaries } from './inputs/write-inputs.ts';
import { comparePacking, packingFigures } from './packing.ts';
import type { Section } from './results/results.ts';
import { startSink } from './servers/target.ts';
import { compareStarts, startFigures } from './start-up.ts';
import { compareUploads, uploadFigures } from './uploading.ts';

/** What `npm run bench:quick` compares, so that a full run says what it gives on the same machine. */
export const quickComparisons: Scenario = {
  id: 'quick',
  run: async (bench) => await compareQuickly(bench),
};

export interface QuickRatio {
  readonly figure: string;
  readonly title: string;
  /** Whether a greater figure is the better one. */
  readonly better: 'greater' | 'less';
}

/** Ratios within one run only: seconds of one machine say nothing on another. */
export const quickRatios: readonly QuickRatio[] = [
  {
    figure: 'quick.publish.times-documented-way',
    title: 'publish 16 MB to 4 stores: times the documented way',
    better: 'greater',
  },
  {
    figure: 'quick.packing-processor.times-tar-czf',
    title: 'pack 64 MB: times the processor time of `tar czf`',
    better: 'greater',
  },
  { figure: 'quick.packing.for-16-stores-to-1', title: 'pack 64 MB for 16 stores against for 1', better: 'less' },
  { figure: 'quick.uploading.to-floor', title: 'upload 64 MB to 1 store against raw http', better: 'less' },
  { figure: 'quick.uploading.four-stores-to-one', title: 'upload 64 MB to 4 stores against to 1', better: 'less' },
  { figure: 'quick.start-up.check-to-node', title: '`tagship check` against Node alone', better: 'less' },
  {
    figure: 'quick.start-up.failing-pipe-to-node',
    title: 'a pipe run that finds an error against Node alone',
    better: 'less',
  },
];

export async function compareQuickly(bench: Bench): Promise<Section> {
  const publishing = await comparePublishing(bench);
  const { runs: packing } = await comparePacking(bench, {
    sizeMegabytes: 64,
    rounds: 3,
    secondsEach: 8,
    withoutPigz: true,
  });
  const uploads = await compareUploads(bench, { sizeMegabytes: 64, rounds: 3, secondsEach: 3, withoutParts: true });
  const starts = await compareStarts(bench, 7);
  return {
    id: 'quick',
    title: 'What `npm run bench:quick` compares',
    text: ['Small amounts, in under a minute. CI fails when a ratio is less than half as good as here.'],
    tables: [publishing, packing, uploads, starts].map(comparisonTable),
    charts: [],
    figures: {
      'quick.publish.times-documented-way':
        leastSeconds(publishing, documentedWay.name) / leastSeconds(publishing, tagship.name),
      ...packingFigures(packing, 'quick.packing', leastSeconds),
      ...packingFigures(packing, 'quick.packing-processor', leastCpuSeconds),
      ...uploadFigures(uploads, 'quick.uploading', leastSeconds),
      ...startFigures(starts, 'quick.start-up', leastSeconds),
    },
  };
}

async function comparePublishing(bench: Bench): Promise<readonly Runs[]> {
  await using target = await startSink(join(bench.folder, 'kept-quick'));
  const clone = createClone(join(bench.folder, 'publishing'), (files) => writeMixedBinaries(files, 16 * megabyte));
  const job = { clone, target, stores: target.stores.slice(0, 4), stsEndpoint: target.endpoint };
  const runs = await compareCommands(
    [tagship, documentedWay].map((publisher) => ({
      name: publisher.name,
      measured: publisher.command(job),
      leastRounds: publisher.leastRounds,
      async check() {
        for (const store of job.stores) {
          if (!(await target.listKeys(store)).includes(publisher.packageKey)) {
            throw new Error(`${publisher.name}: nothing is in ${store.bucket}`);
          }
        }
      },
      tidy: async () => await target.empty(),
    })),
    { rounds: 3, secondsEach: 6 },
  );
  bench.say('publishing 16 MB to 4 stores is measured');
  return runs;
}
