import type { QuickRatio } from '../quick-comparisons.ts';
import { formatNumber } from './format-figures.ts';

export interface RatioVerdict {
  readonly title: string;
  readonly text: string;
  readonly holds: boolean;
}

/** A noisy machine may take twice as long for one of two; a change that matters takes more. */
const tolerance = 2;

/**
 * Holds measured ratios against those of bench/results.json. A ratio fails that is less than half as good, and one that
 * was not measured.
 */
export function judgeRatios(
  ratios: readonly QuickRatio[],
  measured: Readonly<Record<string, number>>,
  published: ReadonlyMap<string, number>,
): readonly RatioVerdict[] {
  return ratios.map(({ figure, title, better }) => {
    const [now, before] = [measured[figure], published.get(figure)];
    if (now === undefined || before === undefined) {
      const lack = now === undefined ? 'not measured' : 'not in bench/results.json; run npm run bench -- --only quick';
      return { title, text: lack, holds: false };
    }
    const limit = better === 'greater' ? before / tolerance : before * tolerance;
    const holds = better === 'greater' ? now >= limit : now <= limit;
    const bound = `${better === 'greater' ? 'at least' : 'at most'} ${formatNumber(limit)}`;
    return { title, text: `${formatNumber(now)} (published ${formatNumber(before)}, ${bound})`, holds };
  });
}
