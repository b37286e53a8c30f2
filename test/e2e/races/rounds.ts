import { createHash } from 'node:crypto';
import type { ProjectName } from '../project-servers.ts';

/** One race. */
export interface Round {
  /** Names round and seed, which make it again. */
  readonly title: string;
  readonly size: 'small' | 'large';
  /** Where each contender is held until both are there. */
  readonly place: { readonly project: ProjectName; readonly object: 'package' | 'record' };
  /** Whether the one that comes there last goes on first. */
  readonly lastGoesFirst: boolean;
  /** How much later than the first the other one goes on. */
  readonly lagMs: number;
  /** Whether the developer folder has an older build already. */
  readonly replaces: boolean;
}

const wholeSweep = 50;
const tenth = wholeSweep / 10;

const places = [
  { project: 'PROJECTA', object: 'package' },
  { project: 'PROJECTB', object: 'package' },
  { project: 'PROJECTA', object: 'record' },
  { project: 'PROJECTB', object: 'record' },
] as const satisfies readonly Round['place'][];

/** After so many rounds every place has had both sizes. */
const period = 2 * places.length;

/**
 * All rounds of a sweep, or a tenth of them: successive ones, from a period that the seed chooses. The first of a
 * period is left out, so that a tenth has every place, and the one where a loser fills a store in both sizes.
 */
export function planRounds({ seed, whole }: { readonly seed: string; readonly whole: boolean }): readonly Round[] {
  const rounds = Array.from({ length: wholeSweep }, (_, index) => planRound(seed, index));
  const periods = Math.floor(wholeSweep / period);
  const from = period * (byteOf(seed, 'from') % periods) + 1;
  return whole ? rounds : rounds.slice(from, from + tenth);
}

function planRound(seed: string, index: number): Round {
  const place = places[index % places.length] ?? places[0];
  const [half, whole] = [Math.floor(index / places.length), Math.floor(index / period)];
  const size = (index + half) % 2 === 0 ? 'small' : 'large';
  const lastGoesFirst = (half + whole) % 2 === 1;
  // from the same moment to so long that the first is through
  const lagMs = 2 ** (byteOf(seed, `lag ${index}`) % 9) - 1;
  const replaces = byteOf(seed, `replaces ${index}`) % 2 === 0;
  const title = `${index} of seed ${seed}: ${size}, ${place.object} in ${place.project}`;
  return { title, size, place, lastGoesFirst, lagMs, replaces };
}

function byteOf(seed: string, what: string): number {
  return createHash('sha256').update(`${seed} ${what}`).digest().readUInt8();
}
