import { join } from 'node:path';
import { tagship } from './contenders/publishers.ts';
import { megabyte, type Scenario, scaled } from './harness/bench.ts';
import { measureProcess } from './harness/measure-process.ts';
import { createClone } from './inputs/create-clone.ts';
import { writeCompressed } from './inputs/write-inputs.ts';
import { formatMegabytes, formatNumber } from './results/format-figures.ts';
import { startSink } from './servers/target.ts';

const storeCount = 16;

/** The worst case for memory: a package of 1 GB that stays that large, for 16 stores at once. */
export const memory: Scenario = {
  id: 'memory',
  run: async (bench) => {
    await using target = await startSink(join(bench.folder, 'kept'));
    const sizeMegabytes = scaled(bench, 1000);
    const clone = createClone(join(bench.folder, 'clone'), (files) => writeCompressed(files, sizeMegabytes * megabyte));
    const stores = target.stores.slice(0, storeCount);
    const { seconds, peakBytes, stdout } = await measureProcess(
      tagship.command({ clone, target, stores, stsEndpoint: target.endpoint }),
    );
    if (!stdout.includes(`is released in ${storeCount} stores`)) {
      throw new Error(stdout);
    }
    bench.say(`memory: ${formatMegabytes(peakBytes)}, ${formatNumber(seconds)} s`);
    return {
      id: 'memory',
      title: 'Memory',
      text: [
        `A package of ${sizeMegabytes} MB that does not compress, to ${storeCount} stores at once (sink, one run): ${formatMegabytes(peakBytes)} at most, in ${formatNumber(seconds)} s.`,
      ],
      tables: [],
      charts: [],
      figures: { 'memory.peak-megabytes': peakBytes / megabyte },
    };
  },
};
