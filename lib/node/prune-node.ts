import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import type { NodeModule } from '../node-state/journal.ts';
import type { NodeRun } from './node-run.ts';
import { readNode } from './node-run.ts';

/** How many runs keep their logs. */
const keptLogs = 20;

/**
 * Removes packages that neither the current nor the previous release needs, nor a module that is there, nor the last
 * attempt; what was unpacked; and old logs, never this run's own. What cannot be removed is left for the next time: the node
 * is what it is by now.
 */
export async function pruneNode(run: NodeRun): Promise<void> {
  try {
    await prune(run);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    run.context.log.warning(`what is old is not removed from ${run.paths.folder}, which cannot be read (${code})`);
  }
}

async function prune({ id, paths, settings, context }: NodeRun): Promise<void> {
  const remove = async (path: string): Promise<void> => {
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      context.log.debug(`${path} was not removed: ${String(error)}`);
    });
  };
  await remove(paths.work);
  const { installed, journal } = await readNode(paths, settings.userId);
  if (installed.found !== 'installed') {
    return;
  }
  const { current, previous, modules, run } = installed.installed;
  const begin = journal.found === 'journal' ? journal.journal.begin : undefined;
  const attempted = begin?.target.modules ?? [];
  const needed = [
    ...(current?.modules ?? []),
    ...(previous?.modules ?? []),
    ...modules.map(({ module }) => module),
    ...attempted,
  ];
  const kept = new Set(needed.flatMap(digestsOf).map((digest) => `${digest}.tar.gz`));
  const packages = await readdir(paths.packages);
  // those of the last run stay, however often the node was verified since, and this run's own, whatever the clock says
  const logs = (await readdir(paths.logs)).toSorted().toReversed();
  const oldLogs = logs.slice(keptLogs).filter((name) => ![id, run, begin?.run].includes(name));
  const stale = [
    // anything else is a download that goes on next time
    ...packages
      .filter((name) => /^[0-9a-f]{64}\.tar\.gz$/.test(name) && !kept.has(name))
      .map((name) => join(paths.packages, name)),
    ...oldLogs.map((name) => join(paths.logs, name)),
  ];
  for (const path of stale) {
    await remove(path);
  }
}

function digestsOf({ rel, src }: NodeModule): readonly string[] {
  return [rel.sha256, ...(src === null ? [] : [src.sha256])];
}
