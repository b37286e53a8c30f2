import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type TimedProgram, timeProgram } from './time-program.ts';

const systemPath = '/usr/bin:/bin';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-time-program-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

function pathWith({ folder }: TimedProgram): string {
  return `${folder}:${systemPath}`;
}

test('calls of a program are told with their time and arguments, and each once', () => {
  const program = timeProgram('sleep', systemPath, temporaryFolder());

  execFileSync('sh', ['-c', 'sleep 0.3; sleep 0 0.01'], { env: { PATH: pathWith(program) } });

  const [first, second, ...others] = program.take();
  expect(first).toMatchObject({ firstArgument: '0.3', lastArgument: '0.3' });
  expect(first?.seconds).toBeGreaterThan(0.3);
  expect(second).toMatchObject({ firstArgument: '0', lastArgument: '0.01' });
  expect(second?.seconds).toBeGreaterThan(0.01);
  expect(others).toEqual([]);
  expect(program.take()).toEqual([]);
});

test('a program gets its arguments and a third stream as they are, and its status is told', () => {
  const folder = temporaryFolder();
  const real = join(folder, 'speak');
  writeFileSync(real, '#!/bin/sh\nprintf "%s|" "$@" >&3\nexit 7\n', { mode: 0o755 });
  const program = timeProgram('speak', `${folder}:${systemPath}`, join(folder, 'timed'));

  const { status, output } = spawnSync(join(program.folder, 'speak'), ['a b', '', '*'], {
    env: { PATH: pathWith(program) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });

  expect(status).toBe(7);
  expect(output[3]).toBe('a b||*|');
  expect(program.take()).toHaveLength(1);
});

test('a program that is not there is an error', () => {
  expect(() => timeProgram('no-such-program', systemPath, temporaryFolder())).toThrow('command -v');
});
