import { clashingRecordKeys, folderPrefix, mostKeysInFolder } from '../../store/layout.ts';
import type { ObjectHead, Store } from '../../store/store.ts';
import { fromObjectMetadata, type PackageMetadata } from '../package-metadata.ts';
import { readRecord, type StoredRecord } from '../record.ts';
import type { ReleasePlan } from './plan.ts';

/** What lies in one store where a release is to go. */
export interface StoreState {
  readonly record: StoredRecord | undefined;
  readonly stored: StoredPackage | undefined;
  /** Keys of records that another kind of repository wrote for the same package name. */
  readonly clashes: readonly string[];
}

export interface StoredPackage {
  readonly head: ObjectHead;
  /** undefined when the package was not put by tagship. */
  readonly metadata: PackageMetadata | undefined;
}

/** A package that was put by tagship. */
export interface OwnPackage extends StoredPackage {
  readonly metadata: PackageMetadata;
}

/** Reads what lies in a store: one listing, then the record and the package's head if they are there. */
export async function readStoreState(store: Store, plan: ReleasePlan): Promise<StoreState> {
  const keys = new Set(await store.listKeys(folderPrefix(plan.identity), mostKeysInFolder));
  const [record, stored] = await Promise.all([
    keys.has(plan.recordKey) ? readRecord(store, plan.identity) : undefined,
    keys.has(plan.packageKey) ? readStoredPackage(store, plan.packageKey) : undefined,
  ]);
  return { record, stored, clashes: clashingRecordKeys(plan.identity).filter((key) => keys.has(key)) };
}

/** The package's head with what it says of itself, or undefined when there is none. */
export async function readStoredPackage(store: Store, key: string): Promise<StoredPackage | undefined> {
  const head = await store.head(key);
  return head && { head, metadata: fromObjectMetadata(head.metadata) };
}
