import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';
import { exitOf, signalGroup, waitForGroup } from '../../lib/core/process-group.ts';
import { readLines } from '../../lib/handoff/read-lines.ts';
import { openBoundedLog } from '../../lib/node/bounded-log.ts';
import type { Processes } from '../../lib/node-state/processes.ts';
import { type AnsibleEvent, parseAnsibleEvent } from './ansible-event.ts';
import type { AnsibleCommand } from './find-ansible.ts';

export interface AnsibleOrder extends AnsibleCommand {
  readonly args: readonly string[];
  /** What it prints, of which the beginning and the end are kept. */
  readonly logFile: string;
  readonly deadlineMs: number;
  /** From TERM to KILL. Default: 10 s. */
  readonly graceMs?: number;
}

export interface AnsibleWatch {
  readonly onEvent: (event: AnsibleEvent) => void;
  readonly processes: Processes;
  readonly signal: AbortSignal;
}

export type AnsibleEnd =
  | { readonly how: 'exit'; readonly status: number; readonly output: AnsibleOutput }
  | { readonly how: 'signal'; readonly signal: string; readonly output: AnsibleOutput }
  | { readonly how: 'deadline'; readonly deadlineMs: number; readonly output: AnsibleOutput }
  | { readonly how: 'stopped'; readonly output: AnsibleOutput };

interface AnsibleOutput {
  /** The end of what it printed, errors and warnings among it. */
  readonly tail: string;
  /** Lines for us that were no events, or too long. */
  readonly unreadableLines: number;
}

/** In the environment of all that came of a run. */
const markName = 'TAGSHIP_ANSIBLE_RUN';
/** A report and a text that explains are the longest; the output of a play of our own has four times that. */
const mostLineCharacters = 32 * 1024 * 1024;
const tailCharacters = 16 * 1024;
const logHalfBytes = 2 * 1024 * 1024;
/** For what is in the pipes when the program has ended; what it left running may hold them open. */
const drainMs = 5_000;

/**
 * Runs Ansible in a process group of its own and tells its events as they come. It is ended at its deadline and when the
 * signal is aborted: TERM to the group, then KILL to all that came of it, also to what has left the group, as the workers of
 * ansible-core 2.19 do. Connections that ssh keeps for the next run hide their environment and end by themselves
 * (ControlPersist, a minute). Throws `ansible` where it cannot be started.
 */
export async function runAnsible(order: AnsibleOrder, watch: AnsibleWatch): Promise<AnsibleEnd> {
  const { signal, processes } = watch;
  signal.throwIfAborted();
  const mark = `${randomUUID()} ${order.logFile}`;
  const child = spawn(order.program, order.args, {
    cwd: order.folder,
    env: { ...order.environment, TAGSHIP_EVENTS_FD: '3', [markName]: mark },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const listening = listen(child, order.logFile, watch);
  try {
    const exit = exitOf(child);
    await startOf(child, order.program);
    const limits = { deadlineMs: order.deadlineMs, graceMs: order.graceMs ?? 10_000, signal };
    const { reason, status, by } = await waitForGroup(child, exit, limits);
    if (reason !== 'ended' || by !== null) {
      signalGroup(child, 'SIGKILL');
      await processes.killMarked(markName, (value) => value === mark);
    }
    await listening.drain();
    const output = listening.output();
    if (reason === 'deadline') {
      return { how: 'deadline', deadlineMs: order.deadlineMs, output };
    }
    if (reason === 'stopped') {
      return { how: 'stopped', output };
    }
    return by === null ? { how: 'exit', status: status ?? 1, output } : { how: 'signal', signal: by, output };
  } finally {
    listening.close();
  }
}

/**
 * Ends what is left of runs whose tagship-control was killed; the callback plugin does that too, but not at once. `isMeant`
 * gets the log file of a run. The caller knows that none of those is at work for anybody.
 */
export async function endLeftRuns(processes: Processes, isMeant: (logFile: string) => boolean): Promise<number> {
  return await processes.killMarked(markName, (mark) => isMeant(mark.slice(mark.indexOf(' ') + 1)));
}

/** Reads the three streams; none of them may fill the memory, or hold the program up. */
function listen(child: ChildProcess, logFile: string, { onEvent }: AnsibleWatch) {
  const log = openBoundedLog(logFile, logHalfBytes, 'tagship-control');
  const events = child.stdio[3];
  const streams = [child.stdout, child.stderr, events].filter((stream) => stream instanceof Readable);
  let tail = '';
  let unreadableLines = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString()).slice(-tailCharacters);
    });
  }
  if (events instanceof Readable) {
    readLines(events, {
      mostCharacters: mostLineCharacters,
      onLine: (line, isCut) => {
        const event = isCut ? undefined : parseAnsibleEvent(line);
        if (event === undefined) {
          unreadableLines += 1;
        } else {
          onEvent(event);
        }
      },
    });
  }
  const closed = streams.map(
    async (stream) => await new Promise<void>((resolve) => void stream.once('close', resolve).once('error', resolve)),
  );
  return {
    output: (): AnsibleOutput => ({ tail, unreadableLines }),
    async drain(): Promise<void> {
      const timer = new AbortController();
      const waited = setTimeout(drainMs, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([Promise.all(closed), waited]);
      timer.abort();
    },
    close(): void {
      streams.forEach((stream) => stream.destroy());
      log.close();
    },
  };
}

async function startOf(child: ChildProcess, program: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', (error) =>
      reject(
        new TagshipError('ansible', `${program} cannot be started (${systemErrorCode(error) ?? error.name})`, {
          hint: 'tagship-control needs ansible-core, and memory for its processes',
          cause: error,
        }),
      ),
    );
  });
}
