import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld, type NodeWorld, readTree } from '../../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../../lib/testing/test-node.ts';
import { choosePoints, describeSwitch, hashOf, sweepSwitch } from './choose-points.ts';
import { buildDriver, startDriver } from './node/build-driver.ts';
import { expectWholeAfter, type Trees } from './node/judge-node-run.ts';
import { type NodeScenario, nodeScenarios } from './node/node-scenarios.ts';

const names = ['install', 'upgrade', 'back'] as const;
const points = Array.from({ length: 1000 }, (_, index) => ({
  name: names[index % names.length] ?? 'install',
  index,
  title: `${names[index % names.length]} ${index}`,
}));

let world: NodeWorld;
let driver: string;
let scenarios: ReadonlyMap<string, NodeScenario>;
const trees: Record<string, Trees[string]> = {};
const prepared = new Map<string, TestNode>();
/** How long an undisturbed run takes, from the moment at which it is ready. */
const durations = new Map<string, number>();

beforeAll(async () => {
  world = createNodeWorld();
  driver = await buildDriver(world.folder);
  scenarios = new Map(nodeScenarios(world).map((scenario) => [scenario.name, scenario]));
  for (const scenario of scenarios.values()) {
    const node = testNode(world, `before-${scenario.name}`);
    for (const bundle of scenario.before) {
      await node.apply(bundle);
    }
    prepared.set(scenario.name, node);
    const whole = copyOf(node, `whole-${scenario.name}`);
    const run = await startDriver(driver, { root: whole.root, world: world.folder, bundle: scenario.bundle });
    const began = performance.now();
    const { status } = await run.ended;
    if (status !== 0) {
      throw new Error(`an undisturbed ${scenario.name} ended with ${status}`);
    }
    durations.set(scenario.name, performance.now() - began);
    trees[scenario.target] = readTree(join(whole.root, 'opt'));
  }
  const fresh = testNode(world, 'fresh');
  await fresh.apply(scenarios.get('upgrade')?.bundle ?? '');
  trees['2.0.0'] = readTree(join(fresh.root, 'opt'));
});
afterAll(() => world[Symbol.dispose]());

function copyOf(node: TestNode, name: string): TestNode {
  cpSync(node.root, join(world.folder, name), { recursive: true });
  return testNode(world, name);
}

describe(`a node that is killed at any moment (${describeSwitch()})`, () => {
  test.each(choosePoints(points))('$title', async ({ name, index }) => {
    const scenario = scenarios.get(name);
    const start = prepared.get(name);
    if (scenario === undefined || start === undefined) {
      throw new Error(`there is no scenario ${name}`);
    }
    const node = copyOf(start, `killed-${index}`);
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

    await expectWholeAfter(node, scenario, { trees, changes: {} });
  });
});
