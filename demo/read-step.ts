import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { isMap } from '../lib/testing/example-world.ts';
import type { GitRef } from './repository.ts';

/** The step that a push starts, as far as these examples go: shell commands, then one pipe. */
export interface Step {
  readonly commands: readonly string[];
  /** What stands under the pipe's `variables:`, before any `$NAME` is replaced. */
  readonly variables: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Reads the step for a ref out of a clone's bitbucket-pipelines.yml.
 * @throws Error when no pipeline starts, or when it is not one step that ends with a pipe
 */
export function readStep(clone: string, ref: GitRef): Step {
  const file = join(clone, 'bitbucket-pipelines.yml');
  const pipeline: unknown = parse(readFileSync(file, 'utf8'), { merge: true });
  const script = member(firstOf(pipelineFor(member(pipeline, 'pipelines'), ref)), 'step', 'script');
  if (!Array.isArray(script)) {
    throw new Error(`${file} has no step with a script for ${ref.kind} ${ref.name}`);
  }
  const variables = member(script.at(-1), 'variables');
  if (!isMap(variables)) {
    throw new Error(`${file}: the script for ${ref.kind} ${ref.name} does not end with a pipe that has variables`);
  }
  return {
    commands: script.filter((item) => typeof item === 'string'),
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOrList(value)])),
  };
}

/** The name itself goes before a pattern, as in Bitbucket ("Use glob patterns on the Pipelines yaml file"). */
function pipelineFor(pipelines: unknown, { kind, name }: GitRef): unknown {
  const starts = member(pipelines, kind === 'branch' ? 'branches' : 'tags');
  if (!isMap(starts)) {
    return undefined;
  }
  const pattern = Object.keys(starts).find((candidate) => matchesGlob(name, candidate));
  return starts[name] ?? (pattern === undefined ? undefined : starts[pattern]);
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((parent, name) => (isMap(parent) ? parent[name] : undefined), value);
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function textOrList(value: unknown): string | readonly string[] {
  return Array.isArray(value) ? value.map(String) : String(value);
}
