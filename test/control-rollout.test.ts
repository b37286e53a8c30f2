import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ControlWorld, handOverNext, startControlWorld } from './control-world.ts';

let world: ControlWorld;

beforeEach(async () => {
  world = await startControlWorld(['node-1', 'node-2', 'node-3']);
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

describe('tagship-control rollout', () => {
  test('brings every node to the release, keeps what it found, and has nothing to tell', async () => {
    const { status, stdout, stderr } = await world.run(['rollout']);

    expect([status, stdout]).toEqual([
      0,
      '3 hosts: active 2.1.0\n✔ ProjectA 2.1.0 (generation 1): 3 of 3 hosts are as wanted\n',
    ]);
    expect(stderr).toContain('INFO: node-3 installed 2.1.0\n');
    expect([world.told(), world.marks()]).toEqual([[], []]);
    using history = world.history();
    expect(history.runs()).toMatchObject([{ release: '2.1.0', generation: 1, outcome: 'whole', hosts: 3, changed: 3 }]);
    expect(history.logRuns('ProjectA', 'node-1')).toMatchObject([{ release: '2.1.0' }]);
  });
});
