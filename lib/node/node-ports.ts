import type { Context } from '../core/context.ts';
import type { DurableFiles } from '../node-state/durable-files.ts';
import type { NodeStore } from '../node-state/journal.ts';
import type { Processes } from '../node-state/processes.ts';
import type { LockedModule } from '../release/record.ts';

/** One module of a lock to be brought, verified and unpacked. */
export interface ModuleOrder {
  readonly module: LockedModule;
  /** Where the verified packages stay: a folder of ours. */
  readonly packageFolder: string;
  /** An empty or absent folder into which REL is unpacked. */
  readonly scriptFolder: string;
}

export interface FetchedModule {
  readonly name: string;
  /** Of the REL package as it is now; of a floating module, of what was fetched. */
  readonly relSha256: string;
  readonly srcSha256: string | undefined;
  readonly relPackage: string;
  /** The verified SRC package, undefined for a REL without SRC. */
  readonly binPackage: string | undefined;
  readonly binName: string | undefined;
}

/** Brings all or throws: nothing is unpacked that was not verified. */
export type FetchModules = (orders: readonly ModuleOrder[], context: Context) => Promise<readonly FetchedModule[]>;

/** What a node does to the world around it. */
export interface NodePorts {
  readonly files: DurableFiles;
  readonly processes: Processes;
  /** With the node's own credentials (R155). */
  readonly openFetch: (store: NodeStore) => FetchModules;
}

export interface NodeSettings {
  /** `/`, but for demo and tests: the scripts get it as ROOT then. */
  readonly root: string;
  /** What of the program's own environment its scripts get (script-environment.ts). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userId: number;
  /** For each script. */
  readonly scriptDeadlineMs: number;
  /** From TERM to KILL. */
  readonly graceMs: number;
  readonly fetchDeadlineMs: number;
}

export const nodeDefaults = {
  root: '/',
  scriptDeadlineMs: 30 * 60_000,
  graceMs: 10_000,
  fetchDeadlineMs: 2 * 3_600_000,
} as const;
