import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureAlerts } from './alerts.ts';

const row = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \| (\S+) \|/gm;

test('5,000 nodes that fail and are well again are all told, in under 10 s of processor time and 300 MB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-alerts-'));
  try {
    const { taken, cpuSeconds, peakBytes } = await measureAlerts(folder, 5000);

    const hosts = [...JSON.stringify(taken).replaceAll(String.raw`\n`, '\n').replaceAll('"', '\n').matchAll(row)];
    const told = Map.groupBy(hosts, ([, host]) => host);
    expect(told.size).toBe(5000);
    expect([...told.values()].every((times) => times.length === 2)).toBe(true);
    expect(cpuSeconds).toBeLessThan(10);
    expect(peakBytes).toBeLessThan(300_000_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
