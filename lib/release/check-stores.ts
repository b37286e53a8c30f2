import type { Diagnostic } from '../core/diagnostics.ts';
import { mapLimited } from '../core/parallel.ts';
import type { RepoInfo } from '../repo-info/repo-info.ts';
import { folderPrefix } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import { checkReferences } from './references.ts';
import { problemInStore } from './store-problem.ts';

export interface CheckedModule {
  readonly name: string;
  readonly binName?: string | undefined;
  readonly repoInfo: RepoInfo | undefined;
}

const storesAtOnce = 16;

/**
 * Checks what is not published, e.g. a pull request, against the stores: each can be read, and has every package that is
 * referred to. Nothing is written.
 */
export async function checkStores(module: CheckedModule, stores: readonly Store[]): Promise<readonly Diagnostic[]> {
  const { name, repoInfo } = module;
  const found = await mapLimited(stores, storesAtOnce, async (store) => {
    try {
      await store.listKeys(folderPrefix({ name, folder: 'developer' }));
    } catch (error) {
      return [problemInStore(error, store)];
    }
    const { diagnostics } = await checkReferences({ ...module, version: repoInfo?.relBranch ?? 'developer' }, store);
    return diagnostics;
  });
  return found.flat();
}
