import { expect, test } from 'vitest';
import { type Chart, renderChart } from './svg-chart.ts';

const chart: Chart = {
  title: 'Time <of> & "all"',
  x: { label: 'stores', scale: 'logarithmic' },
  y: { label: 'seconds', scale: 'linear' },
  series: [
    {
      name: 'tagship',
      points: [
        { x: 1, y: 0 },
        { x: 10, y: 50 },
        { x: 100, y: 100 },
      ],
    },
  ],
};

function pointsOf(svg: string): readonly (readonly number[])[] {
  const points = /<polyline points="([^"]+)"/.exec(svg)?.[1] ?? '';
  return points.split(' ').map((point) => point.split(',').map(Number));
}

test('points lie where their values are: ratios on a logarithmic axis, differences on a linear one', () => {
  const [first = [], second = [], third = []] = pointsOf(renderChart(chart));

  expect((second[0] ?? 0) - (first[0] ?? 0)).toBeCloseTo((third[0] ?? 0) - (second[0] ?? 0), 0);
  expect((first[1] ?? 0) - (second[1] ?? 0)).toBeCloseTo((second[1] ?? 0) - (third[1] ?? 0), 0);
  expect((first[1] ?? 0) > (third[1] ?? 0)).toBe(true);
});

test('a power is a straight line on two logarithmic axes', () => {
  const points = [1, 4, 16, 64].map((x) => ({ x, y: 3 * x ** 1.5 }));
  const y = { label: 'seconds', scale: 'logarithmic' } as const;

  const places = pointsOf(renderChart({ ...chart, y, series: [{ name: 'power', points }] }));

  const slopes = places.slice(1).map(([x = 0, height = 0], index) => {
    const [formerX = 0, formerHeight = 0] = places[index] ?? [];
    return (height - formerHeight) / (x - formerX);
  });
  expect(Math.max(...slopes) - Math.min(...slopes)).toBeLessThan(0.01);
});

test.each([
  ['values far apart', [0.001, 5, 98_000]],
  ['values close together', [7.1, 7.2, 7.3]],
  ['one value', [3]],
  ['values on the ends of their axis', [1, 10]],
])('%s lie within the picture, between ticks', (_what, values) => {
  const points = values.map((value) => ({ x: value, y: value }));

  for (const scale of ['linear', 'logarithmic'] as const) {
    const svg = renderChart({
      ...chart,
      x: { label: 'x', scale },
      y: { label: 'y', scale },
      series: [{ name: 'a', points }],
    });

    for (const [x = Number.NaN, y = Number.NaN] of pointsOf(svg)) {
      expect(x).toBeGreaterThanOrEqual(76);
      expect(x).toBeLessThanOrEqual(530);
      expect(y).toBeGreaterThanOrEqual(48);
      expect(y).toBeLessThanOrEqual(380);
    }
  }
});

test('an axis has the ticks that are given for it, and its ends are the first and the last of them', () => {
  const x = { label: 'stores', scale: 'logarithmic', ticks: [1, 4, 100] } as const;

  const svg = renderChart({ ...chart, x });

  const labels = [...svg.matchAll(/y="398"[^>]*>([^<]+)</g)].map(([, label]) => label);
  expect(labels).toEqual(['1', '4', '100']);
  expect(pointsOf(svg).map(([place]) => place)).toEqual([76, 303, 530]);
});

test('an axis whose values lie close together has ticks between which they are told apart', () => {
  const points = [0.217, 0.227, 0.233].map((value) => ({ x: value, y: value }));
  const y = { label: 'seconds', scale: 'logarithmic' } as const;

  const svg = renderChart({ ...chart, y, series: [{ name: 'a', points }] });

  const labels = [...svg.matchAll(/text-anchor="end">([^<]+)</g)].map(([, label]) => label);
  expect(labels).toEqual(['0.2', '0.3']);
});

test('a limit is drawn at its height, and its level is in the picture even if all values are below', () => {
  const svg = renderChart({ ...chart, limit: { y: 400, label: 'limit: 400' } });

  expect(svg).toContain('>limit: 400</text>');
  expect(Number(/y1="([\d.]+)"[^>]*stroke-dasharray/.exec(svg)?.[1])).toBeGreaterThanOrEqual(48);
});

test('text is escaped, and the same chart gives the same bytes', () => {
  const svg = renderChart(chart);

  expect(svg).toContain('<title>Time &lt;of&gt; &amp; "all"</title>');
  expect(svg).toBe(renderChart(structuredClone(chart)));
});

test('a chart without points, or with a zero on a logarithmic axis, is refused', () => {
  expect(() => renderChart({ ...chart, series: [] })).toThrow('has no points');
  expect(() => renderChart({ ...chart, series: [{ name: 'a', points: [{ x: 0, y: 1 }] }] })).toThrow('no place for 0');
});
