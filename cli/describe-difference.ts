import type { ComparedRelease } from '../lib/release/inspect/compare-stores.ts';

/** What is not the same in all stores; empty when all is. */
export function describeDifference({ difference, missingIn }: ComparedRelease): string {
  const kinds = { commit: 'commits differ', content: 'contents differ' } as const;
  return [
    ...(difference === undefined ? [] : [kinds[difference]]),
    ...(missingIn.length === 0 ? [] : [`not in ${missingIn.join(' ')}`]),
  ].join(', ');
}
