import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { bundleFiles } from './bundle-files.ts';
import { parseSha256Sums, serializeSha256Sums } from './sha256-sums.ts';

const oddNames = ['a', 'Z', 'with space', 'new\nline', 'back\\slash', 'carriage\rreturn', 'back\\nslash', 'ü', '-x'];
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const sumsOf = (names: readonly string[]) => new Map(names.map((name) => [name, digestOf(name)]));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tagship-sums-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

it('is read back as it was written, whatever the names', () => {
  const sums = sumsOf(oddNames);

  expect(new Map(parseSha256Sums(serializeSha256Sums(sums), bundleFiles.sums))).toStrictEqual(
    new Map([...sums].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))),
  );
});

it('is what GNU sha256sum checks', async () => {
  for (const name of oddNames) {
    await writeFile(join(folder, name), name);
  }
  await writeFile(join(folder, bundleFiles.sums), serializeSha256Sums(sumsOf(oddNames)));

  const { stdout } = await promisify(execFile)('sha256sum', ['--check', '--strict', bundleFiles.sums], { cwd: folder });

  expect(stdout.match(/: OK$/gm)).toHaveLength(oddNames.length);
});

describe('anything else is refused, with its line', () => {
  const digest = digestOf('');

  test.each([
    ['a line cut off', `${digest}  a`, 'does not end with a whole line'],
    ['an empty line', '\n', 'line 1'],
    ['a path that leaves the folder', `${digest}  ../a\n`, 'line 1'],
    ['an absolute path', `${digest}  /a\n`, 'line 1'],
    ['a second line for a path', `${digest}  a\n${digest}  a\n`, 'line 2'],
    ['another order', `${digest}  b\n${digest}  a\n`, 'order'],
    ['a digest of another length', `${digest}0  a\n`, 'line 1'],
    ['binary mode', `${digest} *a\n`, 'line 1'],
    ['an escape that is none', `\\${digest}  a\\b\n`, 'order'],
  ])('%s', (_what, text, told) => {
    expect(() => parseSha256Sums(text, bundleFiles.sums)).toThrow(told);
  });
});
