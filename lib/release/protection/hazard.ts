import type { Diagnostic } from '../../core/diagnostics.ts';
import type { StoreGuard } from '../../store/protection.ts';
import type { Store } from '../../store/store.ts';

/** Something about a store that can end badly. */
export interface Hazard {
  readonly about: 'transport' | 'public-access' | 'versioning' | 'lifecycle' | 'owner' | 'policy' | 'credential';
  /** `unsafe`: every publication warns of it. `advice`: the doctor alone tells it. */
  readonly grade: 'unsafe' | 'advice';
  readonly message: string;
  readonly hint: string;
}

/** What a judge has to know of the store that it judges. */
export type JudgedStore = Pick<Store, 'name' | 'url' | 'bucket'> & {
  readonly guard: Pick<StoreGuard, 'endpoint' | 'expectedOwner' | 'variables'>;
};

/** A hazard as a finding in its store. */
export function findingOf(
  { message, hint }: Hazard,
  store: Pick<Store, 'name'>,
  severity: Diagnostic['severity'],
): Diagnostic {
  return { severity, at: { in: 'store', store: store.name }, message, hint };
}
