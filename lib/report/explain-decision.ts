import type { Decision } from '../release/publish/decide.ts';
import type { StorePreflight } from '../release/publish/preflight.ts';
import { shortDigest } from './short-digest.ts';

export interface ExplainedDecision {
  readonly why: string;
  /** What would be written, in this order. */
  readonly writes: readonly ('package' | 'record')[];
}

/** What would be done in one store, beside `all` the stores that were found right. */
export function explainPreflight(
  { decision }: Pick<StorePreflight, 'decision'>,
  all: readonly StorePreflight[],
): ExplainedDecision {
  const first = all.find((other) => other.decision.action === 'keep' || other.decision.action === 'adopt');
  return explainDecision(decision, first?.store.name);
}

/** Says in words what would be done in a store. `firstStore` has the package already: what it has is what others get. */
function explainDecision(decision: Decision, firstStore: string | undefined): ExplainedDecision {
  switch (decision.action) {
    case 'keep': {
      const { build } = decision.record.record.source;
      return { why: `released before from this commit, by build ${build}: nothing is written`, writes: [] };
    }
    case 'restore':
      return { why: 'released before, and its package is gone: the recorded bytes are put back', writes: ['package'] };
    case 'adopt':
      return { why: 'a run of this commit put the package and ended: it is read and recorded', writes: ['record'] };
    case 'put':
      return { why: explainPut(decision, firstStore), writes: ['package', 'record'] };
    case 'stand-back':
      return { why: `build ${decision.newerBuild} is newer: nothing is written`, writes: [] };
    case 'refuse':
      return { why: decision.message, writes: [] };
  }
}

function explainPut(
  { replaced }: Extract<Decision, { readonly action: 'put' }>,
  firstStore: string | undefined,
): string {
  if (replaced !== undefined) {
    const { metadata } = replaced;
    return metadata === undefined
      ? 'replaces a package that tagship did not put'
      : `replaces build ${metadata.build} of commit ${shortDigest(metadata.commit)}`;
  }
  return firstStore === undefined ? 'nothing is there yet' : `nothing is there yet; it gets what ${firstStore} has`;
}
