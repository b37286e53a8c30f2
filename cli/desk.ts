import { DiagnosticsError, isError, quoted } from '../lib/core/diagnostics.ts';
import { storeVariableNames } from '../lib/settings/given-variables.ts';
import { readStoreSettings } from '../lib/settings/read-store-settings.ts';
import type { Environment } from '../lib/settings/secrets.ts';
import type { StoreSettings } from '../lib/settings/settings.ts';
import type { Store } from '../lib/store/store.ts';
import { suggestion } from './suggestion.ts';
import { WrongUsage } from './wrong-usage.ts';

/** What a command knows of the world it runs in. */
export interface Desk {
  readonly env: Environment;
  readonly workingDir: string;
  /** Aborted when the command is to end at once. */
  readonly signal: AbortSignal;
  /** Is told every secret that signing in to a store brings. */
  readonly onSecret: (secret: string) => void;
  /** Is told what goes on while a command lasts. */
  readonly onProgress: (line: string) => void;
}

/** `--store`: one store of those that the variables name. */
export interface StoreChoice {
  readonly store?: string | undefined;
}

/**
 * Opens the stores of the pipe's variables for as long as `work` lasts. Throws `DiagnosticsError` when the variables are
 * wrong or there are none, `WrongUsage` when there is no store of the chosen name.
 */
export async function withStores<T>(
  desk: Desk,
  choice: StoreChoice,
  work: (stores: readonly Store[]) => Promise<T>,
): Promise<T> {
  const { stores, diagnostics } = readStoreSettings(chooseStore(desk.env, choice));
  if (diagnostics.some(isError)) {
    throw new DiagnosticsError(diagnostics);
  }
  return await withOpened(stores, desk, work);
}

/** The SDK is loaded here and not before: a command that asks no store starts at once. */
export async function withOpened<T>(
  settings: readonly StoreSettings[],
  { signal, onSecret }: Pick<Desk, 'signal' | 'onSecret'>,
  work: (stores: readonly Store[]) => Promise<T>,
): Promise<T> {
  if (settings.length === 0) {
    return await work([]);
  }
  const { openS3Store } = await import('../lib/store/s3/s3-store.ts');
  const stores = settings.map((store) => openS3Store({ ...store, signal, onSecret }));
  try {
    return await work(stores);
  } finally {
    for (const store of stores) {
      store.close();
    }
  }
}

/** The environment with the chosen store alone: what is wrong with the others is not asked. */
export function chooseStore(env: Environment, { store }: StoreChoice): Environment {
  if (store === undefined) {
    return env;
  }
  const { names } = readStoreSettings(env);
  if (!names.includes(store)) {
    const hint =
      names.length === 0 ? 'leave --store out, or name the stores in STORES' : suggestion(store, names, 'STORES has');
    throw new WrongUsage(`there is no store ${quoted(store)}`, hint);
  }
  const others = new Set(
    names.filter((name) => name !== store).flatMap((name) => storeVariableNames.map((end) => `${name}_${end}`)),
  );
  const rest = Object.entries(env).filter(([name]) => !others.has(name) && !/^STORES(?:_COUNT|_\d+)?$/.test(name));
  return { ...Object.fromEntries(rest), STORES: store };
}
