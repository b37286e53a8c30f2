import { describe, expect, test } from 'vitest';
import type { PackEntry } from './pack-entry.ts';
import { checkExtent, checkUnpacked, mostContentBytes, mostFiles, mostUnpackedBytes } from './package-extent.ts';

function file(path: string, size = 0): PackEntry {
  return { type: 'file', path, source: `/clone/${path}`, mode: '0644', size };
}

function told(entries: readonly PackEntry[]): readonly string[] {
  return checkExtent(entries).map(({ message }) => message);
}

test('a package may have as much as a step has disk, and not a byte more', () => {
  expect(told([file('a', mostContentBytes - 1), file('b', 1)])).toEqual([]);
  expect(told([file('a', mostContentBytes - 1), file('b', 2)])).toEqual([
    `has ${mostContentBytes + 1} bytes in 2 files, a package has at most 64 GiB; the largest is "a" with ${mostContentBytes - 1} bytes`,
  ]);
});

test('a package may have as many files as a record can name', () => {
  const files = Array.from({ length: mostFiles }, (_, index) => file(`etc/${index}`));

  expect(told(files)).toEqual([]);
  expect(told([...files, file('more')])).toEqual([
    expect.stringMatching(/^has 100001 files with paths of \d+ bytes, a package has at most 100000 with 32 MiB$/),
  ]);
});

test('the names of the files are counted as the record writes them', () => {
  const name = '\u0001'.repeat(250);

  expect(told(Array.from({ length: 30_000 }, (_, index) => file(`${name}${index}`)))).toEqual([
    expect.stringContaining('has 30000 files with paths of'),
  ]);
});

describe('what a package unpacks to', () => {
  test.each([
    ['a small one of up to 1 GiB', { size: 0, tarBytes: 1024 ** 3 }, true],
    ['a small one of more', { size: 0, tarBytes: 1024 ** 3 + 1 }, false],
    ['200 times as much behind that', { size: 10 * 1024 ** 2, tarBytes: 1024 ** 3 + 2000 * 1024 ** 2 }, true],
    ['a byte more', { size: 10 * 1024 ** 2, tarBytes: 1024 ** 3 + 2000 * 1024 ** 2 + 1 }, false],
    ['a large one of up to 64 GiB', { size: 60 * 1024 ** 3, tarBytes: mostContentBytes }, true],
    ['a large one of more', { size: 60 * 1024 ** 3, tarBytes: mostContentBytes + 1 }, false],
  ])('%s: what may be published is what nodes unpack', (_what, made, isFine) => {
    expect(checkUnpacked(made)).toHaveLength(isFine ? 0 : 1);
    expect(made.tarBytes <= mostUnpackedBytes(made.size)).toBe(isFine);
  });
});
