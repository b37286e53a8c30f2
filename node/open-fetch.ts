import { type FetchModules, moduleFetcher } from '../lib/fetch/fetch-modules.ts';
import { openNodeStore } from '../lib/fetch/open-node-store.ts';
import type { NodeStore } from '../lib/node-state/journal.ts';

/** Fetches with what the machine has: the role of the instance, variables, or the configuration of its user (R155). */
export function openMachineFetch(
  onSecret: (secret: string) => void,
): (project: string, store: NodeStore) => FetchModules {
  return (project, store) => async (orders, context) => {
    const opened = openNodeStore({ project, store }, { onSecret, signal: context.signal });
    try {
      return await moduleFetcher(opened)(orders, context);
    } finally {
      opened.close();
    }
  };
}
