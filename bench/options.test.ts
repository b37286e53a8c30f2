import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

const ids = ['packing', 'growth'];
const folders = { published: '/repository/bench', trial: '/tmp/trial' };

test('without options everything runs in full and is published', () => {
  expect(readOptions([], ids, folders)).toEqual({ scale: 1, only: ids, out: folders.published });
});

test('a smaller scale is never published', () => {
  const args = ['--scale', '0.1', '--only', 'growth'];

  expect(readOptions(args, ids, folders)).toEqual({ scale: 0.1, only: ['growth'], out: folders.trial });
});

test('several can be chosen, by commas or one after another', () => {
  expect(readOptions(['--only', 'growth,packing', '--only', 'render'], ids, folders).only).toEqual([
    'growth',
    'packing',
    'render',
  ]);
});

test.each([
  [['--scale', '0'], '--scale 0: a number above 0'],
  [['--scale', '2'], '--scale 2: a number above 0, at most 1'],
  [['--scale', 'much'], '--scale much'],
  [['--only', 'pack'], '--only pack: there are packing, growth, render'],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args, ids, folders)).toThrow(message);
});
