import type { Diagnostic } from '../core/diagnostics.ts';
import { mapLimited } from '../core/parallel.ts';
import type { ReleaseRecord } from '../release/record.ts';
import { problemInStore } from '../release/store-problem.ts';
import type { Store } from '../store/store.ts';

const asksAtOnce = 8;

/** Of a developer build: the packages that are taken as they are when they are fetched have to be there at least. */
export async function verifyFloating(store: Store, { lock }: ReleaseRecord): Promise<readonly Diagnostic[]> {
  const keys = (lock?.modules ?? []).flatMap(({ rel, src }) =>
    [rel, ...(src === null ? [] : [src])].flatMap((locked) => ('floating' in locked ? [locked.key] : [])),
  );
  const found = await mapLimited([...new Set(keys)], asksAtOnce, async (key): Promise<readonly Diagnostic[]> => {
    try {
      return (await store.head(key)) === undefined ? [missing(store, key)] : [];
    } catch (error) {
      return [problemInStore(error, store)];
    }
  });
  return found.flat();
}

function missing(store: Store, key: string): Diagnostic {
  return {
    severity: 'error',
    at: { in: 'store', store: store.name },
    message: `${store.url}/${key} is missing, and this developer build installs it`,
    hint: "push to that module's developer branch: its pipeline publishes it",
  };
}
