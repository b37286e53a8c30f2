import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writeOutputs } from './write-outputs.ts';

const outputs = [
  { name: 'TAGSHIP_STATUS', value: 'published' },
  { name: 'TAGSHIP_FOLDER', value: '2.0.0' },
];
const lines = 'TAGSHIP_STATUS=published\nTAGSHIP_FOLDER=2.0.0\n';

let file: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-outputs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  file = join(folder, 'variables');
});

test.each([
  ['that is not there yet', undefined, ''],
  ['with other variables', 'A=1\n', 'A=1\n'],
  ['whose last line has no end', 'A=1', 'A=1\n'],
])('a file %s gets a line for each', async (_what, before, kept) => {
  if (before !== undefined) {
    writeFileSync(file, before);
  }

  const written = await writeOutputs(file, outputs);

  expect(written).toEqual(outputs);
  expect(readFileSync(file, 'utf8')).toBe(`${kept}${lines}`);
});

test('a file that is full is left as it is', async () => {
  const full = `A=${'x'.repeat(200_000)}\n`;
  writeFileSync(file, full);

  expect(await writeOutputs(file, outputs)).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe(full);
});

test.each<[string, (path: string) => void]>([
  ['a link to a file elsewhere', (path) => symlinkSync(`${path}-elsewhere`, path)],
  ['a named pipe that nobody reads', (path) => execFileSync('mkfifo', [path])],
])('%s is not written to', async (_what, make) => {
  make(file);

  await expect(writeOutputs(file, outputs)).rejects.toMatchObject({ message: `${file} is no regular file` });
  expect(existsSync(`${file}-elsewhere`)).toBe(false);
});

test('a folder in its place is told by the system', async () => {
  mkdirSync(file);

  await expect(writeOutputs(file, outputs)).rejects.toMatchObject({ code: 'EISDIR' });
});
