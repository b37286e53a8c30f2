import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRedactor } from '../lib/core/redaction.ts';
import { formatBytes } from '../lib/report/format-bytes.ts';
import { createConsole } from './console.ts';
import { watchStages } from './watch-stages.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function startWatch() {
  const lines: string[] = [];
  const write = (text: string) => {
    lines.push(text.trimEnd());
  };
  return {
    lines,
    watch: watchStages(createConsole({ write, redactor: createRedactor(), colours: false, debug: true })),
  };
}

test('a long stage says every few seconds how far it is', () => {
  const { lines, watch } = startWatch();

  watch.started('upload');
  vi.advanceTimersByTime(6000);
  watch.progressed('upload', 250_000, 1_000_000);
  vi.advanceTimersByTime(5000);
  watch.finished('upload', 11_000);
  vi.advanceTimersByTime(60_000);

  expect(lines).toEqual(['INFO: upload goes on', 'INFO: upload goes on: 25 % of 1.0 MB', 'DEBUG: upload took 11.00 s']);
});

test('the stage under way and those that are done are known', () => {
  const { watch } = startWatch();

  watch.started('source');
  watch.finished('source', 12.4);
  const between = watch.current();
  watch.started('pack');

  expect([between, watch.current()]).toEqual([undefined, 'pack']);
  expect(watch.finishedStages()).toEqual([{ stage: 'source', durationMs: 12 }]);
});

test('after the end nothing more is said', () => {
  const { lines, watch } = startWatch();

  watch.started('pack');
  watch.end();
  vi.advanceTimersByTime(60_000);

  expect(lines).toEqual([]);
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [48_213, '48.2 kB'],
  [1_200_000, '1.2 MB'],
  [5_368_709_120, '5.4 GB'],
  [7_000_000_000_000_000, '7000.0 TB'],
])('%i is shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
