import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = new Date('2018-10-25T08:20:00Z');

test.each([
  ['30', 30_000],
  [' 1 ', 1000],
  ['0', 1000],
  ['999999999', 999_999_999_000],
  ['Thu, 25 Oct 2018 08:21:30 GMT', 90_000],
  ['Thu, 25 Oct 2018 08:00:00 GMT', 1000],
  ['Thursday, 25-Oct-18 08:20:05 GMT', 5000],
  ['-5', 10_000],
  ['1.5', 10_000],
  ['soon', 10_000],
  ['2018', 2_018_000],
  ['', 10_000],
  [undefined, 10_000],
])('Retry-After %j is to wait %d ms', (header, waitMs) => {
  expect(retryAfterMs(header, now)).toBe(waitMs);
});
