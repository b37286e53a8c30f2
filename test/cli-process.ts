import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a folder that is no clone. */
  readonly workingDir?: string;
  /** A command that runs it, e.g. in a terminal or in a shell. */
  readonly through?: readonly string[];
  /** Presses Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

const cliProgram = join(import.meta.dirname, '..', 'dist', 'tagship.mjs');

/**
 * Runs the built desk CLI in a clean environment and without a terminal.
 * @throws Error when it is not built
 */
export async function runCliProcess(
  args: readonly string[],
  { env = {}, workingDir, through = [], interrupt }: CliRun = {},
): Promise<CliResult> {
  if (!existsSync(cliProgram)) {
    throw new Error(`${cliProgram} is missing; run \`npm run build\` first`);
  }
  const [command = '', ...rest] = [...through, process.execPath, cliProgram, ...args];
  const child = spawn(command, rest, {
    cwd: workingDir ?? tmpdir(),
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  interrupt?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  return { status, stdout, stderr };
}
