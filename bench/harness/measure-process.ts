import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { cpuSecondsOfChildren } from './cpu-time.ts';
import { watchMemory } from './peak-memory.ts';

/** A whole process to be measured. */
export interface MeasuredCommand {
  readonly command: readonly string[];
  /** All that it finds in its environment besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a folder that has nothing to do with it. */
  readonly workingDir?: string;
  readonly input?: string;
  /** Default: 0. */
  readonly expectedExitCode?: number;
}

export interface Measurement {
  /** From its start to its end. */
  readonly seconds: number;
  /** Of all processors, for the process and all that it started and waited for. */
  readonly cpuSeconds: number;
  /** Of the process and all that it started. */
  readonly peakBytes: number;
  readonly stdout: string;
}

interface Ending extends Pick<Measurement, 'seconds' | 'cpuSeconds'> {
  readonly exitCode: number | null;
}

/** A clean environment: what is measured must not depend on who measures. */
const cleanPath = '/usr/local/bin:/usr/bin:/bin';

/** One at a time: the processor's time is that of all children. @throws Error with what the process said when it ends otherwise than expected */
export async function measureProcess(measured: MeasuredCommand): Promise<Measurement> {
  const [program = '', ...args] = measured.command;
  const cpuBefore = cpuSecondsOfChildren();
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: measured.workingDir ?? tmpdir(),
    env: { PATH: cleanPath, LANG: 'C.UTF-8', ...measured.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // who does not read it may have ended before
  child.stdin.on('error', () => undefined);
  child.stdin.end(measured.input ?? '');
  const memory = child.pid === undefined ? undefined : watchMemory(child.pid);
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      const endedAt = performance.now();
      resolve({ exitCode, seconds: (endedAt - startedAt) / 1000, cpuSeconds: cpuSecondsOfChildren() - cpuBefore });
    });
  });
  const [stdout, stderr, { exitCode, ...spent }] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]).finally(() => memory?.end());
  if (exitCode !== (measured.expectedExitCode ?? 0)) {
    throw new Error(`${measured.command.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
  }
  return { ...spent, peakBytes: memory?.end() ?? 0, stdout };
}
