import type { Diagnostic, FilePlace } from '../../core/diagnostics.ts';
import { developerFolder, none } from '../../core/names.ts';
import { mapLimited } from '../../core/parallel.ts';
import { effectiveModules } from '../../repo-info/effective-modules.ts';
import type { ModulePlaces } from '../../repo-info/module-places.ts';
import type { ReadablePart } from '../../repo-info/readable-part.ts';
import type { RelRepoInfo, RepoInfo } from '../../repo-info/repo-info.ts';
import { type PackageIdentity, packageKey } from '../../store/layout.ts';
import type { Store } from '../../store/store.ts';
import { type Lock, readRecord } from '../record.ts';
import { problemInStore } from '../store-problem.ts';
import { verifyPackage } from '../verify-package.ts';
import { resolveLock } from './resolve-lock.ts';

/** What refers to other packages: a REL or a DIST, in the version that is being built or checked. */
export interface Referrer {
  readonly name: string;
  readonly binName?: string | undefined;
  readonly version: string;
  readonly repoInfo?: RepoInfo | undefined;
  /** What is looked up where repoInfo has errors. */
  readonly readable?: ReadablePart | undefined;
  /** Where repo-info names them. */
  readonly places?: ModulePlaces;
}

export interface CheckedReferences {
  /** DIST only, and only if no error was found. */
  readonly lock: Lock | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const checksAtOnce = 16;

/** Checks that every package that a build refers to is released in a store, as its record says (promise 1). */
export async function checkReferences(referrer: Referrer, store: Store): Promise<CheckedReferences> {
  const { name, version, repoInfo, places = new Map() } = referrer;
  const read = repoInfo ?? referrer.readable?.repoInfo;
  if (read === undefined) {
    return { lock: undefined, diagnostics: [] };
  }
  if (read.kind === 'dist') {
    const leftOut = referrer.readable?.leftOut;
    const modules = effectiveModules(read);
    const resolved = await resolveLock({
      store,
      project: { name, version },
      modules,
      places,
      ...(leftOut && { leftOut }),
    });
    return { ...resolved, lock: repoInfo && resolved.lock };
  }
  const references = relReferences(referrer, read);
  const found = await mapLimited(references, checksAtOnce, async (reference) => await checkReference(reference, store));
  return { lock: undefined, diagnostics: found.flat() };
}

interface Reference {
  readonly identity: PackageIdentity;
  readonly namedAt: FilePlace;
}

function relReferences({ name, binName, places }: Referrer, repoInfo: RelRepoInfo): readonly Reference[] {
  const placeAt = (path: string): FilePlace => places?.get(path) ?? { in: 'file', file: 'repo-info', path };
  const src: readonly Reference[] =
    repoInfo.srcBranch === none || binName === undefined
      ? []
      : [
          {
            identity: { kind: 'src', name, folder: repoInfo.srcBranch, packageName: binName },
            namedAt: placeAt('src_branch'),
          },
        ];
  const dependencies = repoInfo.dependList.map((dependency) => ({
    identity: {
      kind: 'rel' as const,
      name: dependency.name,
      folder: dependency.version,
      packageName: dependency.name,
    },
    namedAt: placeAt(`depend_list.${dependency.name}`),
  }));
  return [...src, ...dependencies];
}

async function checkReference({ identity, namedAt }: Reference, store: Store): Promise<readonly Diagnostic[]> {
  const at = { in: 'store', store: store.name, namedAt } as const;
  try {
    const stored = await readRecord(store, identity);
    if (stored === undefined) {
      // a test build may come before the test build that it refers to; a release may not
      const severity = identity.folder === developerFolder ? 'warning' : 'error';
      const message = `${packageKey(identity)} is not released there (no record)`;
      const what = identity.kind === 'src' ? `${identity.name}'s SRC` : identity.name;
      const hint = `publish ${what} ${identity.folder} there first`;
      return [{ severity, at, message, hint }];
    }
    if (identity.folder !== developerFolder) {
      await verifyPackage(store, stored.record);
    }
    return [];
  } catch (error) {
    return [problemInStore(error, store, { namedAt })];
  }
}
