import { join } from 'node:path';
import type { PublishJob } from './contenders/publisher.ts';
import { documentedWay, publishers, tagship } from './contenders/publishers.ts';
import { verifyPublication } from './contenders/verify-publication.ts';
import { type Bench, megabyte, type Scenario, scaled } from './harness/bench.ts';
import { interleave, type Runs } from './harness/interleave.ts';
import { measureProcess } from './harness/measure-process.ts';
import { median } from './harness/statistics.ts';
import { type Clone, createClone } from './inputs/create-clone.ts';
import { writeCompressed, writeConfiguration, writeMixedBinaries, writeSmallFiles } from './inputs/write-inputs.ts';
import { formatMegabytes, formatNumber, formatSpread } from './results/format-figures.ts';
import type { NamedChart, Section, Table } from './results/results.ts';
import { startRgw, startSink, type Target } from './servers/target.ts';

/** What is packed, and how much of it for how many stores: the slow contenders take minutes for the most. */
interface Input {
  readonly id: string;
  readonly title: string;
  readonly cells: readonly { readonly stores: number; readonly size: number }[];
  describe(size: number): string;
  write(folder: string, size: number): void;
}

const inMegabytes = (size: number): string => `${formatNumber(size)} MB`;

const mixed: Omit<Input, 'cells'> = {
  id: 'mixed',
  title: 'mixed binaries',
  describe: inMegabytes,
  write: (folder, size) => writeMixedBinaries(folder, size * megabyte),
};
const rel: Input = {
  id: 'rel',
  title: 'a REL of 20 kB',
  cells: [1, 4, 16].map((stores) => ({ stores, size: 1 })),
  describe: () => '20 kB',
  write: writeConfiguration,
};

const onSink: readonly Input[] = [
  {
    ...mixed,
    cells: [
      { stores: 1, size: 512 },
      { stores: 4, size: 128 },
      { stores: 16, size: 128 },
    ],
  },
  {
    id: 'small-files',
    title: 'small files',
    cells: [
      { stores: 1, size: 20_000 },
      { stores: 4, size: 10_000 },
      { stores: 16, size: 2_500 },
    ],
    describe: (count) => `${count} files`,
    write: writeSmallFiles,
  },
  {
    id: 'compressed',
    title: 'already compressed',
    cells: [
      { stores: 1, size: 512 },
      { stores: 4, size: 64 },
      { stores: 16, size: 16 },
    ],
    describe: inMegabytes,
    write: (folder, size) => writeCompressed(folder, size * megabyte),
  },
  rel,
];

const onRgw: readonly Input[] = [
  {
    ...mixed,
    cells: [
      { stores: 1, size: 128 },
      { stores: 4, size: 32 },
      { stores: 16, size: 16 },
    ],
  },
  rel,
];

/** Whole publications to a server that discards, so that the clients are compared and not the server. */
export const publishToSink: Scenario = {
  id: 'publish',
  run: async (bench) => {
    await using target = await startSink(join(bench.folder, 'kept'));
    const cells = await measureInputs(bench, onSink, {
      target,
      stsEndpoint: target.endpoint,
      rounds: 5,
      secondsEach: 15,
    });
    return section('publish', 'Publishing, to a server that discards', cells);
  },
};

/** The same to a real server, whose own work is in the times. */
export const publishToRgw: Scenario = {
  id: 'publish-rgw',
  run: async (bench) => {
    await using sink = await startSink(join(bench.folder, 'kept'));
    await using target = await startRgw(16);
    const cells = await measureInputs(bench, onRgw, { target, stsEndpoint: sink.endpoint, rounds: 3, secondsEach: 8 });
    return section('publish-rgw', 'Publishing, to Ceph RADOS Gateway', cells);
  },
};

interface MeasuredCell {
  readonly input: string;
  readonly inputTitle: string;
  readonly amount: string;
  readonly stores: number;
  readonly runs: readonly Runs[];
}

interface Measuring {
  readonly target: Target;
  readonly stsEndpoint: string;
  readonly rounds: number;
  readonly secondsEach: number;
}

async function measureInputs(bench: Bench, inputs: readonly Input[], how: Measuring): Promise<readonly MeasuredCell[]> {
  const measured: MeasuredCell[] = [];
  for (const input of inputs) {
    const clones = new Map<number, Clone>();
    for (const { stores, size } of input.cells) {
      const amount = input === rel ? size : scaled(bench, size);
      const clone =
        clones.get(amount) ??
        createClone(join(bench.folder, `${input.id}-${stores}`), (folder) => input.write(folder, amount));
      clones.set(amount, clone);
      const job = { ...how, clone, stores: how.target.stores.slice(0, stores) };
      const runs = await measureCell(bench, job, how);
      const cell = { input: input.id, inputTitle: input.title, amount: input.describe(amount), stores, runs };
      bench.say(`${how.target.name}, ${cell.amount} ${cell.inputTitle} to ${stores}: ${summary(runs)}`);
      measured.push(cell);
    }
  }
  return measured;
}

function summary(runs: readonly Runs[]): string {
  return runs.map(({ contender, seconds }) => `${contender} ${formatSpread(median(seconds), seconds)} s`).join(', ');
}

async function measureCell(
  bench: Bench,
  job: PublishJob,
  { rounds, secondsEach }: Measuring,
): Promise<readonly Runs[]> {
  const contenders = publishers.map((publisher) => ({
    name: publisher.name,
    leastRounds: publisher.leastRounds,
    async run({ isWarmUp }: { readonly isWarmUp: boolean }) {
      await job.target.keepBodies(isWarmUp);
      const measurement = await measureProcess(publisher.command(job));
      if (isWarmUp) {
        await verifyPublication(publisher, job, bench.folder);
      }
      await job.target.empty();
      return measurement;
    },
  }));
  return await interleave(contenders, { rounds, secondsEach });
}

function section(id: string, title: string, cells: readonly MeasuredCell[]): Section {
  const inputs = [...new Set(cells.map(({ input }) => input))];
  return {
    id,
    title,
    text: [
      'Seconds of whole processes: median, and least to most in brackets; `times` is how much longer than tagship, by the medians. Memory is the greatest of the runs.',
      'The first run of each warms up and is verified (all stores have the package, that of the last store unpacks to exactly what is in the clone, with the names of that store), and counts only where it takes 10 s or more. Amounts fall with the number of stores, because the others need minutes.',
    ],
    tables: [tableOf(cells)],
    charts: inputs.map((input) =>
      chartOf(
        id,
        cells.filter((cell) => cell.input === input),
      ),
    ),
    figures: Object.fromEntries(cells.flatMap((cell) => figuresOf(id, cell))),
  };
}

function tableOf(cells: readonly MeasuredCell[]): Table {
  return {
    columns: ['input', 'stores', 'contender', 'runs', 'seconds', 'times', 'memory'],
    rows: cells.flatMap(({ inputTitle, amount, stores, runs }) =>
      runs.map(({ contender, seconds, peakBytes }) => [
        inputTitle.includes(amount) ? inputTitle : `${amount} ${inputTitle}`,
        String(stores),
        contender,
        String(seconds.length),
        formatSpread(median(seconds), seconds),
        formatNumber(median(seconds) / secondsOf(runs, tagship.name)),
        formatMegabytes(Math.max(...peakBytes)),
      ]),
    ),
  };
}

function chartOf(id: string, cells: readonly MeasuredCell[]): NamedChart {
  const [first] = cells;
  const names = first?.runs.map(({ contender }) => contender) ?? [];
  const amounts = cells.map(({ stores, amount }) => `${stores}: ${amount}`).join(', ');
  return {
    name: `${id}-${first?.input}`,
    title: `${first?.inputTitle}, ${id === 'publish' ? 'sink' : 'Ceph RGW'} (${amounts})`,
    x: { label: 'stores', scale: 'logarithmic' },
    y: { label: 'seconds', scale: 'logarithmic' },
    series: names.map((name) => ({
      name,
      points: cells.map(({ stores, runs }) => ({ x: stores, y: secondsOf(runs, name) })),
    })),
  };
}

function figuresOf(id: string, { input, stores, runs }: MeasuredCell): [string, number][] {
  const times = secondsOf(runs, documentedWay.name) / secondsOf(runs, tagship.name);
  return [[`${id}.${input}.${stores}.times-documented-way`, times]];
}

function secondsOf(runs: readonly Runs[], name: string): number {
  return median(runs.find(({ contender }) => contender === name)?.seconds ?? []);
}
