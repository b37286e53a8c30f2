import { setTimeout } from 'node:timers/promises';
import type { Holder } from '../../schemas/generated/journal-entry.ts';
import { askDeadlineMs } from './ansible-access-of.ts';
import { readCurrent } from './current-generation.ts';
import { dataFolder, makeDataFolder } from './data-folder.ts';
import { tellTrouble } from './history-trouble.ts';
import { rollOut } from './roll-out.ts';
import type { RollOutResult } from './roll-out-run.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';
import { takeLock } from './take-lock.ts';

export interface RolledOut {
  /** In their order: more than one where a bundle arrived meanwhile. */
  readonly results: readonly RollOutResult[];
  /** Another roll-out of this project is at work: nothing was done, and it takes what is current when it is done. */
  readonly isBusy: boolean;
  readonly heldBy: Holder | undefined;
}

/** Beside the playbook and two questions: the logs, the history, Slack. */
const restMs = 30 * 60_000;

/**
 * Rolls out what is current, and what became current meanwhile; never two of a project at once. `onResult` gets each result as
 * it is there. Where the history cannot be used, people are told and the error is thrown.
 */
export async function rollOutCurrent(
  settings: RollOutSettings,
  ports: RollOutPorts,
  onResult: (result: RollOutResult) => void = () => undefined,
): Promise<RolledOut> {
  const data = dataFolder(settings.data);
  const { project, deadlineMs } = settings;
  const { context, processes } = ports;
  const results: RollOutResult[] = [];
  try {
    await makeDataFolder(settings.data);
    for (;;) {
      const attempt = await takeLock(data.lock(project), {
        processes,
        deadlineMs: deadlineMs + 2 * askDeadlineMs + restMs,
      });
      if ('heldBy' in attempt) {
        return { results, isBusy: true, heldBy: attempt.heldBy };
      }
      const result = await withLock(attempt.lock, async () => await rollOut(settings, ports));
      results.push(result);
      onResult(result);
      // looked at when the lock is free: who hands over later finds it free, who did before is seen here
      if (context.signal.aborted || !(await hasChanged(settings, result))) {
        return { results, isBusy: false, heldBy: undefined };
      }
      context.log.info('another generation was handed over meanwhile: it is rolled out next');
    }
  } catch (error) {
    if (!context.signal.aborted) {
      await tellTrouble(error, data.troubleMark(project), { settings, ports });
    }
    throw error;
  }
}

async function withLock<T>(lock: AsyncDisposable, work: () => Promise<T>): Promise<T> {
  await using _held = lock;
  return await work();
}

async function hasChanged(settings: RollOutSettings, { generation }: RollOutResult): Promise<boolean> {
  if (generation === undefined) {
    return false;
  }
  const current = await readCurrent(settings).catch(() => undefined);
  return current !== undefined && Number(current) !== generation.number;
}

/**
 * Rolls out again and again, `everyMs` from beginning to beginning, until the signal is aborted. An error does not end it: it
 * is given to `onEnd`, and the next time may be better.
 */
export async function rollOutEvery(
  everyMs: number,
  settings: RollOutSettings,
  ports: RollOutPorts,
  {
    onResult,
    onEnd,
  }: {
    readonly onResult: (result: RollOutResult) => void;
    readonly onEnd: (end: RolledOut | { readonly error: unknown }) => void;
  },
): Promise<void> {
  const { signal, clock } = ports.context;
  while (!signal.aborted) {
    const startedMs = clock.now().getTime();
    try {
      onEnd(await rollOutCurrent(settings, ports, onResult));
    } catch (error) {
      onEnd({ error });
    }
    const tookMs = clock.now().getTime() - startedMs;
    // a clock that was set must not make it wait longer, or not at all
    const pauseMs = Math.min(everyMs, Math.max(shortestPauseMs, everyMs - tookMs));
    await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

const shortestPauseMs = 1000;
