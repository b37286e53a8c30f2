import { join } from 'node:path';

/** Where a node keeps what, below the folder of its project. */
export interface NodePaths {
  readonly folder: string;
  /** For people and playbooks (R76). */
  readonly images: string;
  /** schemas/installed.schema.json */
  readonly installed: string;
  /** schemas/journal-entry.schema.json, one line each. */
  readonly journal: string;
  /** Held by the run that is at work; tells who that is. */
  readonly lock: string;
  /** Verified packages, each under its digest. */
  readonly packages: string;
  /** What is unpacked for a run. */
  readonly work: string;
  /** A folder for each run, with a log for each script. */
  readonly logs: string;
}

/** Below the root of a node; a project's name is safe as a file name. */
export const stateFolder = 'var/lib/tagship';

/** The state of `project` on the machine whose root is `root` (`/` but for demo and tests). */
export function nodePaths(root: string, project: string): NodePaths {
  const folder = join(root, stateFolder, project);
  return {
    folder,
    images: join(folder, 'images.yaml'),
    installed: join(folder, 'installed.json'),
    journal: join(folder, 'journal.jsonl'),
    lock: join(folder, 'lock'),
    packages: join(folder, 'packages'),
    work: join(folder, 'work'),
    logs: join(folder, 'logs'),
  };
}
