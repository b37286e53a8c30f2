import { expect, test } from 'vitest';
import { nextRunId } from './run-id.ts';

const now = new Date('2026-11-26T12:00:00.500Z');

test('the name of a run tells when it began', () => {
  expect(nextRunId(now, [])).toMatch(/^20261126T120000Z-[0-9a-f]{6}$/);
  expect(nextRunId(now, ['20261126T115959Z-ffffff', 'lost+found', '20269999T999999Z-ffffff'])).toMatch(
    /^20261126T120000Z-/,
  );
});

test('with a clock that was set back, or in the same second, it still comes behind all others', () => {
  const later = ['20270101T000000Z-000000', '20261231T235959Z-aaaaaa', '20270101T000000Z-bbbbbb'];

  expect(nextRunId(now, later)).toMatch(/^20270101T000001Z-/);
  expect(nextRunId(now, ['20261126T120000Z-ffffff'])).toMatch(/^20261126T120001Z-/);
  expect(nextRunId(now, ['20991231T235959Z-ffffff'])).toMatch(/^21000101T000000Z-/);
});
