import type { Diagnostic } from '../../core/diagnostics.ts';
import { developerFolder } from '../../core/names.ts';
import { mapLimited } from '../../core/parallel.ts';
import type { ModulePlaces } from '../../repo-info/module-places.ts';
import type { ReadablePart } from '../../repo-info/readable-part.ts';
import type { RepoInfo } from '../../repo-info/repo-info.ts';
import { folderPrefix, mostKeysInFolder } from '../../store/layout.ts';
import type { Store } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { checkReferences } from '../lock/references.ts';
import { problemInStore } from '../store-problem.ts';
import type { StoreLock } from './preflight.ts';

export interface CheckedModule {
  readonly name: string;
  readonly binName?: string | undefined;
  readonly repoInfo: RepoInfo | undefined;
  /** What is looked up where repoInfo has errors. */
  readonly readable: ReadablePart | undefined;
  /** Where repo-info names other packages. */
  readonly places: ModulePlaces;
}

export interface CheckedStores {
  readonly diagnostics: readonly Diagnostic[];
  /** DIST only: what it would install, by store. */
  readonly locks: readonly StoreLock[];
}

/**
 * Checks what is not published, e.g. a pull request, against the stores: each can be read, and has every package that is
 * referred to. Nothing is written.
 */
export async function checkStores(module: CheckedModule, stores: readonly Store[]): Promise<CheckedStores> {
  const { name, repoInfo = module.readable?.repoInfo } = module;
  const found = await mapLimited(stores, storesAtOnce, async (store) => {
    try {
      await store.listKeys(folderPrefix({ name, folder: developerFolder }), mostKeysInFolder);
    } catch (error) {
      return { store: store.name, lock: undefined, diagnostics: [problemInStore(error, store)] };
    }
    const version = repoInfo?.relBranch ?? developerFolder;
    return { store: store.name, ...(await checkReferences({ ...module, version }, store)) };
  });
  return {
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
    locks: found.flatMap(({ store, lock }) => (lock === undefined ? [] : [{ store, lock }])),
  };
}
