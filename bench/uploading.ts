import { createHash } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPartHash, type PartDigests } from '../lib/core/part-digests.ts';
import {
  type ComparedCommand,
  compareCommands,
  comparisonTable,
  leastCpuSeconds,
  medianSeconds,
  type Timing,
} from './compare-commands.ts';
import { type Bench, megabyte, type Scenario, scaled } from './harness/bench.ts';
import { bundleProgram } from './harness/bundle-program.ts';
import type { Runs } from './harness/interleave.ts';
import { writeOneFile } from './inputs/write-one-file.ts';
import { formatNumber } from './results/format-figures.ts';
import { startSink } from './servers/target.ts';

const floor = 'raw http, 1 store: the floor';
const floorToFour = 'raw http, 4 stores: the floor';
const toOne = 'tagship, 1 store, one PutObject';
const toFour = 'tagship, 4 stores, one PutObject';
const partsToOne = 'tagship, 1 store, in parts';
const partsToFour = 'tagship, 4 stores, in parts';

/** Uploading alone, against what Node's http takes for the same bytes. */
export const uploading: Scenario = {
  id: 'uploading',
  run: async (bench) => {
    const sizeMegabytes = scaled(bench, 256);
    const runs = await compareUploads(bench, { sizeMegabytes, rounds: 7, secondsEach: 15 });
    return {
      id: 'uploading',
      title: 'Uploading alone',
      text: [
        `${sizeMegabytes} MB whose digests are known, of the whole and of its parts, as after packing; to the sink; whole processes, so that loading the SDK is in the times. One PutObject is how it goes to an endpoint of one's own, in parts how it goes to AWS. The floor is Node's http with parts of 16 MiB, four at once, each read once for all stores, without digest or signature.`,
        limitOfFour(runs),
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: {
        ...uploadFigures(runs, 'uploading'),
        'uploading.floor-four-stores-to-one': medianSeconds(runs, floorToFour) / medianSeconds(runs, floor),
        'uploading.four-stores-to-floor': medianSeconds(runs, toFour) / medianSeconds(runs, floorToFour),
        'uploading.parts-to-floor': medianSeconds(runs, partsToOne) / medianSeconds(runs, floor),
        'uploading.parts-four-stores-to-one': medianSeconds(runs, partsToFour) / medianSeconds(runs, partsToOne),
      },
    };
  },
};

export interface UploadOptions {
  readonly sizeMegabytes: number;
  readonly rounds: number;
  readonly secondsEach: number;
  /** Leaves out the uploads in parts, to take less time. Default: false. */
  readonly withoutParts?: boolean;
}

export async function compareUploads(
  bench: Bench,
  { sizeMegabytes, withoutParts = false, ...rounds }: UploadOptions,
): Promise<readonly Runs[]> {
  await using target = await startSink(join(bench.folder, 'kept'));
  const file = join(bench.folder, 'package');
  writeOneFile(file, sizeMegabytes * megabyte);
  const order = join(bench.folder, 'upload-order.json');
  writeFileSync(order, JSON.stringify(await describePackage(file)));
  const upload = await bundleProgram('upload', bench.folder);
  const httpFloor = await bundleProgram('http-floor', bench.folder);
  const tidy = async (): Promise<void> => await target.empty();
  const bucketsOf = (count: number): readonly string[] => target.stores.slice(0, count).map(({ bucket }) => bucket);
  const raw = (name: string, count: number): ComparedCommand => ({
    name,
    measured: { command: [process.execPath, httpFloor, file, target.endpoint, ...bucketsOf(count)] },
    leastRounds: 3,
    tidy,
  });
  const tagship = (name: string, way: string, count: number): ComparedCommand => {
    return {
      name,
      measured: { command: [process.execPath, upload, order, target.endpoint, way, ...bucketsOf(count)] },
      leastRounds: 3,
      check({ stdout }) {
        if (stdout !== 'written\n'.repeat(count)) {
          throw new Error(`${name}: ${stdout}`);
        }
      },
      tidy,
    };
  };
  const runs = await compareCommands(
    [
      raw(floor, 1),
      raw(floorToFour, 4),
      tagship(toOne, 'put', 1),
      tagship(toFour, 'put', 4),
      ...(withoutParts ? [] : [tagship(partsToOne, 'parts', 1), tagship(partsToFour, 'parts', 4)]),
    ],
    rounds,
  );
  for (const { contender, seconds } of runs) {
    bench.say(`uploading, ${contender}: ${seconds.map(formatNumber).join(', ')} s`);
  }
  return runs;
}

/** Why four stores cost more than one where nothing but this machine is in between. */
function limitOfFour(runs: readonly Runs[]): string {
  const times = (four: string, one: string, timing: Timing = medianSeconds): string =>
    formatNumber(timing(runs, four) / timing(runs, one));
  return [
    'To four stores four times the bytes go through the memory of one machine, and both ends of every connection share its processors: what the system copies for a send and for a receive is the limit here, where a line of a network would be elsewhere.',
    `The floor itself takes ${times(floorToFour, floor)} times as long for four stores as for one, though it reads each part once; tagship ${times(toFour, toOne)} times in one PutObject each, ${times(partsToFour, partsToOne)} times in parts, and ${times(toFour, floorToFour)} and ${times(partsToFour, floorToFour)} times as long as that floor.`,
    `By the least processor time four stores cost tagship ${times(toFour, toOne, leastCpuSeconds)} times what one costs, in parts ${times(partsToFour, partsToOne, leastCpuSeconds)} times.`,
    'A profile of the client (`node --cpu-prof`) has writes into sockets for most of what further stores cost in one PutObject each: that is the copying, and no client of one process avoids it. In parts 2 ms of the SDK for each part of 8 MiB come to it, which are about two fifths of what further stores cost there: larger parts would cost less, and more memory for each store. The rest are the pieces in which a body is handed over, and reads of the package, once for all stores as long as none falls far behind. The package is hashed for none. The sink takes 0.2 s of processor time for a gigabyte, less than the client.',
  ].join(' ');
}

/** A package that is to be uploaded, with what is known of it once it is packed. */
export interface UploadOrder {
  readonly sha256: string;
  readonly path: string;
  readonly size: number;
  readonly parts: PartDigests;
}

async function describePackage(path: string): Promise<UploadOrder> {
  const hash = createHash('sha256');
  const partHash = createPartHash();
  let size = 0;
  const pieces: AsyncIterable<Buffer> = createReadStream(path);
  for await (const piece of pieces) {
    hash.update(piece);
    partHash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), path, size, parts: partHash.digests() };
}

export function uploadFigures(
  runs: readonly Runs[],
  prefix: string,
  timing: Timing = medianSeconds,
): Readonly<Record<string, number>> {
  return {
    [`${prefix}.to-floor`]: timing(runs, toOne) / timing(runs, floor),
    [`${prefix}.four-stores-to-one`]: timing(runs, toFour) / timing(runs, toOne),
  };
}
