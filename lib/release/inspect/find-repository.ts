import { mapLimited } from '../../core/parallel.ts';
import { type PackageIdentity, packageKey } from '../../store/layout.ts';
import type { Store } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { fromObjectMetadata } from '../package-metadata.ts';

/**
 * The UUID of the repository that published a package, by the first store that has it. undefined when no store has; a
 * store that cannot be asked counts as one that has not, and is left to the preflight to report.
 */
export async function findRepository(stores: readonly Store[], identity: PackageIdentity): Promise<string | undefined> {
  const found = await mapLimited(stores, storesAtOnce, async (store) => {
    const head = await store.head(packageKey(identity)).catch(() => undefined);
    return head && fromObjectMetadata(head.metadata)?.repositoryUuid;
  });
  return found.find((uuid) => uuid !== undefined);
}
