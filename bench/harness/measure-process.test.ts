import { expect, test } from 'vitest';
import { measureProcess } from './measure-process.ts';

const mebibyte = 1024 * 1024;
/** Has so much memory for a third of a second. */
const holdsMemory = (mebibytes: number): string =>
  `const held = Buffer.alloc(${mebibytes} * 1024 * 1024, 1); setTimeout(() => console.log(held.length), 300)`;

test('a process is measured from its start to its end', async () => {
  const { seconds, stdout } = await measureProcess({ command: ['sh', '-c', 'sleep 0.2; echo done'] });

  expect(seconds).toBeGreaterThan(0.2);
  expect(stdout).toBe('done\n');
});

test('the memory of everything that a process starts is counted with it, at the same time', async () => {
  const child = [process.execPath, '-e', holdsMemory(100)];
  const both = `'${child.join("' '")}' & '${child.join("' '")}' & wait`;

  const one = await measureProcess({ command: child });
  const two = await measureProcess({ command: ['sh', '-c', both] });

  expect(one.peakBytes).toBeGreaterThan(100 * mebibyte);
  expect(two.peakBytes).toBeGreaterThan(200 * mebibyte);
  expect(one.peakBytes).toBeLessThan(200 * mebibyte);
});

test('a process that ends otherwise than expected is an error with what it said', async () => {
  const failing = { command: ['sh', '-c', 'echo no room; exit 3'] };

  await expect(measureProcess(failing)).rejects.toThrow(/ended with 3:\nno room/);
  await expect(measureProcess({ ...failing, expectedExitCode: 3 })).resolves.toMatchObject({ stdout: 'no room\n' });
});

test('nothing of the environment comes through', async () => {
  const { stdout } = await measureProcess({ command: ['env'], env: { GIVEN: '1' } });

  const names = new Set(stdout.split('\n').map((line) => line.split('=')[0]));
  expect(names.has('GIVEN')).toBe(true);
  // the last ones are of the shell that may stand between
  expect(names.difference(new Set(['GIVEN', 'LANG', 'PATH', '', '_', 'PWD', 'SHLVL']))).toEqual(new Set());
});

test('the time of the processor is that of work, in all that was started, and not of waiting', async () => {
  const work = `const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);`;

  const working = await measureProcess({ command: ['sh', '-c', `'${process.execPath}' -e '${work}'; true`] });
  const waiting = await measureProcess({ command: ['sleep', '0.3'] });

  expect(working.cpuSeconds).toBeGreaterThan(0.28);
  expect(waiting.cpuSeconds).toBeLessThan(0.1);
});
