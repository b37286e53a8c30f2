import type { FetchModules } from '../fetch/fetch-modules.ts';
import type { DurableFiles } from '../node-state/durable-files.ts';
import type { NodeStore } from '../node-state/journal.ts';
import type { Processes } from '../node-state/processes.ts';

/** What a node does to the world around it. */
export interface NodePorts {
  readonly files: DurableFiles;
  readonly processes: Processes;
  /** With the node's own credentials (R155). */
  readonly openFetch: (project: string, store: NodeStore) => FetchModules;
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
