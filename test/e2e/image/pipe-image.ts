import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { contextVariables, type PipeBuild, type PipeResult } from '../../../lib/testing/pipe-process.ts';

/** The image that the Dockerfile makes. */
export interface PipeImage {
  /** Of all layers, and of those that are the base's. */
  readonly size: { readonly totalBytes: number; readonly baseBytes: number };
  /** How a container of it is started: Entrypoint, Cmd, User, ... */
  readonly config: Readonly<Record<string, unknown>>;
  /** What another program of the image prints. */
  ask(program: string, ...args: readonly string[]): Promise<string>;
  /** Runs the pipe as a `pipe:` line of a step does. */
  run(step: PipeStep): Promise<PipeResult>;
  /** Asks a container that runs to end, and kills it after that time. */
  stop(container: string, timeoutSeconds: number): Promise<void>;
}

export interface PipeStep extends Omit<PipeBuild, 'signal' | 'stop' | 'workingDir'> {
  /** Where the step's shell is: `--workdir=$(pwd)`. */
  readonly workingDir: string;
  /** What Bitbucket mounts at /opt/atlassian/pipelines/agent/ssh. */
  readonly sshFolder: string;
  readonly container?: string;
  /** e.g. a memory limit */
  readonly options?: readonly string[];
}

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const { HOME = homedir(), XDG_CACHE_HOME = join(HOME, '.cache'), TAGSHIP_ENGINE = 'podman' } = process.env;

/** podman, or docker where TAGSHIP_ENGINE says so: it fetches the real base, and podman gets a stand-in. */
export const engineName = TAGSHIP_ENGINE === 'docker' ? 'docker' : 'podman';

/**
 * Builds the Dockerfile as it is.
 * @throws Error with what was printed when that fails
 */
export async function buildPipeImage(): Promise<PipeImage> {
  const base = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  const engine = engineName === 'docker' ? 'docker' : await makeStandIn(base);
  const call = async (...args: readonly string[]): Promise<string> => await callEngine(engine, args);

  if (engineName === 'docker') {
    // its builder keeps a base for itself, and no one else could tell how large it is
    await call('pull', '--quiet', base);
  }
  const id = await build(call);
  const inspect = async (image: string): Promise<ImageFacts> => readFacts(await call('image', 'inspect', image));
  const facts = await inspect(id);
  return {
    size: { totalBytes: facts.Size, baseBytes: (await inspect(base)).Size },
    config: facts.Config,
    ask: async (program, ...args) =>
      await call('run', '--rm', '--network=host', `--entrypoint=${program}`, id, ...args),
    run: async (step) => await runStep(engine, id, step),
    stop: async (container, timeoutSeconds) => {
      await call('stop', '-t', String(timeoutSeconds), container);
    },
  };
}

/** Makes podman's base, which is kept between runs in the user's cache folder. Returns the podman that knows it. */
async function makeStandIn(base: string): Promise<string> {
  const folder = join(XDG_CACHE_HOME, 'tagship', 'image');
  const node = join(root, 'node_modules/node/bin/node');
  await execute(join(import.meta.dirname, 'stand-in-base.sh'), [folder, `docker.io/library/${base}`, node]);
  return join(folder, 'podman');
}

async function build(call: (...args: readonly string[]) => Promise<string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-image-'));
  const idFile = join(folder, 'id');
  try {
    const pull = engineName === 'podman' ? ['--pull=never'] : [];
    await call('build', ...pull, '--network=host', `--iidfile=${idFile}`, '--tag=tagship-pipe:test', root);
    return readFileSync(idFile, 'utf8').trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function callEngine(engine: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(engine, args, { maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

interface ImageFacts {
  readonly Size: number;
  readonly Config: Readonly<Record<string, unknown>>;
}

function readFacts(json: string): ImageFacts {
  const [facts]: readonly (ImageFacts | undefined)[] = JSON.parse(json);
  if (facts === undefined) {
    throw new Error('the engine tells nothing of the image');
  }
  return facts;
}

/** The line that Bitbucket makes of `pipe:`; the network is that of the machine, so that its servers can be reached. */
async function runStep(engine: string, image: string, step: PipeStep): Promise<PipeResult> {
  const { cloneDir, sshFolder, workingDir, variables, container, options = [] } = step;
  const environment = { NO_COLOR: '1', ...contextVariables(step), ...variables };
  const child = spawn(
    engine,
    [
      'run',
      '--rm',
      '--network=host',
      `--volume=${cloneDir}:${cloneDir}`,
      `--volume=${sshFolder}:/opt/atlassian/pipelines/agent/ssh:ro`,
      `--workdir=${workingDir}`,
      '--label=org.bitbucket.pipelines.system=true',
      ...(container === undefined ? [] : [`--name=${container}`]),
      ...options,
      ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
      image,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  return { exitCode, stdout, stderr };
}
