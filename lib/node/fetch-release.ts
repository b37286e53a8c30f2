import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import type { FetchedModule, ModuleOrder } from '../fetch/fetch-modules.ts';
import type { InstalledModule } from '../node-state/installed-file.ts';
import type { NodeModule, NodeStore } from '../node-state/journal.ts';
import type { LockedModule } from '../release/record.ts';
import type { NodeRun } from './node-run.ts';

/** A module on this node, verified and unpacked. */
export interface ReadyModule {
  readonly module: NodeModule;
  readonly scriptFolder: string;
  readonly binPackage: string | undefined;
}

export interface ReadyRelease {
  readonly wanted: readonly ReadyModule[];
  /** What is to be removed, as far as it has its scripts still. */
  readonly unlisted: readonly ReadyModule[];
}

/** Brings everything that a run needs, before anything of the node is changed. */
export async function fetchRelease(
  run: NodeRun,
  request: {
    readonly store: NodeStore;
    readonly modules: readonly LockedModule[];
    readonly unlisted: readonly InstalledModule[];
  },
): Promise<ReadyRelease> {
  const { paths, ports, context, settings } = run;
  const fetch = ports.openFetch(run.project, request.store);
  const limited = {
    ...context,
    signal: AbortSignal.any([context.signal, deadlineSignal(settings.fetchDeadlineMs)]),
  };
  const bring = async (modules: readonly LockedModule[], below: string): Promise<readonly ReadyModule[]> => {
    const orders: readonly ModuleOrder[] = modules.map((module, index) => ({
      module,
      packageFolder: paths.packages,
      scriptFolder: join(paths.work, run.id, below, `${index + 1}-${module.name}`),
    }));
    const fetched = new Map((await fetch(orders, limited)).map((found) => [found.name, found]));
    return await mapLimited(orders, 8, async (order) => await readyModule(order, fetched.get(order.module.name)));
  };
  const wanted = await bring(request.modules, 'wanted');
  const unlisted: ReadyModule[] = [];
  for (const { module } of request.unlisted) {
    try {
      unlisted.push(...(await bring([lockedModule(module)], 'unlisted')));
    } catch (error) {
      // what is to go away must not keep a release from coming: a package that is gone from the store never comes back
      if (!(error instanceof TagshipError) || error.code !== 'integrity') {
        throw error;
      }
      context.log.warning(`${module.name} ${module.version} stays without its remove.sh: ${error.message}`);
    }
  }
  return { wanted, unlisted };
}

function deadlineSignal(deadlineMs: number): AbortSignal {
  const deadline = new AbortController();
  setTimeout(() => {
    deadline.abort(
      new TagshipError('store-unreachable', `the packages were not here after ${Math.round(deadlineMs / 1000)} s`, {
        hint: 'look at the line to the store; what has arrived is kept, and the next run goes on from there',
      }),
    );
  }, deadlineMs).unref();
  return deadline.signal;
}

async function readyModule(
  { module, scriptFolder }: ModuleOrder,
  found: FetchedModule | undefined,
): Promise<ReadyModule> {
  if (found === undefined) {
    throw new Error(`${module.name} was ordered and not brought`);
  }
  const pinned = async (key: string, sha256: string, path: string) => ({ key, sha256, size: (await stat(path)).size });
  const { src } = module;
  const { binPackage, srcSha256 } = found;
  return {
    module: {
      name: module.name,
      version: module.version,
      rel: await pinned(module.rel.key, found.relSha256, found.relPackage),
      src:
        src === null || binPackage === undefined || srcSha256 === undefined
          ? null
          : await pinned(src.key, srcSha256, binPackage),
      args: module.args,
    },
    scriptFolder,
    binPackage,
  };
}

/** A module of this node as one of a lock. */
export function lockedModule(module: NodeModule): LockedModule {
  return { ...module, dependsOn: [], because: 'installed on this node' };
}
