import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEndedRun, takeApplyLock } from './apply-lock.ts';
import { machineProcesses } from './processes.ts';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'lock');
}

const later = (): number => machineProcesses.uptimeSeconds() + 100;

/** Another process that holds the lock until it is killed. */
async function holdElsewhere(path: string, deadline: number, checking?: string) {
  const module = join(import.meta.dirname, 'apply-lock.ts');
  const code = `
    const { takeApplyLock } = await import(${JSON.stringify(module)});
    const { machineProcesses } = await import(${JSON.stringify(join(import.meta.dirname, 'processes.ts'))});
    const attempt = await takeApplyLock(${JSON.stringify(path)}, machineProcesses, { deadlineUptimeSeconds: ${deadline} });
    ${checking === undefined ? '' : `await attempt.lock.tell({ deadlineUptimeSeconds: ${deadline}, checking: '${checking}' });`}
    globalThis.kept = attempt;
    console.log('lock' in attempt ? 'taken' : 'busy');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, answer: String(line).trim() };
}

test('one has it, the other is told who', async () => {
  const path = lockPath();
  await using first = await take(path);

  const second = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later() });

  expect(first).toBeDefined();
  expect(second).toMatchObject({ heldBy: { holder: machineProcesses.self() } });
});

test('it is free when it was given back', async () => {
  const path = lockPath();
  await (await take(path))[Symbol.asyncDispose]();

  await using again = await take(path);

  expect(again).toBeDefined();
});

test('the lock of a process that was killed is free at once, whatever lies in the file', async () => {
  const path = lockPath();
  const { child, answer } = await holdElsewhere(path, later());
  const busy = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later() });
  child.kill('SIGKILL');
  await once(child, 'exit');

  await using free = await take(path);

  expect(answer).toBe('taken');
  expect(busy).toMatchObject({ heldBy: { holder: { pid: child.pid } } });
  expect(free).toBeDefined();
});

test('a holder that is past its deadline is ended, and the lock taken', async () => {
  const path = lockPath();
  const { child } = await holdElsewhere(path, machineProcesses.uptimeSeconds() - 1);
  const ended = once(child, 'exit');

  await using taken = await take(path);

  expect(taken).toBeDefined();
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('one that changes nothing keeps no other of its kind waiting, and gives way to one that has work to do', async () => {
  const path = lockPath();
  const { child } = await holdElsewhere(path, later(), 'r7');
  const ended = once(child, 'exit');

  const check = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later() });
  const work = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later(), endsChecks: true });

  expect(check).toMatchObject({ heldBy: { holder: { pid: child.pid } } });
  expect(work).toMatchObject({ left: { checking: 'r7' } });
  expect(await ended).toEqual([null, 'SIGKILL']);
  await ('lock' in work ? work.lock[Symbol.asyncDispose]() : undefined);
});

test('one that changes nothing and ends soon is waited for', async () => {
  const path = lockPath();
  const { child } = await holdElsewhere(path, later(), 'r7');
  const ended = once(child, 'exit');
  setTimeout(() => child.kill('SIGTERM'), 500);

  const work = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later(), endsChecks: true });

  expect(work).toHaveProperty('lock');
  expect(await ended).toEqual([null, 'SIGTERM']);
  await ('lock' in work ? work.lock[Symbol.asyncDispose]() : undefined);
});

test('one whose file was removed knows that it is no lock any more', async () => {
  const path = lockPath();
  await using first = await take(path);
  const before = await first.isStill();
  rmSync(path);
  const between = await first.isStill();

  await using second = await take(path);

  expect([before, between, await first.isStill(), await second.isStill()]).toEqual([true, false, false, true]);
});

test('what a run could not write down elsewhere is told to each one after it', async () => {
  const path = lockPath();
  const ended = { run: 'r7', reason: 'deploy.sh of A exited with 7' };
  const first = await take(path);
  await first.tell({ ended });
  await first[Symbol.asyncDispose]();
  await (await take(path))[Symbol.asyncDispose]();

  await using third = await take(path);

  expect([await readEndedRun(path), await third.isStill()]).toEqual([ended, true]);
  expect(await readEndedRun(`${path}-of-nobody`)).toBeUndefined();
});

test('a link in the place of the lock is not followed', async () => {
  const path = lockPath();
  symlinkSync('/etc/hostname', path);

  await expect(takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later() })).rejects.toThrow(/ELOOP/);
});

test('a process is known by number, start and boot: another one with its number is none', () => {
  const self = machineProcesses.self();

  expect(machineProcesses.isAlive(self)).toBe(true);
  expect(machineProcesses.isAlive({ ...self, startTime: '1' })).toBe(false);
  expect(machineProcesses.isAlive({ ...self, bootId: 'another' })).toBe(false);
  expect(machineProcesses.isAlive({ ...self, pid: 2 ** 22 + 1 })).toBe(false);
});

test('what a dead process started is found by its mark, children in other sessions too', async () => {
  const mark = `test/${process.pid}`;
  const child = spawn('sh', ['-c', 'setsid sleep 60 & sleep 60 & echo ready; wait'], {
    env: { PATH: process.env['PATH'], TAGSHIP_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');

  const killed = await machineProcesses.killMarked('TAGSHIP_TEST_MARK', (value) => value === mark);

  expect(killed).toBeGreaterThanOrEqual(3);
  expect(await machineProcesses.killMarked('TAGSHIP_TEST_MARK', (value) => value === mark)).toBe(0);
});

async function take(path: string) {
  const attempt = await takeApplyLock(path, machineProcesses, { deadlineUptimeSeconds: later() });
  if (!('lock' in attempt)) {
    throw new Error('the lock is taken');
  }
  return attempt.lock;
}

test('a child that a dead holder was just starting is waited for', async () => {
  const path = lockPath();
  const { child } = await holdElsewhere(path, later());
  // what fork(2) leaves between the death of the parent and its own exec: the lock, and a note of somebody who is gone
  const heir = spawn('sh', ['-c', 'exec 3<>"$0"; flock 3; echo mine; sleep 0.7', path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [took, ended] = [once(heir.stdout, 'data'), once(heir, 'exit')];
  child.kill('SIGKILL');
  await took;

  await using taken = await take(path);

  expect(taken).toBeDefined();
  expect(await ended).toEqual([0, null]);
});
