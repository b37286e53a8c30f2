import type { Diagnostic } from '../../core/diagnostics.ts';
import { isAws } from '../../store/place-of-store.ts';
import type { StoreProtection } from '../../store/protection.ts';
import type { Store } from '../../store/store.ts';
import { problemInStore } from '../store-problem.ts';
import { findingOf, type Hazard } from './hazard.ts';
import { judgeOwnership } from './judge-ownership.ts';
import { judgePolicy } from './judge-policy.ts';
import { judgeProtection } from './judge-protection.ts';
import { endsAllUploads } from './lifecycle-reach.ts';
import { type Publisher, probeCredential, probeOwnPackage } from './probe-credential.ts';
import { type StoreFacts, unseenFindings, unsupportedNotes } from './unseen.ts';

/** How a store is. */
export interface StoreHealth {
  readonly store: Store;
  /** undefined when the store could not be asked. */
  readonly facts: StoreFacts | undefined;
  readonly hazards: readonly Hazard[];
  /** An error for what is unsafe and for what failed, a warning for what could be better or could not be seen. */
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
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
    const tried = ownership === 'another' ? undefined : publisher;
    const ownPackage = tried && (await probeOwnPackage(store, tried));
    const facts = { ...protection, policy, ownership, ownPackage };
    const hazards = [
      ...judgeProtection(store, protection),
      ...judgeUploads(store, protection),
      ...(policy.known ? judgePolicy(store, policy.value) : []),
      ...judgeOwnership(store, ownership),
      ...(tried === undefined ? [] : await probeCredential(store, tried)),
    ];
    const isOurs = ownership !== 'another';
    const diagnostics = [
      ...(isOurs ? unseenFindings(store, facts) : []),
      ...hazards.map((hazard) => findingOf(hazard, store, hazard.grade === 'unsafe' ? 'error' : 'warning')),
    ];
    return {
      store,
      facts,
      hazards,
      diagnostics,
      notes: [...(isOurs ? unsupportedNotes(store, facts) : []), ...noteOfVersions(store, facts)],
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

/** Where two pipelines publish one tag, the condition alone decides between them. */
function noteOfVersions({ name, url, guard }: Store, { versioning }: StoreFacts): readonly string[] {
  return isAws(guard.endpoint) || !versioning.known || versioning.value !== 'on'
    ? []
    : [
        `store ${name}: ${url} is versioned; make sure that the server honours If-None-Match there (Ceph RGW 16 does not, and then one pipeline can overwrite another's release)`,
      ];
}
