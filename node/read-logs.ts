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

export async function readLogs(root: string, project: string, wanted: string | undefined): Promise<RunLogs> {
  const { logs: folder } = nodePaths(root, project);
  const runs = (await readdir(folder).catch(() => [])).toSorted().toReversed();
  const run = wanted ?? runs[0];
  if (run === undefined || !runs.includes(run)) {
    throw new TagshipError('invalid-input', `there is no log of ${run === undefined ? 'any run' : `run ${run}`}`, {
      hint: runs.length === 0 ? 'a run that had no script to run has none' : `there are ${runs.join(', ')}`,
    });
  }
  const files = (await readdir(join(folder, run))).toSorted();
  const logs = [];
  for (const file of files) {
    logs.push({ file, text: await readFile(join(folder, run, file), 'utf8') });
  }
  return { run, runs, logs };
}
