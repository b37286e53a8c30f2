import type { Diagnostic } from '../../core/diagnostics.ts';
import { isAws } from '../../store/place-of-store.ts';
import type { Facet, Ownership, StoreProtection, Unreadable } from '../../store/protection.ts';
import type { Store } from '../../store/store.ts';
import { problemInStore } from '../store-problem.ts';
import { findingOf, type Hazard } from './hazard.ts';
import { judgeOwnership } from './judge-ownership.ts';
import { judgePolicy } from './judge-policy.ts';
import { judgeProtection } from './judge-protection.ts';
import { endsAllUploads } from './lifecycle-reach.ts';
import { type Publisher, probeCredential } from './probe-credential.ts';

/** How a store is. */
export interface StoreHealth {
  readonly store: Store;
  /** undefined when the store could not be asked. */
  readonly facts: StoreFacts | undefined;
  readonly hazards: readonly Hazard[];
  /** An error for what is unsafe and for what failed, a warning for what could be better. */
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

export interface StoreFacts extends StoreProtection {
  readonly policy: Facet<string | undefined>;
  readonly ownership: Ownership;
  readonly isCredentialProbed: boolean;
}

/**
 * Looks at a store and, for a publisher, at what else its credential may do. Nothing is written: a write is tried out by
 * starting an upload and aborting it, and nothing is tried out by removing.
 */
export async function examineStore(store: Store, publisher?: Publisher): Promise<StoreHealth> {
  try {
    const [protection, policy, ownership] = await Promise.all([
      store.guard.readProtection(),
      store.guard.readPolicy(),
      store.guard.readOwnership(),
    ]);
    const isCredentialProbed = publisher !== undefined && ownership !== 'another';
    const facts = { ...protection, policy, ownership, isCredentialProbed };
    const hazards = [
      ...judgeProtection(store, protection),
      ...judgeUploads(store, protection),
      ...(policy.known ? judgePolicy(store, policy.value) : []),
      ...judgeOwnership(store, ownership),
      ...(isCredentialProbed ? await probeCredential(store, publisher) : []),
    ];
    const unreadable = ownership === 'another' ? [] : unreadableFacets(facts);
    const diagnostics = [
      ...unanswered(store, unreadable),
      ...hazards.map((hazard) => findingOf(hazard, store, hazard.grade === 'unsafe' ? 'error' : 'warning')),
    ];
    return {
      store,
      facts,
      hazards,
      diagnostics,
      notes: [...notesOf(store, unreadable), ...noteOfVersions(store, facts)],
    };
  } catch (error) {
    return { store, facts: undefined, hazards: [], diagnostics: [problemInStore(error, store)], notes: [] };
  }
}

function judgeUploads({ url }: Store, { lifecycle }: StoreProtection): readonly Hazard[] {
  if (!lifecycle.known || endsAllUploads(lifecycle.value)) {
    return [];
  }
  return [
    {
      about: 'lifecycle',
      grade: 'advice',
      message: `uploads that were cut off stay in ${url}, unseen and paid for`,
      hint: 'add a lifecycle rule with AbortIncompleteMultipartUpload for all keys, as examples/bucket/set-up-bucket.sh does',
    },
  ];
}

function unreadableFacets(facts: StoreFacts): readonly Unreadable[] {
  const facets = [facts.versioning, facts.publicAccess, facts.publicPolicy, facts.lifecycle, facts.policy];
  return facets.filter((facet) => !facet.known);
}

function unanswered({ name, url }: Store, unreadable: readonly Unreadable[]): readonly Diagnostic[] {
  const rights = rightsOf(unreadable, 'unanswered');
  const message = `${url} did not answer what was asked by ${rights}`;
  return rights === ''
    ? []
    : [
        {
          severity: 'error',
          at: { in: 'store', store: name },
          message,
          hint: 'check the endpoint, and try again later',
        },
      ];
}

function notesOf({ name, url }: Store, unreadable: readonly Unreadable[]): readonly string[] {
  const [denied, unsupported] = [rightsOf(unreadable, 'denied'), rightsOf(unreadable, 'unsupported')];
  return [
    ...(denied === ''
      ? []
      : [`store ${name}: not everything could be read: allow ${denied} on ${url} to have it checked`]),
    ...(unsupported === '' ? [] : [`store ${name}: the server does not know what is asked by ${unsupported}`]),
  ];
}

function rightsOf(unreadable: readonly Unreadable[], why: Unreadable['why']): string {
  return unreadable.flatMap((facet) => (facet.why === why ? [facet.right] : [])).join(', ');
}

/** Where two pipelines publish one tag, the condition alone decides between them. */
function noteOfVersions({ name, url, guard }: Store, { versioning }: StoreFacts): readonly string[] {
  return isAws(guard.endpoint) || !versioning.known || versioning.value !== 'on'
    ? []
    : [
        `store ${name}: ${url} is versioned; make sure that the server honours If-None-Match there (Ceph RGW 16 does not, and then one pipeline can overwrite another's release)`,
      ];
}
