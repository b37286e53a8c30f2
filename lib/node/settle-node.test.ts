import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNodeWorld, type ModuleSpec, type NodeWorld } from '../testing/node-world.ts';
import { type TestNode, testNode } from '../testing/test-node.ts';

function openWorld(): NodeWorld {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  return world;
}

const a: ModuleSpec = { name: 'A', version: '1.0.0' };
const a2: ModuleSpec = { name: 'A', version: '2.0.0' };

/** As if the run had been killed once its end stood in the journal. */
function unsettle({ paths }: TestNode): void {
  const lines = readFileSync(paths.journal, 'utf8').trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ entry: 'settled' });
  writeFileSync(paths.journal, `${lines.slice(0, -1).join('\n')}\n`);
}

describe('what the journal has decided is written, whatever a person wrote into images.yaml meanwhile', () => {
  const words = ['building', 'maintain', 'failure', 'active'];

  test.each(words)('active, beside %s', async (word) => {
    const world = openWorld();
    const node = testNode(world);
    const bundle = world.makeBundle({ release: '1.0.0', modules: [a] });
    await node.apply(bundle);
    unsettle(node);
    node.writeState(`image:\n  version: 1.0.0\nstatus: ${word}\n`);

    const report = await node.apply(bundle);

    expect(report).toMatchObject({ outcome: 'unchanged', now: { status: 'active', version: '1.0.0' } });
    expect(node.state()).toBe('active 1.0.0');
  });

  test.each(words)('a failure, beside %s: and reset ends it', async (word) => {
    const world = openWorld();
    const node = testNode(world);
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
    node.setBroken('upgrade-A-2.0.0');
    const bundle = world.makeBundle({ release: '2.0.0', modules: [a2] });
    await node.apply(bundle);
    unsettle(node);
    node.writeState(`image:\n  version: 2.0.0\nstatus: ${word}\n`);

    const refused = await node.apply(bundle);
    const state = node.state();
    const report = await node.reset();

    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('upgrade.sh of A 2.0.0 exited with 7'),
    });
    expect(state).toBe('failure 2.0.0');
    expect(report).toMatchObject({ outcome: 'reset', now: { status: 'active', version: '1.0.0' } });
  });
});
