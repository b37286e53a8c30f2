import { createHash } from 'node:crypto';
import { version } from '../../lib/version.ts';

const { TAGSHIP_LONG, TAGSHIP_SEED } = process.env;

const blockSize = 10;

/** How much of each sweep runs: by TAGSHIP_LONG=1 all of it, else the tenth that TAGSHIP_SEED chooses. */
export const sweepSwitch: SweepSwitch = {
  isWhole: TAGSHIP_LONG === '1',
  // The version: what fails in CI fails at every desk, for a change and not for a date; each release tries other points.
  seed: TAGSHIP_SEED || version,
};

export interface SweepSwitch {
  readonly isWhole: boolean;
  /** Any text. */
  readonly seed: string;
}

/**
 * The points of a sweep that are to be tried: all, or of each ten that stand together one, which the seed chooses. So
 * points that belong together have to stand together. Pure.
 */
export function choosePoints<T>(points: readonly T[], { isWhole, seed }: SweepSwitch = sweepSwitch): readonly T[] {
  if (isWhole) {
    return points;
  }
  return points.filter((_, index) => {
    const block = Math.floor(index / blockSize);
    const size = Math.min(blockSize, points.length - block * blockSize);
    return index % blockSize === hashOf(`${seed} ${block}`) % size;
  });
}

/** How many of a great number of random points, which differ by their seed alone. */
export function shareOf(points: number, { isWhole }: SweepSwitch = sweepSwitch): number {
  return isWhole ? points : Math.ceil(points / 100);
}

/** A number from 0 to 2^32-1 that a text decides. */
export function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE();
}

/** For a title: what makes these points again. */
export function describeSwitch({ isWhole, seed }: SweepSwitch = sweepSwitch): string {
  return isWhole ? `whole, TAGSHIP_SEED=${seed}` : `a tenth, TAGSHIP_SEED=${seed}`;
}
