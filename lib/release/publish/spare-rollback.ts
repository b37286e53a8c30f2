import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Store } from '../../store/store.ts';
import { problemInStore } from '../store-problem.ts';
import { isFailure, type StoreOutcome } from './outcome.ts';
import { isDeveloperBuild, type ReleasePlan } from './plan.ts';
import type { Preflight } from './preflight.ts';

/**
 * Whether what is wrong in other stores may not stop the run: a DIST tag that its first store has recorded is handed to
 * the control node from there, and a dead store never stops a rollback (design.md, section 8).
 */
export function isRollbackSpared(plan: ReleasePlan, stores: readonly Store[], found: Preflight): boolean {
  const [first] = stores;
  return (
    plan.kind === 'dist' &&
    !isDeveloperBuild(plan) &&
    found.stores.some(({ store, decision }) => store.name === first?.name && decision.action === 'keep')
  );
}

/** Findings that stop the run, and those in other stores, which do not, whatever STRICT says. */
export function spareOthers(
  diagnostics: readonly Diagnostic[],
  first: string | undefined,
): { readonly stopping: readonly Diagnostic[]; readonly spared: readonly Diagnostic[] } {
  const isElsewhere = ({ at }: Diagnostic): boolean => at.in === 'store' && at.store !== first;
  return {
    stopping: diagnostics.filter((finding) => !isElsewhere(finding)),
    spared: diagnostics.filter(isElsewhere).map((finding) => ({ ...finding, severity: 'warning' })),
  };
}

/** The same for what failed after the checks: outcomes of the stores that have the release, the others as warnings. */
export function spareFailures(
  outcomes: readonly StoreOutcome[],
  stores: readonly Store[],
): { readonly outcomes: readonly StoreOutcome[]; readonly spared: readonly Diagnostic[] } {
  const [first] = stores;
  if (outcomes.some((outcome) => outcome.store === first?.name && isFailure(outcome))) {
    return { outcomes, spared: [] };
  }
  return {
    outcomes: outcomes.filter((outcome) => !isFailure(outcome)),
    spared: outcomes.filter(isFailure).map((outcome) => warningOf(outcome, stores)),
  };
}

function warningOf(outcome: StoreOutcome, stores: readonly Store[]): Diagnostic {
  const store = stores.find(({ name }) => name === outcome.store);
  if (outcome.status === 'failed' && store !== undefined) {
    return { ...problemInStore(outcome.error, store), severity: 'warning' };
  }
  return {
    severity: 'warning',
    at: { in: 'store', store: outcome.store },
    message: 'the release is not completed there, because another store failed',
    hint: 'run the pipeline again when that store is mended',
  };
}
