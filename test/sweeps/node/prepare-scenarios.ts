import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeWorld, readTree } from '../../../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../../../lib/testing/test-node.ts';
import type { Trees } from './judge-node-run.ts';
import type { NodeScenario } from './node-scenarios.ts';

export interface PreparedScenarios {
  /** By the name of a scenario: a node to be copied, as it is before it. */
  readonly before: ReadonlyMap<string, TestNode>;
  /** What an undisturbed run left under opt, by what it leads to. */
  readonly trees: Record<string, Trees[string]>;
}

/** Brings a node to where each scenario begins; `finish` takes a copy of it, undisturbed, to its end. */
export async function prepareScenarios(
  world: NodeWorld,
  scenarios: Iterable<NodeScenario>,
  finish: (whole: TestNode, scenario: NodeScenario) => Promise<void>,
): Promise<PreparedScenarios> {
  const before = new Map<string, TestNode>();
  const trees: Record<string, Trees[string]> = {};
  for (const scenario of scenarios) {
    const node = testNode(world, `before-${scenario.name}`);
    for (const bundle of scenario.before) {
      await node.apply(bundle);
    }
    before.set(scenario.name, node);
    const whole = copyNode(world, node, `whole-${scenario.name}`);
    await finish(whole, scenario);
    trees[scenario.target] = readTree(join(whole.root, 'opt'));
  }
  return { before, trees };
}

export function copyNode(world: NodeWorld, node: TestNode, name: string): TestNode {
  cpSync(node.root, join(world.folder, name), { recursive: true });
  return testNode(world, name);
}
