import { expect, test } from 'vitest';
import benchLock from '../bench/package-lock.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };

interface LockEntry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const packages: Readonly<Record<string, LockEntry>> = lock.packages;

test('the lock file has the optional packages of every platform, without which npm ci takes it for outdated', () => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => packages[`node_modules/${name}`] === undefined),
  );

  expect(missing, 'run: node scripts/complete-lock.ts').toEqual([]);
});

test('the lock file names no registry', () => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved":/);
});

test('the lock file of the benchmarks names no registry either', () => {
  expect(JSON.stringify(benchLock)).not.toMatch(/"resolved":/);
});
