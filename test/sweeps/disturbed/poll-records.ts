import { setTimeout } from 'node:timers/promises';
import { readRecord } from '../../../lib/release/record.ts';
import { verifyPackage } from '../../../lib/release/verify-package.ts';
import { folderPrefix, type PackageIdentity, recordKey } from '../../../lib/store/layout.ts';
import type { Store } from '../../../lib/store/store.ts';

const pauseMs = 30;

export interface Polling extends AsyncDisposable {
  /** Ends it, and tells what the reader saw that must not be: nothing, if all is well. */
  end(): Promise<{ readonly polls: number; readonly violations: readonly string[] }>;
}

/**
 * Reads a release by its records again and again, in every store, as a node does: wherever there is a record, its
 * package has to be what it says. Its bytes are read when the record is first seen.
 */
export function pollRecords(stores: readonly Store[], identity: PackageIdentity): Polling {
  const violations: string[] = [];
  const read = new Set<Store>();
  let polls = 0;
  const ending = new AbortController();

  const poll = async (store: Store): Promise<void> => {
    const keys = await store.listKeys(folderPrefix(identity));
    if (!keys.includes(recordKey(identity))) {
      return;
    }
    const stored = await readRecord(store, identity);
    if (stored === undefined) {
      violations.push(`${store.url} listed a record that is not there`);
    } else if (identity.folder !== 'developer') {
      await verifyPackage(store, stored.record, { deep: !read.has(store) });
      read.add(store);
    }
  };
  const polling = (async (): Promise<void> => {
    while (!ending.signal.aborted) {
      for (const store of stores) {
        await poll(store).catch((error: unknown) => violations.push(String(error)));
      }
      polls += 1;
      await setTimeout(pauseMs);
    }
  })();

  const end: Polling['end'] = async () => {
    ending.abort();
    await polling;
    return { polls, violations };
  };
  return {
    end,
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}
