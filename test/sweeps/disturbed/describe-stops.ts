import { describe, expect, test } from 'vitest';
import { choosePoints, describeSwitch } from '../choose-points.ts';
import { expectKept, expectRelease } from './judge.ts';
import { momentsOf, stallAt } from './moments.ts';
import { pollRecords } from './poll-records.ts';
import type { RecordedScenario } from './record-calls.ts';
import { runScenario } from './run-scenario.ts';
import { settle } from './settle.ts';
import { openSweepWorld } from './sweep-world.ts';

/** So long the pipe may take to end (Bitbucket kills a step 10 s after it has asked it to end). */
const promptMs = 5_000;

/** Of all moments, since a process that is killed shows more. */
const everyNth = 3;

/** What stands in the last line of a pipeline that was stopped. */
const halfDone =
  /^✖ .*(?:nothing was written to any store|packages may lie in some stores|some stores may have the release|failed in |it is released in )/;

/** Stops pipelines by SIGTERM at calls that are never answered, and runs them again. */
export function describeStops(scenarios: readonly RecordedScenario[]): void {
  const moments = momentsOf(scenarios).filter((_, index) => index % everyNth === 0);

  describe(`a pipeline that is stopped and run again (${describeSwitch()})`, { timeout: 120_000 }, () => {
    test.concurrent.each(choosePoints(moments))('$title', async (moment) => {
      const { scenario } = moment;
      await using world = await openSweepWorld(scenario.start);
      await using reader = pollRecords(world.readers, scenario.repository.identity);
      const stop = new AbortController();
      let stoppedAtMs = Number.NaN;
      world.beginRun(
        stallAt(moment, () => {
          stoppedAtMs = performance.now();
          stop.abort();
        }),
      );

      const stopped = await runScenario(scenario, world, { stop: stop.signal });
      const tookMs = performance.now() - stoppedAtMs;
      await settle();
      const before = world.contents();
      world.beginRun();
      const again = await runScenario(scenario, world);

      const seen = await reader.end();
      expect(tookMs).toBeLessThan(promptMs);
      expect(stopped, stopped.stdout).toMatchObject({ exitCode: 1, stderr: '', leftFiles: [] });
      expect(stopped.lines.at(-1)).toMatch(halfDone);
      expect(stopped.lines.filter((line) => /^[✔✖]/.test(line))).toHaveLength(1);
      expectRelease(scenario, world, again);
      expectKept(before, world.contents());
      expect([...world.violations, ...seen.violations]).toEqual([]);
    });
  });
}
