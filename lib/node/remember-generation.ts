import { replaceFile } from '../node-state/durable-files.ts';
import { type InstalledReading, serializeInstalled } from '../node-state/installed-file.ts';
import type { NodeRun } from './node-run.ts';

/** Writes down which hand-off of its release a node was last held against: the same one is not looked at again. */
export async function rememberGeneration(
  { ports, paths }: NodeRun,
  reading: InstalledReading,
  generation: number | undefined,
): Promise<void> {
  if (reading.found !== 'installed' || reading.installed.current === null || generation === undefined) {
    return;
  }
  const { installed } = reading;
  const current = { ...reading.installed.current, generation };
  await replaceFile(ports.files, paths.installed, serializeInstalled({ ...installed, current }));
}
