import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writeReport } from './write-report.ts';

let clone: string;
let outside: string;

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'tagship-report-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  clone = join(root, 'clone');
  outside = join(root, 'outside');
  mkdirSync(clone);
  mkdirSync(outside);
});

test('a report is written whole, and nothing else is left beside it', async () => {
  await writeReport(join(clone, 'report.json'), '{}\n', clone);

  expect(readFileSync(join(clone, 'report.json'), 'utf8')).toBe('{}\n');
  expect(readdirSync(clone)).toEqual(['report.json']);
});

test('a report takes the place of an earlier one', async () => {
  writeFileSync(join(clone, 'report.json'), 'a much longer earlier report');

  await writeReport(join(clone, 'report.json'), '{}\n', clone);

  expect(readFileSync(join(clone, 'report.json'), 'utf8')).toBe('{}\n');
});

test('a link that lies where the report goes is replaced, and what it leads to is not written', async () => {
  writeFileSync(join(outside, 'keys'), 'kept');
  symlinkSync(join(outside, 'keys'), join(clone, 'report.json'));

  await writeReport(join(clone, 'report.json'), '{}\n', clone);

  expect(readFileSync(join(outside, 'keys'), 'utf8')).toBe('kept');
  expect(lstatSync(join(clone, 'report.json')).isFile()).toBe(true);
  expect(readFileSync(join(clone, 'report.json'), 'utf8')).toBe('{}\n');
});

test('a link to nothing that lies where the report goes makes no file elsewhere', async () => {
  symlinkSync(join(outside, 'new'), join(clone, 'report.json'));

  await writeReport(join(clone, 'report.json'), '{}\n', clone);

  expect(existsSync(join(outside, 'new'))).toBe(false);
});

test('a named pipe that lies where the report goes is replaced and not waited for', async () => {
  execFileSync('mkfifo', [join(clone, 'report.json')]);

  await writeReport(join(clone, 'report.json'), '{}\n', clone);

  expect(lstatSync(join(clone, 'report.json')).isFile()).toBe(true);
});

test.each(['folder', 'deep/folder'])(
  'a report is not written through the link %s that leads out of the clone',
  async (folder) => {
    mkdirSync(join(clone, 'deep'));
    symlinkSync(outside, join(clone, folder));

    const writing = writeReport(join(clone, folder, 'report.json'), '{}\n', clone);

    await expect(writing).rejects.toMatchObject({
      code: 'invalid-input',
      message: `a link leads ${join(clone, folder, 'report.json')} out of the clone`,
    });
    expect(readdirSync(outside)).toEqual([]);
  },
);

test('a link within the clone may be in the path', async () => {
  mkdirSync(join(clone, 'out'));
  symlinkSync('out', join(clone, 'folder'));

  await writeReport(join(clone, 'folder', 'report.json'), '{}\n', clone);

  expect(readdirSync(join(clone, 'out'))).toEqual(['report.json']);
});

test('a clone that is itself reached by a link is written to', async () => {
  const link = join(outside, 'link');
  symlinkSync(clone, link);

  await writeReport(join(link, 'report.json'), '{}\n', link);

  expect(readdirSync(clone)).toEqual(['report.json']);
});

test('a path that is named outside the clone is written to', async () => {
  await writeReport(join(outside, 'report.json'), '{}\n', clone);

  expect(readdirSync(outside)).toEqual(['report.json']);
});

test.each<[string, (path: string) => void]>([
  ['a named pipe', (path) => execFileSync('mkfifo', [path])],
  ['a link, as /dev/stdout is one,', (path) => symlinkSync('/proc/self/fd/1', path)],
  ['a folder', (path) => mkdirSync(path)],
])('%s outside the clone is not replaced', async (_what, make) => {
  const path = join(outside, 'stdout');
  make(path);
  const before = lstatSync(path);

  const writing = writeReport(path, '{}\n', clone);

  await expect(writing).rejects.toMatchObject({ code: 'invalid-input', message: `"${path}" is no file` });
  expect(lstatSync(path)).toEqual(before);
  expect(readdirSync(outside)).toEqual(['stdout']);
});

test('nothing is left when the report cannot take its place', async () => {
  mkdirSync(join(clone, 'report.json', 'full'), { recursive: true });

  const writing = writeReport(join(clone, 'report.json'), '{}\n', clone);

  await expect(writing).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(clone)).toEqual(['report.json']);
});
