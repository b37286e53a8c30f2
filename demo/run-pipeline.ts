import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextVariables, type PipeResult, runPipeProcess } from '../lib/testing/pipe-process.ts';
import { type BitbucketVariables, pipeVariables } from './pipe-variables.ts';
import { readStep, type Step } from './read-step.ts';
import type { GitRef, TeamRepository } from './repository.ts';

/** One pipeline that has ended. */
export interface PipelineRun extends PipeResult {
  /** e.g. `ModuleX.rel` */
  readonly repository: string;
  readonly ref: GitRef;
  readonly build: number;
  readonly step: Step;
  /** What the commands before the pipe printed. */
  readonly commandOutput: string;
}

/**
 * Runs the pipeline of a ref as Bitbucket does: a fresh clone, the step's commands, then the built pipe with its
 * variables and with nothing else of this process's environment.
 * @throws Error when a command before the pipe fails
 */
export async function runPipeline(
  repository: TeamRepository,
  ref: GitRef,
  { known, signal }: { readonly known: BitbucketVariables; readonly signal: AbortSignal },
): Promise<PipelineRun> {
  signal.throwIfAborted();
  const cloneDir = mkdtempSync(join(tmpdir(), 'tagship-clone-'));
  try {
    repository.clone(ref, cloneDir);
    const step = readStep(cloneDir, ref);
    const build = repository.nextBuild();
    const context = { cloneDir, slug: repository.name.toLowerCase(), commit: ref.commit, build, [ref.kind]: ref.name };
    const commandOutput = step.commands
      .map((command) => runCommand(command, cloneDir, contextVariables(context)))
      .join('');
    const result = await runPipeProcess({ ...context, variables: pipeVariables(step, known), signal });
    return { ...result, repository: repository.name, ref, build, step, commandOutput };
  } finally {
    rmSync(cloneDir, { recursive: true, force: true });
  }
}

export function endedWell({ exitCode, stderr }: PipeResult): boolean {
  return exitCode === 0 && stderr === '';
}

/** The last line of the pipe's log: how it ended. */
export function lastLine({ stdout }: PipeResult): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** The errors in the pipe's log, and its last line. */
export function complaints({ stdout }: PipeResult): string {
  return stdout
    .split('\n')
    .filter((line) => /^(?:ERROR:|✖|✔)/.test(line))
    .join('\n');
}

/** `tag 2.0.0`, `developer` */
export function describeRef({ kind, name }: GitRef): string {
  return kind === 'tag' ? `tag ${name}` : name;
}

function runCommand(command: string, cwd: string, variables: Readonly<Record<string, string>>): string {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', ...variables };
  return execFileSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
}
