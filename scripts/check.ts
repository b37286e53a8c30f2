import { spawnSync } from 'node:child_process';

/** Holds the sources to their rules: format, types, lint, unused code, generated files, a pending change. All are run, then it ends. */

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'biome', 'check', '--error-on-warnings', '.'],
  ['types', 'tsc', '-p', '.'],
  [
    'lint',
    'oxlint',
    '--deny-warnings',
    'lib',
    'pipe',
    'cli',
    'node',
    'control',
    'demo',
    'bench',
    'scripts',
    'test',
    'vitest.config.ts',
    'vitest.e2e.config.ts',
    'vitest.ansible.config.ts',
  ],
  ['unused', 'knip'],
  ['generated files', 'node', 'scripts/generate.ts', '--check'],
  ['pending change', 'node', 'scripts/release.ts', 'check'],
];

const failed = checks.filter(([name, command, ...args]) => {
  console.log(`check: ${name}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`check failed: ${failed.map(([name]) => name).join(', ')}`);
  process.exitCode = 1;
}
