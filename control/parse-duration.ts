const unitsMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Timers of Node.js take no more than 2^31 ms. */
const mostMs = 24 * unitsMs.d;

/** `90s`, `5m`, `2h`, `1d` in milliseconds; undefined for anything else, for none and for more than 24 days. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([0-9]{1,7})([smhd])$/.exec(text) ?? [];
  if (count === undefined || (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd')) {
    return undefined;
  }
  const ms = Number(count) * unitsMs[unit];
  return ms > 0 && ms <= mostMs ? ms : undefined;
}
