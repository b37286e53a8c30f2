import type { Diagnostic } from '../../core/diagnostics.ts';
import { mapLimited } from '../../core/parallel.ts';
import { type PackageIdentity, packageKey } from '../../store/layout.ts';
import type { Store } from '../../store/store.ts';
import { type ReleaseRecord, readRecord } from '../record.ts';
import { problemInStore } from '../store-problem.ts';
import { recordIdentity } from './record-identity.ts';

export interface StoredRelease {
  readonly identity: PackageIdentity;
  readonly record: ReleaseRecord;
}

/** What one store has. */
export interface StoreReleases {
  readonly store: Store;
  /** Whether it said what it has; else there is a diagnostic, and nothing else is known. */
  readonly isRead: boolean;
  /** In the store's order. */
  readonly releases: readonly StoredRelease[];
  /** Keys of packages without a record: not released, or not yet. */
  readonly unrecorded: readonly string[];
  /** Records that cannot be read, and what keeps the whole store from being read. */
  readonly diagnostics: readonly Diagnostic[];
}

const readsAtOnce = 16;

export interface ListOptions {
  /** e.g. `ModuleX/`. Default: the whole store. */
  readonly prefix?: string;
  /**
   * Leaves out what the records say of single files: of thousands of releases that takes more memory than all else.
   * Default: false.
   */
  readonly withoutFiles?: boolean;
}

/** Lists what is released in a store. Nothing is written. */
export async function listReleases(store: Store, options: ListOptions = {}): Promise<StoreReleases> {
  try {
    return await readReleases(store, await store.listKeys(options.prefix ?? ''), options);
  } catch (error) {
    return { store, isRead: false, releases: [], unrecorded: [], diagnostics: [problemInStore(error, store)] };
  }
}

async function readReleases(
  store: Store,
  keys: readonly string[],
  { withoutFiles = false }: ListOptions,
): Promise<StoreReleases> {
  const identities = keys.flatMap((key) => recordIdentity(key) ?? []);
  const recorded = new Set(identities.map(packageKey));
  const read = await mapLimited(identities, readsAtOnce, async (identity) => {
    const found = await readRelease(store, identity);
    return withoutFiles && 'record' in found
      ? { ...found, record: { ...found.record, files: [], placeholders: [] } }
      : found;
  });
  return {
    store,
    isRead: true,
    releases: read.flatMap((found) => ('record' in found ? [found] : [])),
    unrecorded: keys.filter((key) => key.endsWith('.tar.gz') && !recorded.has(key)),
    diagnostics: read.flatMap((found) => ('problem' in found ? [found.problem] : [])),
  };
}

async function readRelease(
  store: Store,
  identity: PackageIdentity,
): Promise<StoredRelease | { readonly problem: Diagnostic } | { readonly gone: true }> {
  try {
    const stored = await readRecord(store, identity);
    return stored === undefined ? { gone: true } : { identity, record: stored.record };
  } catch (error) {
    return { problem: problemInStore(error, store) };
  }
}
