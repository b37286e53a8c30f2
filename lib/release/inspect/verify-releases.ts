import { type Diagnostic, isError } from '../../core/diagnostics.ts';
import { developerFolder } from '../../core/names.ts';
import { mapLimited } from '../../core/parallel.ts';
import type { Store } from '../../store/store.ts';
import { fromObjectMetadata } from '../package-metadata.ts';
import { type LockedModule, type ReleaseRecord, readRecord } from '../record.ts';
import { problemInStore } from '../store-problem.ts';
import { verifyPackage } from '../verify-package.ts';
import { listReleases, type StoredRelease } from './list-releases.ts';
import { recordIdentity } from './record-identity.ts';

export interface VerifyReleasesOptions {
  /** `ModuleX/2.0.0/`; undefined: the whole store. */
  readonly prefix?: string | undefined;
  /** Read and hash every byte instead of asking for size, ETag and metadata. */
  readonly deep?: boolean | undefined;
}

export interface VerifiedStore {
  readonly store: Store;
  /** Whether it said what it has; else there is a diagnostic, and nothing else is known. */
  readonly isRead: boolean;
  readonly packages: readonly VerifiedPackage[];
  /** Keys of packages without a record: there is nothing to hold them against. */
  readonly unrecorded: readonly string[];
  /** Every finding, those of the packages included. */
  readonly diagnostics: readonly Diagnostic[];
}

interface VerifiedPackage {
  readonly key: string;
  readonly isRight: boolean;
}

const packagesAtOnce = 8;

/**
 * Holds every package of a store against its record, and every module that a DIST has locked against its lock, also
 * where `prefix` leaves it out. Never throws for what it finds.
 */
export async function verifyReleases(
  store: Store,
  { prefix, deep = false }: VerifyReleasesOptions = {},
): Promise<VerifiedStore> {
  const listed = await listReleases(store, { withoutFiles: true, ...(prefix !== undefined && { prefix }) });
  const locked = listed.releases.flatMap(({ record }) => lockedPackages(record));
  const known = new Map(listed.releases.map((release) => [release.record.package.key, release]));
  const wanted = [...new Set(locked.map(({ key }) => key))].filter((key) => !known.has(key));
  const fetched = await mapLimited(wanted, packagesAtOnce, async (key) => await fetchRelease(store, key));
  const unread = new Set(wanted.filter((_, index) => fetched[index]?.problem !== undefined));
  for (const { release } of fetched) {
    if (release !== undefined) {
      known.set(release.record.package.key, release);
    }
  }
  const verified = await mapLimited([...known.values()], packagesAtOnce, async (release) => {
    const problem = await verifyRelease(store, release, deep);
    return { key: release.record.package.key, problem };
  });
  return {
    store,
    isRead: listed.isRead,
    packages: verified.map(({ key, problem }) => ({ key, isRight: problem === undefined || !isError(problem) })),
    unrecorded: listed.unrecorded,
    diagnostics: [
      ...listed.diagnostics,
      ...fetched.flatMap(({ problem }) => problem ?? []),
      ...verified.flatMap(({ problem }) => problem ?? []),
      // what keeps a record from being read is told already, and it is not missing
      ...locked
        .filter(({ key }) => !unread.has(key))
        .flatMap((one) => lockProblem(one, known.get(one.key)?.record, store) ?? []),
    ],
  };
}

interface LockedEntry {
  /** `ProjectA 2.1.0 -> ModuleX 2.0.0` */
  readonly because: string;
  readonly key: string;
  readonly sha256: string;
}

function lockedPackages({ lock }: ReleaseRecord): readonly LockedEntry[] {
  return (lock?.modules ?? []).flatMap(({ because, rel, src }) => [
    ...lockedEntry(because, rel),
    ...(src === null ? [] : lockedEntry(because, src)),
  ]);
}

/** A floating package is whatever is there when it is fetched: nothing is locked. */
function lockedEntry(because: string, locked: LockedModule['rel']): readonly LockedEntry[] {
  return 'floating' in locked ? [] : [{ because, key: locked.key, sha256: locked.sha256 }];
}

function lockProblem(
  { because, key, sha256 }: LockedEntry,
  record: ReleaseRecord | undefined,
  store: Store,
): Diagnostic | undefined {
  if (record?.package.sha256 === sha256) {
    return undefined;
  }
  const at = { in: 'store', store: store.name } as const;
  const locked = `${because}: ${store.url}/${key} is locked with sha256 ${sha256}`;
  if (record === undefined) {
    const [name = '', folder = '', file] = key.split('/');
    const repository = file === `${name}.tar.gz` ? name : `${name}'s SRC`;
    const hint = `run the pipeline of ${repository} ${folder} again: it records the package anew`;
    return { severity: 'error', at, message: `${locked}, and its record is missing`, hint };
  }
  return {
    severity: 'error',
    at,
    message: `${locked}, and its record says ${record.package.sha256}`,
    hint: 'released bytes never change; find out who wrote there',
  };
}

async function fetchRelease(
  store: Store,
  key: string,
): Promise<{ readonly release?: StoredRelease; readonly problem?: Diagnostic }> {
  try {
    for (const kind of ['rel', 'src']) {
      const identity = recordIdentity(key.replace(/\.tar\.gz$/, `.${kind}.json`));
      const stored = identity && (await readRecord(store, identity));
      if (identity !== undefined && stored !== undefined) {
        return { release: { identity, record: stored.record } };
      }
    }
    return {};
  } catch (error) {
    return { problem: problemInStore(error, store) };
  }
}

async function verifyRelease(store: Store, { record }: StoredRelease, deep: boolean): Promise<Diagnostic | undefined> {
  try {
    if (record.folder === developerFolder) {
      const problem = await olderRecord(store, record);
      if (problem !== undefined) {
        return problem;
      }
    }
    await verifyPackage(store, record, { deep });
    return undefined;
  } catch (error) {
    return problemInStore(error, store);
  }
}

/** In `developer` the package is replaced before its record: readers go by the package's own metadata (promise 4). */
async function olderRecord(store: Store, record: ReleaseRecord): Promise<Diagnostic | undefined> {
  const head = await store.head(record.package.key);
  const metadata = head && fromObjectMetadata(head.metadata);
  if (metadata === undefined || metadata.sha256 === record.package.sha256) {
    return undefined;
  }
  return {
    severity: 'warning',
    at: { in: 'store', store: store.name },
    message: `${store.url}/${record.package.key} is of build ${metadata.build}, and its record of build ${record.source.build}`,
    hint: 'a build is under way or was stopped; the next one puts it right',
  };
}
