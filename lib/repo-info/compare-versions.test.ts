import { expect, test } from 'vitest';
import { compareVersions } from './compare-versions.ts';

const semverOrder = [
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
];

test.each([
  ['1.9', '1.10'],
  ['1.2.3', '1.2.4'],
  ['1.2', '1.2.1'],
  ['v1.9.0', '1.10.0'],
  ['release-1.2', 'release-1.3'],
  ['2018.9.30', '2018.10.1'],
  ['9', '123456789012345678901234567890'],
  ...semverOrder.slice(1).map((higher, index): [string, string] => [semverOrder[index] ?? '', higher]),
] satisfies [string, string][])('%s is lower than %s', (lower, higher) => {
  expect(compareVersions(lower, higher)).toBeLessThan(0);
  expect(compareVersions(higher, lower)).toBeGreaterThan(0);
});

test.each([
  ['1.2', '1.2.0'],
  ['1.02', '1.2'],
  ['v1.2.3', '1.2.3'],
  ['1.2.3+build1', '1.2.3+build2'],
])('%s and %s are equally high', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
});

test.each([
  ['developer', '1.0.0'],
  ['1.0a', '1.0b'],
  ['core-1.0', 'web-2.0'],
])('%s and %s cannot be ordered', (a, b) => {
  expect(compareVersions(a, b)).toBeUndefined();
});
