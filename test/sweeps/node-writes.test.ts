import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeLives } from '../../lib/testing/node-lives.ts';
import { createNodeWorld, type NodeWorld, readTree } from '../../lib/testing/node-world.ts';
import { type NodeChanges, testNode } from '../../lib/testing/test-node.ts';
import { type Cut, Died, volatileFiles } from '../../lib/testing/volatile-files.ts';
import { choosePoints, describeSwitch, hashOf, sweepSwitch } from './choose-points.ts';
import { expectWholeAfter } from './node/judge-node-run.ts';
import { type NodeScenario, nodeScenarios } from './node/node-scenarios.ts';
import { copyNode, type PreparedScenarios, prepareScenarios } from './node/prepare-scenarios.ts';

/** As many as each scenario has, and one that never comes: a life that ends behind the last. Held below. */
const writes = { install: 37, upgrade: 37, back: 37 } as const;
const cuts: readonly Cut[] = ['nothing', 'drop', 'random', 'random'];
const points = Object.entries(writes).flatMap(([name, count]) =>
  Array.from({ length: count }, (_, index) =>
    cuts.map((cut, variant) => ({
      name,
      write: index + 1,
      cut,
      seed: `${name} ${index + 1} ${variant}`,
      title: `${name}, before write ${index + 1}, ${cut === 'nothing' ? 'killed' : `power cut (${cut} ${variant})`}`,
    })),
  ).flat(),
);

let world: NodeWorld;
let scenarios: ReadonlyMap<string, NodeScenario>;
let prepared: PreparedScenarios;
const counted = new Map<string, number>();

beforeAll(async () => {
  world = createNodeWorld();
  scenarios = new Map(nodeScenarios(world).map((scenario) => [scenario.name, scenario]));
  prepared = await prepareScenarios(world, scenarios.values(), async (whole, scenario) => {
    const files = volatileFiles(whole.root, Number.POSITIVE_INFINITY);
    await whole.apply(scenario.bundle, { ports: { files: files.files } });
    counted.set(scenario.name, files.writes);
  });
  // a node that was installed fresh is what all others are held against
  const [fresh1, fresh2] = [testNode(world, 'fresh-1'), testNode(world, 'fresh-2')];
  await fresh1.apply(scenarios.get('install')?.bundle ?? '');
  await fresh2.apply(scenarios.get('upgrade')?.bundle ?? '');
  prepared.trees['1.0.0'] = readTree(join(fresh1.root, 'opt'));
  prepared.trees['2.0.0'] = readTree(join(fresh2.root, 'opt'));
});
afterAll(() => world[Symbol.dispose]());

describe(`a node that dies at one of its writes (${describeSwitch()})`, () => {
  test('every write of every scenario is a point', () => {
    const expected = Object.entries(writes).map(([name, count]) => [name, count - 1]);

    expect([...counted]).toEqual(expected);
  });

  // each has a node of its own, and waits for its scripts most of the time
  test.concurrent.each(choosePoints(points))('$title', async ({ name, write, cut, seed, title }) => {
    const scenario = scenarios.get(name);
    const start = prepared.before.get(name);
    if (scenario === undefined || start === undefined) {
      throw new Error(`there is no scenario ${name}`);
    }
    const node = copyNode(world, start, title.replaceAll(/\W+/g, '-'));
    const lives = nodeLives();
    const dying = volatileFiles(node.root, write);
    const changes: NodeChanges = { ports: { processes: lives.processes } };

    const died = await node
      .apply(scenario.bundle, { ports: { ...changes.ports, files: dying.files } })
      .then(() => false)
      .catch((error: unknown) => error instanceof Died);
    lives.end(cut === 'nothing' ? 'killed' : 'power');
    dying.cut(cut, randomOf(`${sweepSwitch.seed} ${seed}`));

    expect(died).toBe(write <= (counted.get(name) ?? 0));
    await expectWholeAfter(node, scenario, { trees: prepared.trees, changes });
  });
});

function randomOf(seed: string): () => number {
  let count = 0;
  return () => {
    count += 1;
    return hashOf(`${seed} ${count}`) / 2 ** 32;
  };
}
