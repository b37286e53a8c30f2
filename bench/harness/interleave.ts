import type { Measurement } from './measure-process.ts';

export interface Contender {
  readonly name: string;
  /** So many rounds are counted at least. Default: 1. */
  readonly leastRounds?: number;
  /** One whole run, after everything it needs was prepared; in a warm-up what came of it is verified. */
  run(turn: { readonly isWarmUp: boolean }): Promise<Measurement>;
}

export interface RoundsOptions {
  /** The most rounds that are counted. */
  readonly rounds: number;
  /** About as many seconds are spent on the rounds of one contender; `leastRounds` are always run. */
  readonly secondsEach: number;
}

/** What the runs of one contender gave; never empty. */
export interface Runs {
  readonly contender: string;
  readonly seconds: readonly number[];
  readonly cpuSeconds: readonly number[];
  readonly peakBytes: readonly number[];
}

/** From so many seconds on the first run counts: what a cold start adds is below the noise then. */
const slowSeconds = 10;

/**
 * Lets contenders run by turns, so that what else happens on the machine meets all of them alike. Each starts with a
 * warm-up, which is not counted unless it is slow; every second round has the opposite order.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, secondsEach }: RoundsOptions,
): Promise<readonly Runs[]> {
  const taking = new Map<string, { readonly measured: Measurement[]; readonly wanted: number }>();
  for (const contender of contenders) {
    const warmUp = await contender.run({ isWarmUp: true });
    const wanted = Math.min(rounds, Math.max(contender.leastRounds ?? 1, Math.floor(secondsEach / warmUp.seconds)));
    taking.set(contender.name, { measured: warmUp.seconds >= slowSeconds ? [warmUp] : [], wanted });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const runs = taking.get(contender.name);
      if (runs !== undefined && runs.measured.length < runs.wanted) {
        runs.measured.push(await contender.run({ isWarmUp: false }));
      }
    }
  }
  return [...taking].map(([contender, { measured }]) => ({
    contender,
    seconds: measured.map(({ seconds }) => seconds),
    cpuSeconds: measured.map(({ cpuSeconds }) => cpuSeconds),
    peakBytes: measured.map(({ peakBytes }) => peakBytes),
  }));
}
