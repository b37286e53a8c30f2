/** `0.083`, `2.51`, `44.9`, `176`: three figures are more than a noisy machine can tell. */
export function formatNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

/** The median, and from the least to the most where there was more than one run: `2.51 (2.4-2.8)`. */
export function formatSpread(median: number, values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.length < 2
    ? formatNumber(median)
    : `${formatNumber(median)} (${formatNumber(least)}-${formatNumber(most)})`;
}

export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
