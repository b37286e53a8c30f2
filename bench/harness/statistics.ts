/** The middle of the values, or the mean of the two in the middle. @throws RangeError without a value */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) {
    throw new RangeError('there is no median of nothing');
  }
  return (lower + upper) / 2;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The exponent k of y = a * x^k that fits the points best: the slope of a straight line through their logarithms.
 * @throws RangeError when all points have one x, or one is not above zero
 */
export function fittedExponent(points: readonly Point[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  const covariance = sum(logs.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const slope = covariance / sum(logs.map(({ x }) => (x - meanX) ** 2));
  if (!Number.isFinite(slope)) {
    throw new RangeError('an exponent needs two points with different x, and all of them above zero');
  }
  return slope;
}

/**
 * How something grows where it is large: the exponent over the upper half of the points. Over all of them what a run
 * costs anyway, such as its start, would hide what the last ones cost.
 */
export function growthExponent(points: readonly Point[]): number {
  const byX = points.toSorted((a, b) => a.x - b.x);
  return fittedExponent(byX.slice(Math.min(Math.floor(byX.length / 2), byX.length - 2)));
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
