import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cephPrograms, missingPrograms, type NeededProgram } from '../../test/e2e/real-s3/needed-programs.ts';
import { repositoryRoot } from './bench.ts';

const programs: readonly NeededProgram[] = [
  ...['git', 'tar', 'gzip', 'pigz', 'rclone', 'python3'].map((name) => needed(name, name)),
  needed('aws', 'awscli'),
  ...cephPrograms,
];

function needed(program: string, debianPackage: string): NeededProgram {
  return { program, debianPackage, without: 'the benchmarks' };
}

/**
 * Installs what npm has, and says what has to be installed by hand.
 * @throws Error with the command to run
 */
export function installContenders(): void {
  const missing = missingPrograms(programs, '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin');
  if (missing.length > 0) {
    const packages = new Set(missing.map(({ debianPackage }) => debianPackage));
    throw new Error(
      `missing: ${missing.map(({ program }) => program).join(', ')}; run: apt-get install --no-install-recommends ${[...packages].join(' ')}`,
    );
  }
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], {
    cwd: join(repositoryRoot, 'bench'),
    stdio: 'inherit',
  });
  if (status !== 0) {
    throw new Error('`npm ci` in bench/ failed');
  }
}
