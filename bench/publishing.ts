import { join } from 'node:path';
import type { Publisher, PublishJob } from './contenders/publisher.ts';
import { documentedWay, publishers, tagship } from './contenders/publishers.ts';
import { verifyPublication } from './contenders/verify-publication.ts';
import { type Bench, type Scenario, scaled } from './harness/bench.ts';
import { interleave, type Runs } from './harness/interleave.ts';
import { measureProcess } from './harness/measure-process.ts';
import { median } from './harness/statistics.ts';
import { type Clone, createClone } from './inputs/create-clone.ts';
import { type Input, ofGoals, onRgw, onSink } from './publishing-inputs.ts';
import { formatMegabytes, formatNumber, formatSpread } from './results/format-figures.ts';
import type { NamedChart, Section, Table } from './results/results.ts';
import { startRgw, startSink, type Target } from './servers/target.ts';

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

/** The amount of the numbers to reach; for the other ways it would be ten minutes more. */
export const publishForGoals: Scenario = {
  id: 'publish-goals',
  run: async (bench) => {
    await using target = await startSink(join(bench.folder, 'kept'));
    const how = { target, stsEndpoint: target.endpoint, rounds: 5, secondsEach: 15 };
    const cells = await measureInputs(bench, [ofGoals], how);
    return section('publish-goals', 'Publishing 128 MB, against the documented way alone', cells, [
      'The numbers to reach for 4 and for 16 stores are of this amount: with less to 16 stores it is mostly seen what a run and its requests cost anyway.',
    ]);
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
  /** What the amount would be in full, for the names of figures. */
  readonly size: number;
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
    for (const { stores, size, contenders = publishers } of input.cells) {
      const amount = input.isScaled ? scaled(bench, size) : size;
      const clone =
        clones.get(amount) ??
        createClone(join(bench.folder, `${input.id}-${stores}-${size}`), (folder) => input.write(folder, amount));
      clones.set(amount, clone);
      const job = { ...how, clone, stores: how.target.stores.slice(0, stores) };
      const runs = await measureCell(bench, job, { ...how, contenders });
      const cell = { input: input.id, inputTitle: input.title, amount: input.describe(amount), size, stores, runs };
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
  { rounds, secondsEach, contenders }: Measuring & { readonly contenders: readonly Publisher[] },
): Promise<readonly Runs[]> {
  const runners = contenders.map((publisher) => ({
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
  return await interleave(runners, { rounds, secondsEach });
}

function section(id: string, title: string, cells: readonly MeasuredCell[], more: readonly string[] = []): Section {
  const drawn = cells.filter(({ runs }) => runs.length === publishers.length);
  const inputs = [...new Set(drawn.map(({ input }) => input))];
  return {
    id,
    title,
    text: [
      'Seconds of whole processes: median, and least to most in brackets; `times` is how much longer than tagship, by the medians. `processor` is the time of all cores. Memory is the greatest of the runs.',
      'The first run of each warms up and is verified (all stores have the package, that of the last store unpacks to exactly what is in the clone, with the names of that store), and counts only where it takes 10 s or more. Amounts fall with the number of stores, because the others need minutes.',
      ...more,
    ],
    tables: [tableOf(cells)],
    charts: inputs.map((input) =>
      chartOf(
        id,
        drawn.filter((cell) => cell.input === input),
      ),
    ),
    figures: Object.fromEntries(cells.flatMap((cell) => figuresOf(id, cell))),
  };
}

function tableOf(cells: readonly MeasuredCell[]): Table {
  return {
    columns: ['input', 'stores', 'contender', 'runs', 'seconds', 'times', 'processor', 'memory'],
    rows: cells.flatMap(({ inputTitle, amount, stores, runs }) =>
      runs.map(({ contender, seconds, cpuSeconds, peakBytes }) => [
        inputTitle.includes(amount) ? inputTitle : `${amount} ${inputTitle}`,
        String(stores),
        contender,
        String(seconds.length),
        formatSpread(median(seconds), seconds),
        formatNumber(median(seconds) / secondsOf(runs, tagship.name)),
        `${formatNumber(median(cpuSeconds))} s`,
        formatMegabytes(Math.max(...peakBytes)),
      ]),
    ),
  };
}

function chartOf(id: string, cells: readonly MeasuredCell[]): NamedChart {
  const [first] = cells;
  const names = first?.runs.map(({ contender }) => contender) ?? [];
  const isOneAmount = new Set(cells.map(({ amount }) => amount)).size === 1;
  const amounts = cells.map(({ stores, amount }) => `${stores}: ${amount}`).join(', ');
  return {
    name: `${id}-${first?.input}`,
    title: `${first?.inputTitle}, ${id === 'publish' ? 'sink' : 'Ceph RGW'}${isOneAmount ? '' : ` (${amounts})`}`,
    x: { label: 'stores', scale: 'logarithmic', ticks: cells.map(({ stores }) => stores) },
    y: { label: 'seconds', scale: 'logarithmic' },
    series: names.map((name) => ({
      name,
      points: cells.map(({ stores, runs }) => ({ x: stores, y: secondsOf(runs, name) })),
    })),
  };
}

function figuresOf(id: string, { input, size, stores, runs }: MeasuredCell): [string, number][] {
  const times = secondsOf(runs, documentedWay.name) / secondsOf(runs, tagship.name);
  return [[`${id}.${input}.${stores}x${size}.times-documented-way`, times]];
}

function secondsOf(runs: readonly Runs[], name: string): number {
  return median(runs.find(({ contender }) => contender === name)?.seconds ?? []);
}
