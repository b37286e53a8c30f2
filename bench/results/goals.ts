import { formatNumber } from './format-figures.ts';

/** A number that is to be reached. */
interface Goal {
  readonly figure: string;
  readonly title: string;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  readonly unit: '' | 'x' | ' s' | ' MB' | ' %';
}

const goals: readonly Goal[] = [
  {
    figure: 'publish-goals.mixed.4x128.times-documented-way',
    title: 'publish 128 MB to 4 stores against the documented way',
    bound: { atLeast: 12 },
    unit: 'x',
  },
  {
    figure: 'publish-goals.mixed.16x128.times-documented-way',
    title: 'the same to 16 stores, 128 MB too',
    bound: { atLeast: 45 },
    unit: 'x',
  },
  {
    figure: 'packing.for-16-stores-to-1',
    title: 'packing for 16 stores against packing for 1',
    bound: { atMost: 1.15 },
    unit: 'x',
  },
  {
    figure: 'packing.times-tar-czf',
    title: 'packing 512 MB mixed against `tar czf`',
    bound: { atLeast: 4.5 },
    unit: 'x',
  },
  {
    figure: 'uploading.to-floor',
    title: 'upload to 1 store against the raw http floor',
    bound: { atMost: 2 },
    unit: 'x',
  },
  {
    figure: 'uploading.parts-to-floor',
    title: 'the same in parts, as to AWS',
    bound: { atMost: 2 },
    unit: 'x',
  },
  {
    figure: 'uploading.four-stores-to-one',
    title: 'upload to 4 stores against one',
    bound: { atMost: 1.6 },
    unit: 'x',
  },
  {
    figure: 'uploading.parts-four-stores-to-one',
    title: 'the same in parts, as to AWS',
    bound: { atMost: 1.6 },
    unit: 'x',
  },
  {
    figure: 'memory.peak-megabytes',
    title: 'peak memory, 1 GB package, 16 stores',
    bound: { atMost: 350 },
    unit: ' MB',
  },
  { figure: 'growth.peak-megabytes', title: 'peak memory, any size', bound: { atMost: 512 }, unit: ' MB' },
  {
    figure: 'node-fetch.times-loop',
    title: 'a node fetches 30 modules of 20 MB, against the loop (aim: 5.5x)',
    bound: { atLeast: 5 },
    unit: 'x',
  },
  {
    figure: 'node-rollback.seconds-over-scripts',
    title: "a node's rollback from kept packages over its scripts' own time",
    bound: { atMost: 1 },
    unit: ' s',
  },
  {
    figure: 'roll-out.own-percent',
    title: "tagship-control's own share of a roll-out to 50 nodes",
    bound: { atMost: 5 },
    unit: ' %',
  },
  {
    figure: 'alerts.seconds',
    title: 'alerts of 5,000 nodes through three roll-outs',
    bound: { atMost: 10 },
    unit: ' s',
  },
  { figure: 'alerts.peak-megabytes', title: 'peak memory of that', bound: { atMost: 300 }, unit: ' MB' },
  {
    figure: 'start-up.check.seconds-over-node',
    title: "`tagship check` over Node's own start",
    bound: { atMost: 0.15 },
    unit: ' s',
  },
  {
    figure: 'start-up.failing-pipe.seconds-over-node',
    title: "a failing pipe run over Node's own start",
    bound: { atMost: 0.15 },
    unit: ' s',
  },
  {
    figure: 'start-up.entry-point.seconds-over-node',
    title: "the image's entry point, failing, over Node's own start",
    bound: { atMost: 0.15 },
    unit: ' s',
  },
];

/** A row for each goal: what it is, what is asked for, what was measured, whether it is reached. */
export function goalRows(figures: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return goals.map(({ figure, title, bound, unit }) => {
    const asked = 'atLeast' in bound ? `at least ${bound.atLeast}${unit}` : `at most ${bound.atMost}${unit}`;
    const measured = figures.get(figure);
    if (measured === undefined) {
      return [title, asked, 'not measured', ''];
    }
    const isReached = 'atLeast' in bound ? measured >= bound.atLeast : measured <= bound.atMost;
    return [title, asked, `${formatNumber(measured)}${unit}`, isReached ? 'yes' : '**no**'];
  });
}
