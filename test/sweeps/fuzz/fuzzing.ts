import { hashOf, shareOf, sweepSwitch } from '../choose-points.ts';

/** How fast-check runs a property: so often in a whole sweep, from the seed of all sweeps. */
export function fuzzing(runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.max(shareOf(10 * runs), 100), seed: hashOf(sweepSwitch.seed) | 0 };
}
