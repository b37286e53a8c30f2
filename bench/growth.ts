import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type GrowthCurve, growthCurves } from './growth-curves.ts';
import { type Bench, type Scenario, scaled } from './harness/bench.ts';
import { type Measurement, measureProcess } from './harness/measure-process.ts';
import { growthExponent, median } from './harness/statistics.ts';
import { formatMegabytes, formatSpread } from './results/format-figures.ts';
import type { NamedChart, Section } from './results/results.ts';
import { startSink } from './servers/target.ts';

/** What a build step with 1 GB for its pipe may have, and half of it. */
const memoryLimitBytes = 512 * 1_000_000;

/** How time and memory grow with what is published. */
export const growth: Scenario = {
  id: 'growth',
  run: async (bench) => {
    await using target = await startSink(join(bench.folder, 'kept'));
    const grown: Grown[] = [];
    for (const curve of growthCurves) {
      grown.push({ curve, points: await measureCurve(bench, curve, target) });
    }
    return section(grown);
  },
};

interface GrownPoint {
  readonly amount: number;
  readonly seconds: readonly number[];
  readonly peakBytes: number;
}

interface Grown {
  readonly curve: GrowthCurve;
  readonly points: readonly GrownPoint[];
}

async function measureCurve(
  bench: Bench,
  curve: GrowthCurve,
  target: Awaited<ReturnType<typeof startSink>>,
): Promise<readonly GrownPoint[]> {
  const points: GrownPoint[] = [];
  for (const wanted of curve.amounts) {
    const amount = curve.isScaled ? scaled(bench, wanted) : wanted;
    if (points.some((point) => point.amount === amount)) {
      continue;
    }
    const folder = join(bench.folder, curve.id);
    mkdirSync(folder);
    const { command, check } = await curve.prepare({ target, folder, amount });
    const measured: Measurement[] = [];
    for (let round = 0; round < curve.rounds; round += 1) {
      const measurement = await measureProcess(command);
      check(measurement);
      measured.push(measurement);
      await curve.tidy(target);
    }
    await target.empty();
    rmSync(folder, { recursive: true, force: true });
    const point = {
      amount,
      seconds: measured.map(({ seconds }) => seconds),
      peakBytes: Math.max(...measured.map(({ peakBytes }) => peakBytes)),
    };
    bench.say(
      `${curve.title}, ${amount}: ${formatSpread(median(point.seconds), point.seconds)} s, ${formatMegabytes(point.peakBytes)}`,
    );
    points.push(point);
  }
  return points;
}

function section(grown: readonly Grown[]): Section {
  const peaks = grown.flatMap(({ points }) => points.map(({ peakBytes }) => peakBytes));
  return {
    id: 'growth',
    title: 'Growth',
    text: [
      'Whole processes of the built programs, to the sink: median, and least to most in brackets. The exponent k of time = a * n^k is fitted to the upper half of the points, where the start of the program no longer hides it: 1 is linear, 0 is flat.',
      `The most memory of all of them is ${formatMegabytes(Math.max(...peaks))}; the limit is ${formatMegabytes(memoryLimitBytes)}.`,
    ],
    tables: [
      {
        columns: ['what grows', 'amount', 'seconds', 'memory'],
        rows: grown.flatMap(({ curve, points }) =>
          points.map(({ amount, seconds, peakBytes }) => [
            curve.title,
            String(amount),
            formatSpread(median(seconds), seconds),
            formatMegabytes(peakBytes),
          ]),
        ),
      },
      {
        columns: ['what grows', 'what is run', 'exponent of time', 'most memory'],
        rows: grown.map(({ curve, points }) => [
          `${curve.title}${curve.limit === undefined ? '' : ` (${curve.limit})`}`,
          curve.commands,
          exponentOf(points).toFixed(2),
          formatMegabytes(Math.max(...points.map(({ peakBytes }) => peakBytes))),
        ]),
      },
    ],
    charts: grown.flatMap(chartsOf),
    figures: Object.fromEntries([
      ['growth.peak-megabytes', Math.max(...peaks) / 1_000_000],
      ...grown.map(({ curve, points }) => [`growth.${curve.id}.exponent`, exponentOf(points)]),
    ]),
  };
}

function exponentOf(points: readonly GrownPoint[]): number {
  return growthExponent(points.map(({ amount, seconds }) => ({ x: amount, y: median(seconds) })));
}

function chartsOf({ curve, points }: Grown): readonly NamedChart[] {
  const x = { label: curve.title, scale: 'logarithmic', ticks: points.map(({ amount }) => amount) } as const;
  const name = `k = ${exponentOf(points).toFixed(2)}`;
  return [
    {
      name: `growth-${curve.id}-seconds`,
      title: `Time against ${curve.title}`,
      x,
      y: { label: 'seconds', scale: 'logarithmic' },
      series: [{ name, points: points.map(({ amount, seconds }) => ({ x: amount, y: median(seconds) })) }],
    },
    {
      name: `growth-${curve.id}-memory`,
      title: `Peak memory against ${curve.title}`,
      x,
      y: { label: 'MB', scale: 'linear' },
      series: [
        { name: 'tagship', points: points.map(({ amount, peakBytes }) => ({ x: amount, y: peakBytes / 1_000_000 })) },
      ],
      limit: { y: memoryLimitBytes / 1_000_000, label: 'limit: 512 MB' },
    },
  ];
}
