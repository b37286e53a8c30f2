import type { Store } from '../store/store.ts';

/** What a process that is killed never gets to see. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Counts the calls of several stores and ends the process at one of them. */
export interface Death {
  /** The call, from 1, at which everything ends. */
  readonly atCall: number;
  /** Whether the store has acted on that call before the end. */
  readonly afterActing: boolean;
}

/**
 * Stores of a process that is killed at one of their calls: that call and all later ones throw `Killed`, and nothing
 * more reaches a store. `calls` tells how many calls were made.
 */
export function dyingStores(
  stores: readonly Store[],
  death?: Death,
): { readonly stores: readonly Store[]; calls(): number } {
  let calls = 0;
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (death === undefined || calls < death.atCall) {
      return await act();
    }
    if (calls === death.atCall && death.afterActing) {
      await act();
    }
    throw new Killed();
  };
  return {
    calls: () => calls,
    stores: stores.map((store) => ({
      ...store,
      head: async (key) => await call(async () => await store.head(key)),
      readSmall: async (key, maximumBytes) => await call(async () => await store.readSmall(key, maximumBytes)),
      readRange: async (key, range) => await call(async () => await store.readRange(key, range)),
      listKeys: async (prefix, maximumKeys) => await call(async () => await store.listKeys(prefix, maximumKeys)),
      proveWritable: async (key) => {
        await call(async () => await store.proveWritable(key));
      },
      guard: { ...store.guard, probeWrite: async (key) => await call(async () => await store.guard.probeWrite(key)) },
      write: async (key, body, options) => await call(async () => await store.write(key, body, options)),
    })),
  };
}
