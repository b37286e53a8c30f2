import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fittedExponent, growthExponent, median } from './statistics.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[10, 2, 4, 8], 6],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('there is no median of nothing', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('the fitted exponent is that of the power the points were made from', () => {
  const exponents = fc.double({ min: -3, max: 3, noNaN: true });
  const factors = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(exponents, factors, (exponent, factor) => {
      const points = [1, 3, 10, 50].map((x) => ({ x, y: factor * x ** exponent }));

      expect(fittedExponent(points)).toBeCloseTo(exponent, 6);
    }),
  );
});

test.each([
  ['one point', [{ x: 1, y: 1 }]],
  [
    'one x',
    [
      { x: 2, y: 1 },
      { x: 2, y: 3 },
    ],
  ],
  [
    'a time of zero',
    [
      { x: 1, y: 0 },
      { x: 2, y: 3 },
    ],
  ],
])('from %s no exponent follows', (_what, points) => {
  expect(() => fittedExponent(points)).toThrow(RangeError);
});

test('what every run costs anyway does not hide how something grows at its end', () => {
  const quadratic = [1, 10, 100, 1000].map((x) => ({ x, y: 5 + x * x }));

  expect(growthExponent(quadratic)).toBeGreaterThan(1.9);
  expect(fittedExponent(quadratic)).toBeLessThan(1.8);
});
