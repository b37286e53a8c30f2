import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseJournal } from '../../../lib/node-state/journal.ts';
import { readTree } from '../../../lib/testing/node-world.ts';
import type { NodeChanges, TestNode } from '../../../lib/testing/test-node.ts';
import type { NodeScenario } from './node-scenarios.ts';

export type Trees = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Expected {
  readonly trees: Trees;
  readonly changes: NodeChanges;
  /** What a node that is not active says of itself. Default: that its run was killed. */
  readonly failure?: { readonly outcomes: readonly string[]; readonly reason: RegExp };
}

const killed = {
  outcomes: ['interrupted'],
  reason: /that began at .* (?:was killed, or the machine stopped|was past its deadline)/,
};

/** The scripts that the journal said were done, each as the trace names its beginning. */
function doneScripts(node: TestNode): readonly string[] {
  if (!existsSync(node.paths.journal)) {
    return [];
  }
  const reading = parseJournal(readFileSync(node.paths.journal), 'journal');
  if (reading.found !== 'journal') {
    throw new Error(reading.found === 'nonsense' ? reading.reason : 'nothing');
  }
  const { begin, steps } = reading.journal;
  return steps
    .filter(({ isDone, script }) => isDone && script !== 'remove.sh')
    .map(({ script, module, step }) =>
      ['start', script.replace('.sh', ''), module.name, module.version, `${begin.run}/${step}`].join(' '),
    );
}

/**
 * Applies the same bundle again to a node that was disturbed, then the rollback that repairs it, and holds every promise:
 * the node is active and whole, or a failure with a reason; never stuck; what was done is not done again.
 */
export async function expectWholeAfter(
  node: TestNode,
  { bundle, target, repair, repaired }: NodeScenario,
  { trees, changes, failure = killed }: Expected,
): Promise<void> {
  const done = doneScripts(node);
  const traced = node.trace().length;
  const again = await node.apply(bundle, changes);

  const state = node.state();
  if (state === `active ${target}`) {
    expect(readTree(join(node.root, 'opt'))).toEqual(trees[target]);
    expect(['installed', 'upgraded', 'rolled-back', 'unchanged']).toContain(again.outcome);
  } else {
    expect(state).toBe(`failure ${target}`);
    expect(failure.outcomes).toContain(again.outcome);
    expect(again.reason).toMatch(failure.reason);
  }
  expectNotTwice(node, done, traced);

  const back = await node.apply(repair, changes);

  expect(['rolled-back', 'unchanged', 'installed']).toContain(back.outcome);
  expect(node.state()).toBe(`active ${repaired}`);
  expect(readTree(join(node.root, 'opt'))).toEqual(trees[repaired]);
  if (repaired === target) {
    expectNotTwice(node, done, traced);
  }
}

/** None of the scripts that were done began once more for the same. */
function expectNotTwice(node: TestNode, done: readonly string[], traced: number): void {
  const since = new Set(node.trace().slice(traced).map(withoutStep));
  expect(done.map(withoutStep).filter((line) => since.has(line))).toEqual([]);
}

function withoutStep(line: string): string {
  return line.split(' ').slice(0, 4).join(' ');
}
