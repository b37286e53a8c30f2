import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { systemErrorCode } from './errors.ts';

/** How a process ended. */
export interface Exit {
  readonly status: number | null;
  readonly by: NodeJS.Signals | null;
}

export interface GroupLimits {
  readonly deadlineMs: number;
  /** From TERM to KILL. */
  readonly graceMs: number;
  readonly signal: AbortSignal;
}

/** To be called before the process can have ended. */
export async function exitOf(child: ChildProcess): Promise<Exit> {
  return await new Promise((resolve) => {
    child.once('exit', (status, by) => resolve({ status, by }));
  });
}

/**
 * Waits for the first process of a group (`detached`) to end. At its deadline, or when the signal is aborted, the group gets
 * TERM, and KILL if that process has not ended within the grace, or has left others behind.
 */
export async function waitForGroup(
  child: ChildProcess,
  exit: Promise<Exit>,
  { deadlineMs, graceMs, signal }: GroupLimits,
): Promise<Exit & { readonly reason: 'ended' | 'deadline' | 'stopped' }> {
  const timer = new AbortController();
  const reason = await Promise.race([
    exit.then(() => 'ended' as const),
    setTimeout(deadlineMs, 'deadline' as const, { signal: timer.signal }).catch(() => 'ended' as const),
    abortOf(signal, timer.signal),
  ]);
  timer.abort();
  if (reason !== 'ended') {
    await endGroup(child, exit, graceMs);
  }
  return { ...(await exit), reason };
}

/** Sends a signal to every process of a group. Nobody may be left of it. */
export function signalGroup({ pid }: Pick<ChildProcess, 'pid'>, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, name);
    }
  } catch (error) {
    // nobody of it is left, or what is left has become another user
    if (!['ESRCH', 'EPERM'].includes(systemErrorCode(error) ?? '')) {
      throw error;
    }
  }
}

async function abortOf(signal: AbortSignal, until: AbortSignal): Promise<'stopped'> {
  return await new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true, signal: until });
  });
}

async function endGroup(child: ChildProcess, exit: Promise<Exit>, graceMs: number): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const grace = new AbortController();
  await Promise.race([exit, setTimeout(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)]);
  grace.abort();
  // the group may outlive its first process
  signalGroup(child, 'SIGKILL');
}
