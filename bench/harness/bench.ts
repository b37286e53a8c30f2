import { join } from 'node:path';
import type { Section } from '../results/results.ts';

/** What a scenario works with. */
export interface Bench {
  /** Of all sizes, counts and rounds; 1 for figures that are published, less to try the harness. */
  readonly scale: number;
  /** An empty folder that is removed after the scenario. */
  readonly folder: string;
  /** Tells the person who waits what happens. */
  say(line: string): void;
}

/** A part of the benchmark that can be run by itself. */
export interface Scenario {
  /** For `--only`. */
  readonly id: string;
  run(bench: Bench): Promise<Section>;
}

export const repositoryRoot: string = join(import.meta.dirname, '..', '..');
export const builtPipe: string = join(repositoryRoot, 'dist', 'tagship-pipe.mjs');
export const builtCli: string = join(repositoryRoot, 'dist', 'tagship.mjs');
export const builtNode: string = join(repositoryRoot, 'dist', 'tagship-node.mjs');
export const builtControl: string = join(repositoryRoot, 'dist', 'tagship-control.mjs');

export const megabyte = 1_000_000;

/** A whole number of things, at least one. */
export function scaled({ scale }: Pick<Bench, 'scale'>, count: number): number {
  return Math.max(1, Math.round(count * scale));
}
