import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld, type NodeWorld, plainScripts } from '../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../lib/testing/test-node.ts';
import { buildDriver, startDriver } from './sweeps/node/build-driver.ts';

/** What processes do to each other. */

let world: NodeWorld;
let driver: string;

beforeAll(async () => {
  world = createNodeWorld();
  driver = await buildDriver(world.folder);
});
afterAll(() => world[Symbol.dispose]());

const start = async (node: TestNode, bundle: string) =>
  await startDriver(driver, { root: node.root, world: world.folder, bundle });

test('of six applies at once one does the work, and the others are skipped', async () => {
  const node = testNode(world, 'six');
  writeFileSync(join(node.root, 'slow'), '4');
  const bundle = world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] });

  const runs = await Promise.all(Array.from({ length: 6 }, async () => await start(node, bundle)));
  const ended = await Promise.all(runs.map(async (run) => await run.ended));

  const outcomes = ended.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'installed')).toHaveLength(1);
  expect(outcomes).toContain('skipped');
  // one that began when the work was done
  expect(outcomes.filter((outcome) => !['installed', 'skipped', 'unchanged'].includes(outcome))).toEqual([]);
  expect(node.trace().filter((line) => line.startsWith('start'))).toHaveLength(1);
});

test('a script that kills tagship-node leaves a node that says so, and is ended by the next run', async () => {
  const node = testNode(world, 'parricide');
  const murderous = { ...plainScripts, 'deploy.sh': '#!/bin/sh\necho $$ > "$ROOT/pid"\nkill -KILL $PPID\nsleep 60\n' };
  const bundle = world.makeBundle({ release: '1.1.0', modules: [{ name: 'K', version: '1.0.0', files: murderous }] });

  const { status } = await (await start(node, bundle)).ended;
  const state = node.state();
  const report = await node.apply(bundle);

  expect([status, state]).toEqual([null, 'building 1.1.0']);
  expect(report).toMatchObject({ outcome: 'interrupted', now: { status: 'failure', version: '1.1.0' } });
  expect(report.reason).toMatch(/, in deploy\.sh of K$/);
  const pid = Number(readFileSync(join(node.root, 'pid'), 'utf8'));
  await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
});

test('while a run is at work another one is skipped, and tells so', async () => {
  const node = testNode(world, 'busy');
  writeFileSync(join(node.root, 'slow'), '5');
  const bundle = world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] });
  const run = await start(node, bundle);
  await expect.poll(() => node.state()).toBe('building 1.0.0');

  const report = await node.apply(bundle);

  expect(report).toMatchObject({ outcome: 'skipped', now: { status: 'building', version: '1.0.0' } });
  expect((await run.ended).outcome).toBe('installed');
});

test('a lock that somebody left lying there holds nobody up', async () => {
  const node = testNode(world, 'stale lock');
  mkdirSync(node.paths.folder, { recursive: true });
  const holder = { pid: 1, startTime: '1', bootId: 'of another life' };
  writeFileSync(node.paths.lock, `${JSON.stringify({ holder, deadlineUptimeSeconds: 1e9 })}\n`);

  const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));

  expect(report.outcome).toBe('installed');
});

test('a clock that is set back changes nothing: deadlines are counted from the start of the machine', async () => {
  const node = testNode(world, 'clock');
  const first = world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] });
  const second = world.makeBundle({ release: '2.0.0', modules: [{ name: 'A', version: '2.0.0' }] });
  await node.apply(first);
  Object.assign(node.context, { clock: { now: () => new Date('1999-01-01T00:00:00Z') } });

  const report = await node.apply(second);

  expect(report.outcome).toBe('upgraded');
  expect(node.state()).toBe('active 2.0.0');
});

describe('a folder that others may write to', () => {
  test('is refused before anything of it is believed', async () => {
    const node = testNode(world, 'open folder');
    mkdirSync(node.paths.folder, { recursive: true });
    execFileSync('chmod', ['0777', node.paths.folder]);

    const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));

    expect(report).toMatchObject({ outcome: 'failed', scripts: [] });
    expect(report.reason).toBe(`${node.paths.folder} can be written by others`);
  });
});
