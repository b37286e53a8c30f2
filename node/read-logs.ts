import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TagshipError } from '../lib/core/errors.ts';
import { nodePaths } from '../lib/node-state/node-paths.ts';

export interface RunLogs {
  readonly run: string;
  /** All runs that have logs still, the last one first. */
  readonly runs: readonly string[];
  readonly logs: readonly { readonly file: string; readonly text: string }[];
}

/** Of the run that is named; on a node of which no run is known, of the newest that has logs. */
export async function readLogs(
  { root }: { readonly root: string },
  { project, run: wanted }: { readonly project: string; readonly run: string | undefined },
): Promise<RunLogs> {
  const { logs: folder } = nodePaths(root, project);
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const runs = names.toSorted().toReversed();
  const run = wanted ?? runs[0];
  if (run === undefined || !runs.includes(run)) {
    const others = runs.length === 0 ? '' : `; there are ${runs.join(', ')}`;
    throw new TagshipError('invalid-input', `there is no log of ${run === undefined ? 'any run' : `run ${run}`}`, {
      hint: `a run that had no script to run has none${others}`,
    });
  }
  const files = (await readdir(join(folder, run))).toSorted();
  const logs = [];
  for (const file of files) {
    logs.push({ file, text: await readFile(join(folder, run, file), 'utf8') });
  }
  return { run, runs, logs };
}
