import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

test.each([
  ['depends_list', 'depend_list'],
  ['dependList', 'depend_list'],
  ['depend-list', 'depend_list'],
  ['src_brnach', 'src_branch'],
  ['REL_BRANCH', 'rel_branch'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearestWord(word, ['rel_branch', 'src_branch', 'depend_list'])).toBe(meant);
});

test.each(['image', 'x', '', 'dependencies_list'])('nobody knows what %j was meant to be', (word) => {
  expect(nearestWord(word, ['rel_branch', 'src_branch', 'depend_list'])).toBeUndefined();
});
