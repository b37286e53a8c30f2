import { describe, expect, test } from 'vitest';
import { choosePoints, describeSwitch } from '../choose-points.ts';
import { expectKept, expectMissingUploaded, expectRelease } from './judge.ts';
import { momentsOf, stallAt } from './moments.ts';
import { pollRecords } from './poll-records.ts';
import type { RecordedScenario } from './record-calls.ts';
import { runScenario } from './run-scenario.ts';
import { settle } from './settle.ts';
import { openSweepWorld } from './sweep-world.ts';

/** Kills pipelines at every call to a store, and runs them again. */
export function describeKills(scenarios: readonly RecordedScenario[]): void {
  const moments = momentsOf(scenarios);

  describe(`a pipeline that is killed and run again (${describeSwitch()})`, { timeout: 120_000 }, () => {
    test('there are at least 300 moments to kill it at', () => {
      expect(moments.length).toBeGreaterThanOrEqual(300);
    });

    test.concurrent.each(choosePoints(moments))('$title', async (moment) => {
      const { scenario } = moment;
      await using world = await openSweepWorld(scenario.start);
      await using reader = pollRecords(world.readers, scenario.repository.identity);
      const kill = new AbortController();
      world.beginRun(stallAt(moment, () => kill.abort()));

      const killed = await runScenario(scenario, world, { kill: kill.signal });
      await settle();
      const before = world.contents();
      const calls = world.beginRun();
      const again = await runScenario(scenario, world);

      const seen = await reader.end();
      expect({ wasMet: kill.signal.aborted, exitCode: killed.exitCode }).toEqual({ wasMet: true, exitCode: null });
      expectRelease(scenario, world, again);
      expectKept(before, world.contents());
      expectMissingUploaded(scenario, world, { before, calls });
      expect({ fromInside: world.violations, ...seen }).toEqual({
        fromInside: [],
        violations: [],
        polls: expect.toSatisfy((polls: number) => polls > 0),
      });
    });
  });
}
