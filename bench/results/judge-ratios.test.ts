import { expect, test } from 'vitest';
import type { QuickRatio } from '../quick-comparisons.ts';
import { judgeRatios } from './judge-ratios.ts';

const faster: QuickRatio = { figure: 'faster', title: 'times tar', better: 'greater' };
const slower: QuickRatio = { figure: 'slower', title: 'against node', better: 'less' };
const published = new Map([
  ['faster', 10],
  ['slower', 3],
]);

test.each([
  [10, 3, true, true],
  [5, 6, true, true],
  [4.9, 6.1, false, false],
  [100, 0.1, true, true],
])('%d and %d against 10 and 3: a ratio fails that is less than half as good', (first, second, ...holds) => {
  const verdicts = judgeRatios([faster, slower], { faster: first, slower: second }, published);

  expect(verdicts.map((verdict) => verdict.holds)).toEqual(holds);
});

test('a verdict says what was measured, what is published and what is enough', () => {
  const [verdict] = judgeRatios([faster], { faster: 4 }, published);

  expect(verdict).toEqual({ title: 'times tar', text: '4 (published 10, at least 5)', holds: false });
});

test('a ratio that is not published, or was not measured, fails', () => {
  const verdicts = [...judgeRatios([faster], { faster: 10 }, new Map()), ...judgeRatios([faster], {}, published)];

  expect(verdicts.map(({ holds }) => holds)).toEqual([false, false]);
});
