import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PipeResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PipeBuild {
  readonly cloneDir: string;
  /** `modulex.rel`: as Bitbucket writes it, in lower case. */
  readonly slug: string;
  readonly commit: string;
  readonly build: number;
  readonly tag?: string;
  readonly branch?: string;
  /** What stands under `variables:`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends the run and rejects. */
  readonly signal?: AbortSignal;
  /** Sends SIGTERM, as Bitbucket does when a step is stopped, or the signal that is its reason. */
  readonly stop?: AbortSignal;
  /** A command that runs it, e.g. with less rights. */
  readonly through?: readonly string[];
  /** Sends SIGKILL: the run ends with no exit code. */
  readonly kill?: AbortSignal;
  /** What is run, and its arguments. Default: the built pipe. */
  readonly program?: readonly string[];
  /** Default: a folder that is not the clone dir, as after a `cd` in the step. */
  readonly workingDir?: string;
  /** Is given the output, on stdout, piece by piece as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Is given the process as soon as it runs. */
  readonly onStart?: (processId: number | undefined) => void;
}

const builtPipe = join(import.meta.dirname, '..', '..', 'dist', 'tagship-pipe.mjs');

/**
 * Runs the built program as Bitbucket does: another folder, no environment but the contract's variables.
 * @throws Error when it is not built
 */
export async function runPipeProcess(build: PipeBuild): Promise<PipeResult> {
  const [file = builtPipe, ...programArguments] = build.program ?? [];
  if (!existsSync(file)) {
    throw new Error(`${file} is missing; run \`npm run build\` first`);
  }
  const [command = process.execPath, ...args] = [...(build.through ?? []), process.execPath, file, ...programArguments];
  const child = spawn(command, args, {
    cwd: build.workingDir ?? tmpdir(),
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', NO_COLOR: '1', ...contextVariables(build), ...build.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(build.signal === undefined ? {} : { signal: build.signal }),
  });
  build.stop?.addEventListener('abort', () => child.kill(build.stop?.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM'), {
    once: true,
  });
  build.kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  build.onStart?.(child.pid);
  child.stdout.on('data', (piece: Buffer) => build.onOutput?.(piece.toString('utf8')));
  const [stdout, stderr, exitCode] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  return { exitCode, stdout, stderr };
}

/** What Bitbucket sets in every step, for the step's own commands as well as for its pipes. */
export function contextVariables({
  cloneDir,
  slug,
  commit,
  build,
  tag,
  branch,
}: Pick<PipeBuild, 'cloneDir' | 'slug' | 'commit' | 'build' | 'tag' | 'branch'>): Record<string, string> {
  return {
    CI: 'true',
    BITBUCKET_CLONE_DIR: cloneDir,
    BITBUCKET_COMMIT: commit,
    BITBUCKET_BUILD_NUMBER: String(build),
    BITBUCKET_STEP_RUN_NUMBER: '1',
    BITBUCKET_WORKSPACE: 'acme',
    BITBUCKET_REPO_SLUG: slug,
    BITBUCKET_REPO_FULL_NAME: `acme/${slug}`,
    BITBUCKET_REPO_UUID: `{00000000-0000-4000-8000-${createHash('sha256').update(slug).digest('hex').slice(0, 12)}}`,
    ...(tag === undefined ? {} : { BITBUCKET_TAG: tag }),
    ...(branch === undefined ? {} : { BITBUCKET_BRANCH: branch }),
  };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces).toString('utf8');
}
