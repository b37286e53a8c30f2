import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld, type NodeWorld, readTree } from '../../lib/testing/node-world.ts';
import { testNode } from '../../lib/testing/test-node.ts';
import { choosePoints, describeSwitch, hashOf, sweepSwitch } from './choose-points.ts';
import { buildDriver, startDriver } from './node/build-driver.ts';
import { expectWholeAfter } from './node/judge-node-run.ts';
import { type NodeScenario, nodeScenarios } from './node/node-scenarios.ts';
import { copyNode, type PreparedScenarios, prepareScenarios } from './node/prepare-scenarios.ts';

const names = ['install', 'upgrade', 'back'] as const;
const points = Array.from({ length: 1000 }, (_, index) => ({
  name: names[index % names.length] ?? 'install',
  index,
  title: `${names[index % names.length]} ${index}`,
}));

let world: NodeWorld;
let driver: string;
let scenarios: ReadonlyMap<string, NodeScenario>;
let prepared: PreparedScenarios;
/** How long an undisturbed run takes, from the moment at which it is ready. */
const durations = new Map<string, number>();

beforeAll(async () => {
  world = createNodeWorld();
  driver = await buildDriver(world.folder);
  scenarios = new Map(nodeScenarios(world).map((scenario) => [scenario.name, scenario]));
  prepared = await prepareScenarios(world, scenarios.values(), async (whole, scenario) => {
    const run = await startDriver(driver, { root: whole.root, world: world.folder, bundle: scenario.bundle });
    const began = performance.now();
    const { status } = await run.ended;
    if (status !== 0) {
      throw new Error(`an undisturbed ${scenario.name} ended with ${status}`);
    }
    durations.set(scenario.name, performance.now() - began);
  });
  const fresh = testNode(world, 'fresh');
  await fresh.apply(scenarios.get('upgrade')?.bundle ?? '');
  prepared.trees['2.0.0'] = readTree(join(fresh.root, 'opt'));
});
afterAll(() => world[Symbol.dispose]());

describe(`a node that is killed at any moment (${describeSwitch()})`, () => {
  test.each(choosePoints(points))('$title', async ({ name, index }) => {
    const scenario = scenarios.get(name);
    const start = prepared.before.get(name);
    if (scenario === undefined || start === undefined) {
      throw new Error(`there is no scenario ${name}`);
    }
    const node = copyNode(world, start, `killed-${index}`);
    const { child, ended } = await startDriver(driver, {
      root: node.root,
      world: world.folder,
      bundle: scenario.bundle,
    });

    const share = hashOf(`${sweepSwitch.seed} kill ${index}`) / 2 ** 32;
    await setTimeout(share * (durations.get(name) ?? 0));
    child.kill('SIGKILL');
    const { status } = await ended;

    expect([null, 0]).toContain(status);

    await expectWholeAfter(node, scenario, { trees: prepared.trees, changes: {} });
  });
});
