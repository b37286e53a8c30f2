import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unpackPackage } from '../archive/unpack-package.ts';
import type { Context } from '../core/context.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import type { LockedModule } from '../release/record.ts';
import type { RepositoryKind } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import type { Patience } from './download-object.ts';
import { FetchError, type FetchProblem } from './fetch-error.ts';
import { type Flushing, startFlushing } from './flush-beside.ts';
import { begunPath, keepPackage, keptPath } from './keep-package.ts';
import { onNode } from './package-problem.ts';
import { type WantedPackage, wantPackage } from './wanted-package.ts';

/** Unpacking is what takes the time, and more at once make it no faster on the few cores of a node. */
const modulesAtOnce = 4;
/** A floating package that is replaced while it is fetched is looked at again. */
const floatingTries = 3;

/** One module of a lock to be brought, verified and unpacked. */
export interface ModuleOrder {
  readonly module: LockedModule;
  /** Where the verified packages stay, under the names of their digests: a folder of ours. */
  readonly packageFolder: string;
  /** An empty or absent folder into which REL is unpacked. */
  readonly scriptFolder: string;
}

export interface FetchedModule {
  readonly name: string;
  /** sha256 of the REL package as it is now; for a floating module of what was fetched. */
  readonly relSha256: string;
  readonly srcSha256: string | undefined;
  readonly relPackage: string;
  /** Path of the verified SRC package; undefined for a REL without SRC. */
  readonly binPackage: string | undefined;
  readonly binName: string | undefined;
}

/**
 * Brings every package of the orders, verifies each before it is unpacked, and unpacks the RELs. Results are in the
 * order of the orders. What is kept already and intact is not fetched.
 * @throws FetchError with every problem of every module: then no script folder is left, and what was verified is kept
 */
export type FetchModules = (orders: readonly ModuleOrder[], context: Context) => Promise<readonly FetchedModule[]>;

interface KeptPackage {
  readonly path: string;
  readonly sha256: string;
}

/** Fetches from this store. Its signal should be that of the context, so that an aborted run ends at once. */
export function moduleFetcher(store: Store, patience: Patience = {}): FetchModules {
  return async (orders, context) => {
    const folders = [...new Set(orders.map(({ packageFolder }) => packageFolder))];
    const begun = new Set(orders.flatMap(begunNames));
    for (const folder of folders) {
      await removeUnfinished(folder, begun);
    }
    const flushing = startFlushing();
    const run = createRun({ store, patience, context, flushing });
    const outcomes = await mapLimited(orders, modulesAtOnce, run);
    const problems = outcomes.flatMap((outcome) => ('problems' in outcome ? outcome.problems : []));
    const fetched = outcomes.flatMap((outcome) => ('problems' in outcome ? [] : [outcome]));
    try {
      context.signal.throwIfAborted();
      if (problems.length > 0) {
        throw new FetchError(problems);
      }
      for (const folder of folders) {
        flushing.add(folder);
      }
      await flushing.finish();
      return fetched;
    } catch (error) {
      await flushing.stop();
      // of the others nothing was unpacked, and what is there is not ours
      const unpacked = orders.filter((_, index) => 'relPackage' in (outcomes[index] ?? {}));
      await mapLimited(unpacked, modulesAtOnce, async ({ scriptFolder }) => {
        await rm(scriptFolder, { recursive: true, force: true });
      });
      throw error;
    }
  };
}

type ModuleOutcome = FetchedModule | { readonly problems: readonly FetchProblem[] };

interface Run {
  readonly store: Store;
  readonly patience: Patience;
  readonly context: Context;
  readonly flushing: Flushing;
}

function createRun({ store, patience, context, flushing }: Run): (order: ModuleOrder) => Promise<ModuleOutcome> {
  /** Two modules may have one package: it is fetched once. */
  const keeping = new Map<string, Promise<string>>();
  let isDown = false;

  async function keep(wanted: WantedPackage, folder: string): Promise<string> {
    const path = keptPath(folder, wanted.sha256);
    const own = async (): Promise<string> => {
      await keepPackage({ store, wanted, folder, context, patience });
      flushing.add(path);
      return path;
    };
    // what fails for the other one may lie well where this one's does
    const kept = keeping.get(path)?.catch(own) ?? own();
    keeping.set(path, kept);
    return await kept;
  }

  async function bring(locked: LockedModule['rel'], kind: RepositoryKind, folder: string): Promise<KeptPackage> {
    for (let tried = 1; ; tried += 1) {
      const wanted = await wantPackage(store, locked, kind);
      try {
        return { path: await keep(wanted, folder), sha256: wanted.sha256 };
      } catch (error) {
        const isReplaced = wanted.isFloating && error instanceof TagshipError && error.code === 'integrity';
        if (!isReplaced || tried >= floatingTries) {
          throw error;
        }
      }
    }
  }

  async function attempt<T>({ name, version }: LockedModule, work: () => Promise<T>): Promise<Attempt<T>> {
    // a store that is down is not asked again and again, and told once
    if (isDown || context.signal.aborted) {
      return { problems: [] };
    }
    try {
      return { value: await work(), problems: [] };
    } catch (error) {
      if (context.signal.aborted) {
        return { problems: [] };
      }
      if (!(error instanceof TagshipError)) {
        throw error;
      }
      isDown ||= error.code === 'store-unreachable';
      return { problems: [{ module: name, version, error: onNode(error) }] };
    }
  }

  return async ({ module, packageFolder, scriptFolder }) => {
    const { name, src } = module;
    const [rel, bin] = await Promise.all([
      attempt(module, async () => await bring(module.rel, 'rel', packageFolder)),
      src === null ? undefined : attempt(module, async () => await bring(src, 'src', packageFolder)),
    ]);
    const problems = [...rel.problems, ...(bin?.problems ?? [])];
    if (rel.value === undefined || (bin !== undefined && bin.value === undefined)) {
      return { problems };
    }
    const { path, sha256 } = rel.value;
    const unpacked = await attempt(module, async () => {
      await unpackPackage(path, scriptFolder, { signal: context.signal });
      return true;
    });
    if (unpacked.value === undefined) {
      return unpacked;
    }
    return {
      name,
      relSha256: sha256,
      srcSha256: bin?.value?.sha256,
      relPackage: path,
      binPackage: bin?.value?.path,
      binName: src === null ? undefined : basename(src.key, '.tar.gz'),
    };
  };
}

interface Attempt<T> {
  readonly value?: T;
  readonly problems: readonly FetchProblem[];
}

/** What a run that was broken off may have left to go on from. */
function begunNames({ module: { rel, src }, packageFolder }: ModuleOrder): readonly string[] {
  return [rel, src].flatMap((locked) =>
    locked !== null && 'sha256' in locked ? [begunPath(packageFolder, locked.sha256)] : [],
  );
}

/** Removes what a run that was killed has left behind, and what was begun of packages that nobody wants any more. */
async function removeUnfinished(folder: string, begun: ReadonlySet<string>): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name.endsWith('.part') || (name.endsWith('.begun') && !begun.has(path))) {
        await rm(path, { force: true });
      }
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}
