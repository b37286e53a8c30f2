import { mapLimited } from '../lib/core/parallel.ts';
import { readStoreSettings } from '../lib/settings/read-store-settings.ts';
import { storePlace } from '../lib/settings/store-place.ts';
import { recordKey } from '../lib/store/layout.ts';
import type { Store } from '../lib/store/store.ts';
import { storesAtOnce } from '../lib/store/stores-at-once.ts';
import type { Handoff } from '../schemas/generated/handoff.ts';
import { chooseStore, type Desk, type StoreChoice, withStores } from './desk.ts';
import { requireProject } from './known-names.ts';
import { WrongUsage } from './wrong-usage.ts';

/** The store of a project: where its release is, and how a node finds it. */
export interface ProjectStore {
  readonly store: Store;
  readonly place: Handoff['store'];
}

/**
 * Opens the one store that has a release of a project. Throws `invalid-input` when none has it, `WrongUsage` when several
 * have and none was chosen: a node is sent to one.
 */
export async function withProjectStore<T>(
  desk: Desk,
  choice: StoreChoice,
  { project, folder }: { readonly project: string; readonly folder: string },
  work: (found: ProjectStore) => Promise<T>,
): Promise<T> {
  return await withStores(desk, choice, async (stores) => {
    const key = recordKey({ kind: 'dist', name: project, folder, packageName: project });
    const heads = await mapLimited(stores, storesAtOnce, async (store) => await store.head(key));
    const having = stores.filter((_, index) => heads[index] !== undefined);
    const [store, ...others] = having;
    if (store === undefined) {
      await requireProject(stores, project, folder);
    }
    if (store === undefined || others.length > 0) {
      throw new WrongUsage(
        `${project} ${folder} is released in ${having.length} stores, and a node is sent to one`,
        'name the one that the nodes fetch from: --store NAME',
      );
    }
    const settings = readStoreSettings(chooseStore(desk.env, choice)).stores.find(({ name }) => name === store.name);
    if (settings === undefined) {
      throw new RangeError(`store ${store.name} was opened without settings`);
    }
    return await work({ store, place: storePlace(settings) });
  });
}
