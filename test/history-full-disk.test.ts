import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { begin, end, historyFolder, message, outcome } from '../control/history/sample-runs.ts';
import { TagshipError } from '../lib/core/errors.ts';

const mebibyte = 1024 ** 2;

/** Mounts a file system of 4 MiB, or says that this machine does not let it. */
function mountSmall(folder: string): boolean {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return true;
}

const large = (number: number) =>
  end({
    hosts: [outcome('node-1', { version: `1.${number}.0` })],
    messages: [message(`message ${number}`)],
    logs: [
      {
        host: 'node-1',
        nodeRun: `run-${number}`,
        release: '2.1.0',
        files: [{ file: 'a', text: 'x'.repeat(200_000) }],
      },
    ],
  });

test('a disk that is full is told, leaves nothing half, and with room again the same run is written', ({ skip }) => {
  const folder = historyFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const disk = join(folder.folder, 'disk');
  folder.path = join(disk, 'history.db');
  if (!mountSmall(disk)) {
    skip('nothing can be mounted here: the limit of the next test stands in for a full disk');
  }
  const filler = join(disk, 'filler');
  writeFileSync(filler, Buffer.alloc(2 * mebibyte));
  const history = folder.open();
  let [run, number, problem] = [0, 0, undefined as unknown];
  for (; problem === undefined && number < 100; number += 1) {
    run = history.beginRun(begin());
    try {
      history.endRun(run, large(number));
    } catch (error) {
      problem = error;
    }
  }
  const lost = number - 1;
  const length = history.queueLength();
  const version = history.nodes('ProjectA')[0]?.version;

  rmSync(filler);
  history.endRun(run, large(lost));

  expect(problem).toBeInstanceOf(TagshipError);
  expect(problem).toMatchObject({ code: 'disk-full', message: `no space left for the history "${folder.path}"` });
  expect([length, version]).toEqual([lost, `1.${lost - 1}.0`]);
  expect(history.queueLength()).toBe(number);
  expect(history.runs({ limit: 100 }).every(({ outcome: how }) => how === 'whole')).toBe(true);
  history[Symbol.dispose]();
});

test('a limit of the process for files is told as well, and what was written before is whole', () => {
  using folder = historyFolder();
  const room = JSON.stringify(join(import.meta.dirname, '../control/history'));
  const script = `
    const { openHistory } = await import(${room} + '/open-history.ts');
    const { begin, end, message } = await import(${room} + '/sample-runs.ts');
    const history = openHistory(process.argv[1], { clock: { now: () => new Date() } });
    const files = [{ file: 'a', text: 'x'.repeat(200_000) }];
    for (let number = 0; number < 100; number += 1) {
      const run = history.beginRun(begin());
      const logs = [{ host: 'node-1', nodeRun: 'run-' + number, release: '2.1.0', files }];
      try {
        history.endRun(run, end({ messages: [message('message ' + number)], logs }));
        console.log('done');
      } catch (error) {
        console.log([error.code, error.message, error.hint].join('\\n'));
        break;
      }
    }
  `;
  const node = [process.execPath, '--input-type=module', '-e', script];

  const told = execFileSync('sh', ['-c', 'ulimit -f 4096; exec "$@"', 'sh', ...node, folder.path], {
    encoding: 'utf8',
  });

  const lines = told.replaceAll(folder.folder, '...').trim().split('\n');
  const done = lines.filter((line) => line === 'done').length;
  expect(done).toBeGreaterThan(2);
  expect(lines.slice(done)).toEqual([
    'disk-full',
    'cannot read or write the history ".../history.db" (disk I/O error)',
    'look at the disk, its quota and the limits of this process, then run it again; what it has is whole',
  ]);
  const history = folder.open();
  expect(history.queueLength()).toBe(done);
  expect(history.runs({ limit: 100 }).map(({ outcome: how }) => how)).toEqual([
    'interrupted',
    ...Array.from({ length: done }, () => 'whole'),
  ]);
});
