import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDriver } from '../bundle-driver.ts';
import type { Done, Operation } from './operations.ts';

export async function buildHistoryDriver(folder: string): Promise<string> {
  const driver = join(folder, 'driver.mjs');
  await bundleDriver(join(import.meta.dirname, 'driver.ts'), driver);
  return driver;
}

export interface Life {
  readonly path: string;
  readonly operations: readonly Operation[];
  readonly first: number;
  readonly killAt: number;
  /** Kills it so long after it is ready. */
  readonly killAfterMs?: number;
  /** Words before the command: limits of the process. */
  readonly through?: readonly string[];
}

export interface LifeEnd {
  readonly done: readonly Done[];
  readonly status: number | null;
  readonly durationMs: number;
  readonly stderr: string;
}

/** One process with these operations, to its end. */
export async function live(driver: string, { killAfterMs, through = [], ...plan }: Life): Promise<LifeEnd> {
  const planFile = `${plan.path}.plan-${plan.first}`;
  writeFileSync(planFile, JSON.stringify(plan));
  const [command, ...words] = [...through, process.execPath, driver, planFile];
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    printed.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed.err += chunk.toString();
  });
  const ended = once(child, 'close');
  let timer: NodeJS.Timeout | undefined;
  const ready = once(child.stdout, 'data').then(() => {
    const began = performance.now();
    if (killAfterMs !== undefined) {
      timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    }
    return began;
  });
  const began = await Promise.race([ready, ended.then(() => performance.now())]);
  const [status]: (number | null)[] = await ended;
  clearTimeout(timer);
  return {
    done: printed.out
      .split('\n')
      .slice(1, -1)
      .map((line): Done => JSON.parse(line)),
    status: status ?? null,
    durationMs: performance.now() - began,
    stderr: printed.err,
  };
}
