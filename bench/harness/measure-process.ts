import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
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

/** A clean environment: what is measured must not depend on who measures. */
const cleanPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * One at a time: the processor's time is that of all children. What the process writes goes into files, as fast as it
 * likes, so that no reader is waited for.
 * @throws Error with what the process said when it ends otherwise than expected
 */
export async function measureProcess(measured: MeasuredCommand): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-bench-output-'));
  const outputs = [join(folder, 'stdout'), join(folder, 'stderr')];
  const descriptors = outputs.map((file) => openSync(file, 'wx+'));
  try {
    const { exitCode, ...spent } = await runToEnd(measured, descriptors);
    const [stdout = '', stderr = ''] = outputs.map((file) => readFileSync(file, 'utf8'));
    if (exitCode !== (measured.expectedExitCode ?? 0)) {
      throw new Error(`${measured.command.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
    }
    return { ...spent, stdout };
  } finally {
    for (const descriptor of descriptors) {
      closeSync(descriptor);
    }
    rmSync(folder, { recursive: true });
  }
}

interface Ending extends Omit<Measurement, 'stdout'> {
  readonly exitCode: number | null;
}

async function runToEnd(measured: MeasuredCommand, outputs: readonly number[]): Promise<Ending> {
  const [program = '', ...args] = measured.command;
  const cpuBefore = cpuSecondsOfChildren();
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: measured.workingDir ?? tmpdir(),
    env: { PATH: cleanPath, LANG: 'C.UTF-8', ...measured.env },
    stdio: ['pipe', ...outputs],
  });
  // who does not read it may have ended before
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(measured.input ?? '');
  const memory = child.pid === undefined ? undefined : watchMemory(child.pid);
  try {
    return await new Promise<Ending>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode) => {
        const seconds = (performance.now() - startedAt) / 1000;
        const cpuSeconds = cpuSecondsOfChildren() - cpuBefore;
        resolve({ exitCode, seconds, cpuSeconds, peakBytes: memory?.end() ?? 0 });
      });
    });
  } finally {
    memory?.end();
  }
}
