import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Circumstances } from '../results/results.ts';
import { repositoryRoot } from './bench.ts';

/** Programs that are compared or serve, each with what makes it tell its version. */
const programs: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['aws', 'aws', '--version'],
  ['rclone', 'rclone', 'version'],
  ['pigz', 'pigz', '--version'],
  ['tar', 'tar', '--version'],
  ['gzip', 'gzip', '--version'],
  ['radosgw', 'radosgw', '--version'],
];

/** What a figure depends on besides the sources. */
export function describeCircumstances(scale: number): Omit<Circumstances, 'tookSeconds'> {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8' }).trim();
  const isChanged =
    git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      'lib',
      'pipe',
      'cli',
      'node',
      'control',
      'bench/*.ts',
    ) !== '';
  const cores = cpus();
  return {
    at: `${new Date().toISOString().slice(0, 16)}Z`,
    commit: `${git('rev-parse', '--short=12', 'HEAD')}${isChanged ? ' and changes' : ''}`,
    scale,
    machine: `${cores.length} x ${cores[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('-')[0]}`,
    versions: {
      node: process.versions.node,
      zlib: process.versions.zlib,
      'cdk-assets': cdkAssetsVersion(),
      ...Object.fromEntries(programs.map(([name, command, ...args]) => [name, versionOf(command, args)])),
    },
  };
}

function versionOf(command: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  });
  const first = `${stdout}${stderr}`.split('\n')[0]?.trim() ?? '';
  // build and machine are of no interest
  return status === 0 ? (/^.*?\d+(?:\.\d+)+/.exec(first)?.[0] ?? first) : 'not installed';
}

function cdkAssetsVersion(): string {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(repositoryRoot, 'bench', 'package.json'), 'utf8'),
  );
  return manifest.dependencies['cdk-assets'] ?? 'unknown';
}
