import { expect, test } from 'vitest';
import { parseDuration } from './parse-duration.ts';

test.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['24d', 2_073_600_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', '0m', '5x', '-5m', '1.5h', ' 5m', '25d', '99999999s'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
