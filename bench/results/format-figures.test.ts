import { expect, test } from 'vitest';
import { formatMegabytes, formatNumber, formatSpread } from './format-figures.ts';

test.each([
  [0.0834, '0.0834'],
  [2.506, '2.51'],
  [44.94, '44.9'],
  [176.4, '176'],
  [1234.5, '1235'],
])('%d is written as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('a spread is shown where there was more than one run', () => {
  expect(formatSpread(2, [2])).toBe('2');
  expect(formatSpread(2, [1.5, 2, 3])).toBe('2 (1.5-3)');
  expect(formatMegabytes(200_400_000)).toBe('200 MB');
});
