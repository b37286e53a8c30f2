import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleDriver } from '../bundle-driver.ts';

export async function buildDriver(folder: string): Promise<string> {
  const driver = join(folder, 'driver.mjs');
  await bundleDriver(join(import.meta.dirname, 'driver.ts'), driver);
  return driver;
}

export interface DriverRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly outcome: string }>;
}

/** Starts an apply in a process of its own; resolves when that is about to begin. */
export async function startDriver(
  driver: string,
  { root, world, bundle }: { readonly root: string; readonly world: string; readonly bundle: string },
): Promise<DriverRun> {
  const child = spawn(process.execPath, [driver, root, world, bundle], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const ended = once(child, 'close').then(([status]: (number | null)[]) => ({
    status: status ?? null,
    outcome: printed.trim().split('\n').slice(1).join(' '),
  }));
  await once(child.stdout, 'data');
  return { child, ended };
}
