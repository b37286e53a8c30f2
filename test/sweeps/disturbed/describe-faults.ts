import { describe, expect, test } from 'vitest';
import { bucketOf } from '../../../lib/testing/project-stores.ts';
import { choosePoints, describeSwitch } from '../choose-points.ts';
import { expectKept, expectRelease } from './judge.ts';
import { pollRecords } from './poll-records.ts';
import type { RecordedScenario } from './record-calls.ts';
import { runScenario, type SweepRun } from './run-scenario.ts';
import { type Persistence, persistencesOf, type SweepFault, sweepFaults } from './sweep-faults.ts';
import { type Disturbance, openSweepWorld, type PipelineCall, type SweepWorld } from './sweep-world.ts';

interface FaultPoint {
  readonly title: string;
  readonly scenario: RecordedScenario;
  readonly call: Pick<PipelineCall, 'id' | 'store' | 'request'>;
  readonly fault: SweepFault;
  readonly persistence: Persistence;
}

/** So long a stall lasts until the pipeline gives the connection up. */
const idleTimeoutMs = 3_000;

function pointsOf(scenario: RecordedScenario): readonly FaultPoint[] {
  return callsInTurn(scenario).flatMap((call) =>
    sweepFaults.flatMap((fault) =>
      persistencesOf(fault).map((persistence) => ({
        title: `${scenario.title}: ${fault.title} ${persistence} for ${call.id}`,
        scenario,
        call,
        fault,
        persistence,
      })),
    ),
  );
}

/** Each request once: in one store after the other, since all are asked the same. */
function callsInTurn({ calls, faulted }: RecordedScenario): readonly FaultPoint['call'][] {
  const requestOf = ({ id, store }: FaultPoint['call']): string => id.slice(store.length);
  const requests = [...new Set(calls.map(requestOf))].filter((request) => faulted?.test(request));
  return requests.flatMap((request, index) => {
    const same = calls.filter((call) => requestOf(call) === request);
    return same[index % same.length] ?? [];
  });
}

/** Answers every call of a pipeline with every fault, and runs the pipeline again without. */
export function describeFaults(scenarios: readonly RecordedScenario[]): void {
  describe(`a pipeline whose store answers with a fault, and run again (${describeSwitch()})`, {
    timeout: 120_000,
  }, () => {
    test.concurrent.each(choosePoints(scenarios.flatMap(pointsOf)))('$title', async (point) => {
      const { scenario, fault, persistence } = point;
      await using world = await openSweepWorld(scenario.start);
      await using reader = pollRecords(world.readers, scenario.repository.identity);
      let befell = 0;
      world.beginRun(disturbanceOf(point, () => (befell += 1)));

      const disturbed = await runScenario(scenario, world, isStall(fault) ? { idleTimeoutMs } : {});

      expect(befell).toBeGreaterThan(0);
      if (disturbed.exitCode === 0 || (persistence === 'once' && fault.isPassing)) {
        expectRelease(scenario, world, disturbed);
      } else {
        expectStoreNamed(point, disturbed);
        await expectCompletion(scenario, world);
      }
      const seen = await reader.end();
      expect([...world.violations, ...seen.violations]).toEqual([]);
    });
  });
}

/** Run again without faults it ends complete, and what was there has stayed. */
async function expectCompletion(scenario: RecordedScenario, world: SweepWorld): Promise<void> {
  const before = world.contents();
  world.beginRun();

  const again = await runScenario(scenario, world);

  expectRelease(scenario, world, again);
  expectKept(before, world.contents());
}

/** It failed, and says in which store and why. */
function expectStoreNamed({ call: { store } }: FaultPoint, run: SweepRun): void {
  expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 1, stderr: '', leftFiles: [] });
  expect(run.lines.at(-1)).toMatch(/^✖ /);
  const errors = run.lines.filter((line) => line.startsWith('ERROR: '));
  // a store that cannot be filled from another one tells the other one's address
  const isNamed = (line: string): boolean => line.includes(store) || line.includes(`s3://${bucketOf(store)}/`);
  expect(errors.filter(isNamed), run.stdout).not.toEqual([]);
}

function disturbanceOf({ call, fault, persistence }: FaultPoint, befall: () => void): Disturbance {
  const fits = (made: PipelineCall): boolean =>
    persistence === 'once' ? made.id === call.id : made.store === call.store && made.request === call.request;
  const answer =
    <T>(answered: T | undefined) =>
    (made: PipelineCall): T | undefined => {
      if (answered === undefined || !fits(made)) {
        return undefined;
      }
      befall();
      return answered;
    };
  return { before: answer(fault.before), after: answer(fault.after) };
}

function isStall({ before, after }: SweepFault): boolean {
  return (before ?? after)?.kind === 'stall';
}
