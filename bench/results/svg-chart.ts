/** One quantity against another, as lines through points. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A level that must not be passed, and its name. */
  readonly limit?: { readonly y: number; readonly label: string };
}

interface Axis {
  readonly label: string;
  /** On a logarithmic axis equal ratios are equally far apart, so that a straight line is a power. */
  readonly scale: 'linear' | 'logarithmic';
  /** What is written at it, upwards, where that is known better than by round numbers: all values lie within. */
  readonly ticks?: readonly number[];
}

interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const width = 720;
const height = 440;
const margin = { left: 76, right: 190, top: 48, bottom: 60 };
const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
/** Distinguishable by people who see no red or green (Okabe and Ito). */
const colours = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Draws the chart as a picture of 720 by 440 on white, the same bytes for the same chart. @throws RangeError without a point */
export function renderChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) {
    throw new RangeError(`chart "${chart.title}" has no points`);
  }
  const limits = chart.limit === undefined ? [] : [chart.limit.y];
  const x = mapping(
    chart.x,
    points.map((point) => point.x),
    [margin.left, margin.left + plot.width],
  );
  const y = mapping(chart.y, [...points.map((point) => point.y), ...limits], [margin.top + plot.height, margin.top]);
  const bottom = margin.top + plot.height;
  const right = margin.left + plot.width;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text({ x: margin.left, y: 26, content: chart.title, extra: 'font-size="15" font-weight="bold"' }),
    ...x.ticks.flatMap((tick) => [
      line({ x1: x.place(tick), y1: margin.top, x2: x.place(tick), y2: bottom, stroke: '#e4e4e4' }),
      text({ x: x.place(tick), y: bottom + 18, content: formatTick(tick), extra: 'text-anchor="middle"' }),
    ]),
    ...y.ticks.flatMap((tick) => [
      line({ x1: margin.left, y1: y.place(tick), x2: right, y2: y.place(tick), stroke: '#e4e4e4' }),
      text({ x: margin.left - 8, y: y.place(tick) + 4, content: formatTick(tick), extra: 'text-anchor="end"' }),
    ]),
    line({ x1: margin.left, y1: bottom, x2: right, y2: bottom, stroke: '#333333' }),
    line({ x1: margin.left, y1: margin.top, x2: margin.left, y2: bottom, stroke: '#333333' }),
    text({ x: margin.left + plot.width / 2, y: height - 16, content: chart.x.label, extra: 'text-anchor="middle"' }),
    text({
      x: 18,
      y: margin.top + plot.height / 2,
      content: chart.y.label,
      extra: `text-anchor="middle" transform="rotate(-90 18 ${round(margin.top + plot.height / 2)})"`,
    }),
    ...(chart.limit === undefined
      ? []
      : [
          line({
            x1: margin.left,
            y1: y.place(chart.limit.y),
            x2: right,
            y2: y.place(chart.limit.y),
            stroke: '#aa0000',
            dashes: '6 4',
          }),
          text({ x: right + 10, y: y.place(chart.limit.y) + 4, content: chart.limit.label, extra: 'fill="#aa0000"' }),
        ]),
    ...chart.series.flatMap((series, index) => drawSeries(series, index, { x, y })),
    '</svg>',
    '',
  ].join('\n');
}

interface Mapping {
  readonly ticks: readonly number[];
  /** Where a value lies in the picture. */
  place(value: number): number;
}

function drawSeries(series: Series, index: number, { x, y }: { readonly x: Mapping; readonly y: Mapping }): string[] {
  const colour = colours[index % colours.length] ?? '#000000';
  const places = series.points.map((point) => `${round(x.place(point.x))},${round(y.place(point.y))}`);
  const legendX = margin.left + plot.width + 10;
  const legendY = margin.top + 10 + index * 20;
  return [
    `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map(
      (place) => `<circle cx="${place.split(',')[0]}" cy="${place.split(',')[1]}" r="3.5" fill="${colour}"/>`,
    ),
    `<circle cx="${legendX + 5}" cy="${legendY}" r="4" fill="${colour}"/>`,
    text({ x: legendX + 16, y: legendY + 4, content: series.name, extra: '' }),
  ];
}

function mapping(axis: Axis, values: readonly number[], [start, end]: readonly [number, number]): Mapping {
  const position = axis.scale === 'logarithmic' ? Math.log10 : (value: number) => value;
  const ticks = ticksOf(axis, values);
  const [first = 0, last = 1] = [ticks[0], ticks.at(-1)];
  const span = position(last) - position(first);
  return { ticks, place: (value) => start + ((position(value) - position(first)) / span) * (end - start) };
}

function ticksOf({ scale, ticks = [] }: Axis, values: readonly number[]): readonly number[] {
  // one tick spans nothing
  if (ticks.length > 1) {
    return ticks;
  }
  return scale === 'logarithmic' ? logarithmicTicks(values) : linearTicks(Math.max(...values));
}

/** From zero in four to eight round steps, the last one at or above the greatest value. */
function linearTicks(most: number): readonly number[] {
  const rough = (most <= 0 ? 1 : most) / 6;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough) ?? rough;
  const steps = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/**
 * 1, 2, 5, 10, 20 and so on, whole powers of ten where that would be too many, and some between where values lie close
 * together; all values lie within.
 */
function logarithmicTicks(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(least > 0)) {
    throw new RangeError(`a logarithmic axis has no place for ${least}`);
  }
  const decades = Math.log10(most / least);
  const factors = decades > 3 ? [1] : decades > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)) - 1; power <= Math.ceil(Math.log10(most)) + 1; power += 1) {
    all.push(...factors.map((factor) => Number((factor * 10 ** power).toPrecision(3))));
  }
  const first = all.findLastIndex((tick) => tick <= least);
  const last = all.findIndex((tick) => tick >= most);
  return all.slice(first, Math.max(last, first + 1) + 1);
}

/** `20k`, `0.05`, `1.5`. */
function formatTick(value: number): string {
  return value >= 10_000 ? `${Number((value / 1000).toPrecision(4))}k` : String(Number(value.toPrecision(4)));
}

function line(ends: {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly stroke: string;
  readonly dashes?: string;
}): string {
  const { x1, y1, x2, y2, stroke, dashes } = ends;
  const dashed = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`;
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}"${dashed}/>`;
}

function text(label: {
  readonly x: number;
  readonly y: number;
  readonly content: string;
  readonly extra: string;
}): string {
  const { x, y, content, extra } = label;
  return `<text x="${round(x)}" y="${round(y)}"${extra === '' ? '' : ` ${extra}`}>${escaped(content)}</text>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
