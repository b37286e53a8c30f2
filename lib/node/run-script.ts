import { type ChildProcess, spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { systemErrorCode } from '../core/errors.ts';
import { exitOf, waitForGroup } from '../core/process-group.ts';
import type { Processes } from '../node-state/processes.ts';
import { type BoundedLog, openBoundedLog } from './bounded-log.ts';
import { stepMark } from './script-environment.ts';

export interface ScriptOrder {
  readonly path: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly deadlineMs: number;
  /** From TERM to KILL. */
  readonly graceMs: number;
}

export type ScriptEnd =
  | { readonly how: 'exit'; readonly status: number }
  | { readonly how: 'signal'; readonly signal: string }
  | { readonly how: 'deadline'; readonly deadlineMs: number }
  | { readonly how: 'stopped' }
  | { readonly how: 'not-started'; readonly code: string };

export interface ScriptRun {
  readonly end: ScriptEnd;
  readonly durationMs: number;
  /** Its last lines. */
  readonly tail: string;
}

/** How long what a script has printed is waited for once it has ended; what it left running may hold its output open. */
const drainMs = 200;

/**
 * Runs a script by its own first line (without one, sh: execvp(3)), in a process group of its own. It is ended at its
 * deadline, or when `signal` is aborted: TERM to the group, then KILL to all that came of it. Of a script that did not end
 * well nothing is left running; what one that ended well has started goes on, and has to have an output of its own.
 */
export async function runScript(order: ScriptOrder, processes: Processes, signal: AbortSignal): Promise<ScriptRun> {
  const log = openBoundedLog(order.logFile);
  const began = performance.now();
  try {
    const end = await runLogged(order, log, signal);
    if (end.how !== 'exit' || end.status !== 0) {
      await processes.killMarked(stepMark, (mark) => mark === order.environment[stepMark]);
    }
    return { end, durationMs: Math.round(performance.now() - began), tail: log.tail() };
  } finally {
    log.close();
  }
}

async function runLogged(order: ScriptOrder, log: BoundedLog, signal: AbortSignal): Promise<ScriptEnd> {
  if (signal.aborted) {
    return { how: 'stopped' };
  }
  let child: ChildProcess;
  try {
    // packages keep modes, and not every repository has set this one
    await chmod(order.path, 0o755);
    child = await start(order, log);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    return { how: 'not-started', code };
  }
  const { deadlineMs, graceMs } = order;
  const { reason, status, by } = await waitForGroup(child, exitOf(child), { deadlineMs, graceMs, signal });
  await drain(child);
  if (reason !== 'ended') {
    return reason === 'deadline' ? { how: 'deadline', deadlineMs } : { how: 'stopped' };
  }
  return by === null ? { how: 'exit', status: status ?? 1 } : { how: 'signal', signal: by };
}

async function start({ path, args, folder, environment }: ScriptOrder, log: BoundedLog): Promise<ChildProcess> {
  const child = spawn(path, args, { cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  });
  return child;
}

/** Reads what is still in the pipes, and lets go of them: they stay open as long as anybody has them. */
async function drain({ stdout, stderr }: ChildProcess): Promise<void> {
  const streams = [stdout, stderr].filter((stream) => stream !== null);
  const closed = streams.map(
    async (stream) => await new Promise<void>((resolve) => (stream.closed ? resolve() : stream.once('close', resolve))),
  );
  const timer = new AbortController();
  const waited = setTimeout(drainMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([Promise.all(closed), waited]);
  timer.abort();
  streams.forEach((stream) => stream.destroy());
}

/** `exited with 3`: what follows the name of a script. */
export function describeEnd(end: ScriptEnd): string {
  switch (end.how) {
    case 'exit':
      return `exited with ${end.status}`;
    case 'signal':
      return `was ended by ${end.signal}`;
    case 'deadline':
      return `took longer than ${Math.round(end.deadlineMs / 1000)} s and was ended`;
    case 'stopped':
      return 'was stopped with tagship-node';
    case 'not-started':
      return `could not be started (${end.code})`;
  }
}
