import { expect } from 'vitest';
import { prepareStores, runScenario } from './run-scenario.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Contents, openSweepWorld, type PipelineCall } from './sweep-world.ts';

/** A scenario with what its pipeline does when nothing disturbs it. */
export interface RecordedScenario extends Scenario {
  /** What lies in the stores before. */
  readonly start: Contents;
  /** Keys by store, in the end. */
  readonly endKeys: readonly string[];
  /** In the order in which they were made, store by store. */
  readonly calls: readonly Pick<PipelineCall, 'id' | 'store' | 'request'>[];
}

/** Runs every scenario once and undisturbed: what it calls is what will be disturbed. */
export async function recordScenarios(): Promise<readonly RecordedScenario[]> {
  const recorded = await Promise.all(scenarios.map(recordScenario));
  return recorded.map((scenario, index) => (index === 0 ? scenario : withoutBucketCalls(scenario)));
}

/** What is asked of a bucket as such is the same whatever is published: it is disturbed in the first scenario. */
function withoutBucketCalls(scenario: RecordedScenario): RecordedScenario {
  return { ...scenario, calls: scenario.calls.filter(({ request }) => !request.endsWith(' ')) };
}

async function recordScenario(scenario: Scenario): Promise<RecordedScenario> {
  const start = await prepareStores(scenario);
  await using world = await openSweepWorld(start);
  const calls = world.beginRun();
  const { exitCode, stdout, stderr } = await runScenario(scenario, world);
  if (exitCode !== 0) {
    throw new Error(`${scenario.title} ended with exit ${exitCode} undisturbed:\n${stdout}${stderr}`);
  }
  expect(world.violations).toEqual([]);
  return {
    ...scenario,
    start,
    endKeys: keysOf(world.contents()),
    calls: calls.toSorted((a, b) => (a.store < b.store ? -1 : a.store > b.store ? 1 : a.call.index - b.call.index)),
  };
}

export function keysOf(contents: Contents): readonly string[] {
  return contents.map(({ store, object }) => `${store} ${object.key}`).toSorted();
}
