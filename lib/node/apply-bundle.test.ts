import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createNodeWorld,
  type ModuleSpec,
  type NodeWorld,
  plainScripts,
  readTree,
  removeScript,
} from '../testing/node-world.ts';
import { testNode } from '../testing/test-node.ts';

function openWorld(): NodeWorld {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  return world;
}

const a: ModuleSpec = { name: 'A', version: '1.0.0', src: 'program A 1' };
const a2: ModuleSpec = { name: 'A', version: '2.0.0', src: 'program A 2' };
const b: ModuleSpec = { name: 'B', version: '1.0.0', args: ['--cluster', 'eu'] };
const c: ModuleSpec = { name: 'C', version: '1.0.0', files: { ...plainScripts, ...removeScript } };

const short = (trace: readonly string[]): readonly string[] =>
  trace.map((line) => line.split(' ').slice(0, 4).join(' '));

test('a new node is installed in the order of the lock, and every check passes before it is active', async () => {
  const world = openWorld();
  const node = testNode(world);

  const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [b, a] }));

  expect(report).toMatchObject({
    outcome: 'installed',
    before: { status: 'absent' },
    now: { status: 'active', version: '1.0.0' },
    rebuilt: false,
    reason: undefined,
  });
  expect(report.scripts.map(({ module, script, end }) => [module, script, end])).toEqual([
    ['B', 'deploy.sh', 'exited with 0'],
    ['B', 'check.sh', 'exited with 0'],
    ['A', 'deploy.sh', 'exited with 0'],
    ['A', 'check.sh', 'exited with 0'],
  ]);
  expect(short(node.trace())).toEqual([
    'start deploy B 1.0.0',
    'end deploy B 1.0.0',
    'start deploy A 1.0.0',
    'end deploy A 1.0.0',
  ]);
  expect(node.state()).toBe('active 1.0.0');
  expect(existsSync(node.paths.work)).toBe(false);
});

test('the same release again does nothing', async () => {
  const world = openWorld();
  const node = testNode(world);
  const bundle = world.makeBundle({ release: '1.0.0', modules: [a, b] });
  await node.apply(bundle);
  const before = [node.trace(), readFileSync(node.paths.journal, 'utf8')];

  const report = await node.apply(bundle);

  expect(report).toMatchObject({ outcome: 'unchanged', run: undefined, scripts: [] });
  expect([node.trace(), readFileSync(node.paths.journal, 'utf8')]).toEqual(before);
});

test('an upgrade runs upgrade.sh of what differs, deploy.sh of what is new, and nothing of what is the same', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b] }));

  const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [c, a2, b] }));

  expect(report).toMatchObject({ outcome: 'upgraded', now: { status: 'active', version: '2.0.0' } });
  expect(report.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual([
    'C deploy.sh',
    'C check.sh',
    'A upgrade.sh',
    'A check.sh',
    'B check.sh',
  ]);
});

test('other arguments are a change, so that a node that was upgraded equals one that was installed', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [b] }));

  await node.apply(world.makeBundle({ release: '2.0.0', modules: [{ ...b, args: ['--cluster', 'us'] }] }));

  expect(short(node.trace()).at(-1)).toBe('end upgrade B 1.0.0');
  expect(readTree(join(node.root, 'opt'))['B/args']).toBe('--cluster us\n');
});

test('what is no longer listed is removed by its own remove.sh, and the others are checked again', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [c, a] }));

  const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [a] }));

  expect(report.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual([
    'A check.sh',
    'C remove.sh',
    'A check.sh',
  ]);
  expect(Object.keys(readTree(join(node.root, 'opt')))).toEqual(['A/args', 'A/second', 'A/version']);
});

test('without a remove.sh it stays as an orphan, and is warned of once', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [b, a] }));

  const first = await node.apply(world.makeBundle({ release: '2.0.0', modules: [a] }));
  const second = await node.apply(world.makeBundle({ release: '3.0.0', modules: [a2] }));

  expect(first).toMatchObject({ outcome: 'upgraded', orphans: ['B'] });
  expect(second).toMatchObject({ outcome: 'upgraded', orphans: [] });
  expect(node.context.lines).toContain('warning: B 1.0.0 is listed no longer and has no remove.sh: it stays');
});

test('a script that fails makes the node a failure with the reason, and a release is refused until a person looked', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b] }));
  node.setBroken('upgrade-A-2.0.0');
  const second = world.makeBundle({ release: '2.0.0', modules: [a2, b] });

  const failed = await node.apply(second);
  const refused = await node.apply(second);

  expect(failed).toMatchObject({
    outcome: 'failed',
    now: { status: 'failure', version: '2.0.0' },
    reason: 'upgrade.sh of A 2.0.0 exited with 7',
  });
  expect(failed.scripts.at(-1)?.tail).toBe('upgrade is made to fail');
  expect(refused).toMatchObject({
    outcome: 'refused',
    reason: 'the node has failed: upgrade.sh of A 2.0.0 exited with 7',
  });
  expect(node.state()).toBe('failure 2.0.0');
});

test('a rollback repairs a failed node: by the bytes that it still has, and without a download', async () => {
  const world = openWorld();
  const node = testNode(world);
  const modules = [a, b];
  await node.apply(world.makeBundle({ release: '1.0.0', modules }));
  const before = readTree(join(node.root, 'opt'));
  node.setBroken('upgrade-A-2.0.0');
  await node.apply(world.makeBundle({ release: '2.0.0', modules: [a2, b] }));
  const back = world.makeBundle({ release: '1.0.0', modules, kind: 'rollback', gate: 'upgradable_versions: []\n' });
  rmSync(world.store, { recursive: true });

  const report = await node.apply(back);

  expect(report).toMatchObject({ outcome: 'rolled-back', now: { status: 'active', version: '1.0.0' } });
  expect(report.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual([
    'A upgrade.sh',
    'A check.sh',
    'B check.sh',
  ]);
  expect(readTree(join(node.root, 'opt'))).toEqual(before);
});

test('a fetch that fails leaves the state as it was, and is tried again', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
  const bundle = world.makeBundle({ release: '2.0.0', modules: [a2] });
  const [key] = ['A/2.0.0/A.tar.gz'];
  const bytes = readFileSync(join(world.store, key));
  writeFileSync(join(world.store, key), Buffer.concat([bytes, Buffer.from('!')]));

  const failed = await node.apply(bundle);
  const state = node.state();
  writeFileSync(join(world.store, key), bytes);
  const again = await node.apply(bundle);

  expect(failed).toMatchObject({ outcome: 'failed', scripts: [], now: { status: 'active', version: '1.0.0' } });
  expect(failed.reason).toBe('A/2.0.0/A.tar.gz is not what the lock says');
  expect(state).toBe('active 1.0.0');
  expect(again.outcome).toBe('upgraded');
});

test('a deploy.sh that failed is run again by a rollback: upgrade.sh would find nothing', async () => {
  const world = openWorld();
  const node = testNode(world);
  node.setBroken('deploy-B-1.0.0');
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b] }));
  node.setBroken('deploy-B-1.0.0', false);

  const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b], kind: 'rollback' }));

  expect(report.outcome).toBe('rolled-back');
  expect(short(node.trace()).slice(-2)).toEqual(['start deploy B 1.0.0', 'end deploy B 1.0.0']);
  expect(short(node.trace()).filter((line) => line === 'start deploy A 1.0.0')).toHaveLength(1);
});

test('a node whose images.yaml was removed is built anew, and that is said (D11)', async () => {
  const world = openWorld();
  const node = testNode(world);
  const bundle = world.makeBundle({ release: '1.0.0', modules: [a, b] });
  await node.apply(bundle);
  rmSync(node.paths.images);

  const report = await node.apply(bundle);

  expect(report).toMatchObject({ outcome: 'installed', rebuilt: true });
  // for whoever did not hear that answer
  expect(await node.look()).toMatchObject({ lastRun: report.run, lastRunRebuilt: true });
  expect(short(node.trace()).filter((line) => line.startsWith('start'))).toEqual([
    'start deploy A 1.0.0',
    'start deploy B 1.0.0',
    'start deploy A 1.0.0',
    'start deploy B 1.0.0',
  ]);
});

test('a script stands in the journal, and the state is building, before its first line is run', async () => {
  const world = openWorld();
  const node = testNode(world);
  const look =
    '#!/bin/sh\ncd "$ROOT/var/lib/tagship/ProjectA" && tail -n 1 journal.jsonl > "$ROOT/seen" && grep status: images.yaml >> "$ROOT/seen"\n';
  const watching = { name: 'W', version: '1.0.0', files: { 'deploy.sh': look, 'upgrade.sh': look } };

  await node.apply(world.makeBundle({ release: '1.0.0', modules: [watching] }));

  const [line = '', status] = readFileSync(join(node.root, 'seen'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({ entry: 'start', script: 'deploy.sh', module: { name: 'W' } });
  expect(status).toBe('status: building');
});

test('a script that does nothing and says that all is well is caught by check.sh', async () => {
  const world = openWorld();
  const node = testNode(world);
  const lazy = { ...a, files: { ...plainScripts, 'deploy.sh': '#!/bin/sh\nexit 0\n' } };

  const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [lazy] }));

  expect(report).toMatchObject({ outcome: 'failed', now: { status: 'failure' } });
  expect(report.reason).toMatch(/^check\.sh of A 1\.0\.0 exited with [12]$/);
});

describe('packages', () => {
  const packagesOf = (node: ReturnType<typeof testNode>): number => readdirSync(node.paths.packages).length;

  test('of the current and the previous release stay, those of older ones go', async () => {
    const world = openWorld();
    const node = testNode(world);
    const counts: number[] = [];
    for (const version of ['1.0.0', '2.0.0', '3.0.0', '4.0.0']) {
      await node.apply(world.makeBundle({ release: version, modules: [{ name: 'A', version, src: version }] }));
      counts.push(packagesOf(node));
    }

    expect(counts).toEqual([2, 4, 4, 4]);
  });

  test('of an orphan and of the last attempt stay too', async () => {
    const world = openWorld();
    const node = testNode(world);
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b] }));
    await node.apply(world.makeBundle({ release: '2.0.0', modules: [a2] }));
    node.setBroken('upgrade-A-3.0.0');
    await node.apply(world.makeBundle({ release: '3.0.0', modules: [{ ...a2, version: '3.0.0' }] }));

    const before = world.downloads.length;
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b], kind: 'rollback' }));

    expect(world.downloads.length).toBe(before);
  });
});

test('a floating module is what was fetched, and reset goes back to those very bytes though the store has others', async () => {
  const world = openWorld();
  const node = testNode(world);
  const floating = { name: 'A', version: 'developer', floating: true };
  const bundle = world.makeBundle({ release: 'developer', modules: [floating] });
  const installed = await node.apply(bundle);
  const files = { ...plainScripts, 'check.sh': '#!/bin/sh\nexit 9\n' };
  const failed = await node.apply(world.makeBundle({ release: 'developer', modules: [{ ...floating, files }, b] }));

  const report = await node.reset();

  expect([installed.outcome, failed.outcome, report.outcome]).toEqual(['installed', 'failed', 'reset']);
  expect(report.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual(['A upgrade.sh', 'A check.sh']);
});

test('a floating module that was built anew reaches the node when its DIST is handed over again, and not before', async () => {
  const world = openWorld();
  const node = testNode(world);
  const floating = { name: 'A', version: 'developer', floating: true };
  // what is locked of the module stays the same, and so does the content of DIST
  const bundleOf = (generation: number) =>
    world.makeBundle({ release: 'developer', modules: [floating, b], generation });
  const [first, second, third] = [bundleOf(1), bundleOf(2), bundleOf(3)];
  await node.apply(first);
  const readInstalled = () => JSON.parse(readFileSync(node.paths.installed, 'utf8'));

  const unchanged = await node.apply(second);
  const generation = readInstalled().current.generation;
  world.addModule({ ...floating, files: { ...plainScripts, 'new-file': 'built anew' } });
  const sameHandOff = await node.apply(second);
  const refreshed = await node.apply(third);
  const again = await node.apply(third);

  expect(unchanged).toMatchObject({ outcome: 'unchanged', run: undefined, scripts: [] });
  expect(generation).toBe(2);
  expect(sameHandOff).toMatchObject({ outcome: 'unchanged', scripts: [] });
  expect(refreshed).toMatchObject({ outcome: 'upgraded', now: { status: 'active', version: 'developer' } });
  expect(refreshed.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual([
    'A upgrade.sh',
    'A check.sh',
    'B check.sh',
  ]);
  expect(again.outcome).toBe('unchanged');
  expect(readInstalled()).toMatchObject({ status: 'active', current: { generation: 3 } });
});

test('a module without the script that it needs is told before anything is changed', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
  const { 'deploy.sh': deploy = '', 'check.sh': check = '' } = plainScripts;
  const files = { 'deploy.sh': deploy, 'check.sh': check };

  const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [b, { ...a2, files }] }));

  expect(report).toMatchObject({ outcome: 'failed', scripts: [], now: { status: 'active', version: '1.0.0' } });
  expect(report.reason).toBe('the package of A 2.0.0 has no upgrade.sh');
});

test('the log of a run that failed is there, though the logs of 20 runs are of a later date: the clock was set back', async () => {
  const world = openWorld();
  const node = testNode(world);
  const later = Array.from({ length: 20 }, (_, index) => `209901${10 + index}T000000Z-abcdef`);
  later.forEach((run) => mkdirSync(join(node.paths.logs, run), { recursive: true }));
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
  node.setBroken('upgrade-A-2.0.0');

  const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [a2] }));

  expect(readFileSync(report.scripts.at(-1)?.log ?? '', 'utf8')).toBe('upgrade is made to fail\n');
  expect(readdirSync(node.paths.logs).toSorted().at(-1)).toBe(report.run);
  expect(readdirSync(node.paths.logs)).toHaveLength(20);
});

test('a run whose lock was removed while it fetched changes nothing: another one may be at work', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
  const journal = readFileSync(node.paths.journal, 'utf8');
  const second = world.makeBundle({ release: '2.0.0', modules: [a2] });
  const openFetch = (): NodeWorld['fetch'] => async (orders, context) => {
    rmSync(node.paths.lock, { force: true });
    return await world.fetch(orders, context);
  };

  const report = await node.apply(second, { ports: { openFetch } });
  const after = [node.state(), readFileSync(node.paths.journal, 'utf8')];
  const again = await node.apply(second);

  expect(report).toMatchObject({
    outcome: 'failed',
    scripts: [],
    reason: `${node.paths.lock} was removed while this run had it`,
  });
  expect(after).toEqual(['active 1.0.0', journal]);
  expect(again.outcome).toBe('upgraded');
});

test('a folder that has the name of a script is none', async () => {
  const world = openWorld();
  const node = testNode(world);
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));
  const { 'deploy.sh': deploy = '' } = plainScripts;
  const files = { 'deploy.sh': deploy, 'upgrade.sh/readme': 'no script', 'check.sh/readme': 'no script' };

  const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [{ ...a2, files }] }));

  expect(report).toMatchObject({ outcome: 'failed', reason: 'the package of A 2.0.0 has no upgrade.sh', scripts: [] });
  expect(node.state()).toBe('active 1.0.0');
});

test('a node that became active is active, though what is old cannot be removed', async () => {
  const world = openWorld();
  const node = testNode(world);
  const files = { ...plainScripts, 'check.sh': '#!/bin/sh\nrm -rf "$ROOT/var/lib/tagship/ProjectA/packages"\n' };

  const report = await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ ...a, files }] }));

  expect(report).toMatchObject({ outcome: 'installed', reason: undefined, now: { status: 'active' } });
  expect(node.context.lines).toContain(
    `warning: what is old is not removed from ${node.paths.folder}, which cannot be read (ENOENT)`,
  );
});

describe('reset', () => {
  test('brings a failed node to its last whole release, by scripts and checks', async () => {
    const world = openWorld();
    const node = testNode(world);
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a, b] }));
    const before = readTree(join(node.root, 'opt'));
    node.setBroken('upgrade-A-2.0.0');
    await node.apply(world.makeBundle({ release: '2.0.0', modules: [a2, b] }));

    const report = await node.reset();

    expect(report).toMatchObject({ outcome: 'reset', now: { status: 'active', version: '1.0.0' } });
    expect(readTree(join(node.root, 'opt'))).toEqual(before);
    expect(node.state()).toBe('active 1.0.0');
  });

  test('of a node that never was whole is refused, and to absent makes it a new one', async () => {
    const world = openWorld();
    const node = testNode(world);
    node.setBroken('deploy-A-1.0.0');
    const bundle = world.makeBundle({ release: '1.0.0', modules: [a] });
    await node.apply(bundle);
    node.setBroken('deploy-A-1.0.0', false);

    const refused = await node.reset();
    const forgotten = await node.reset('absent');
    const state = node.state();
    const report = await node.apply(bundle);

    expect(refused).toMatchObject({ outcome: 'refused', reason: 'this node never had a whole release' });
    expect(forgotten).toMatchObject({ outcome: 'reset', now: { status: 'absent' } });
    expect(state).toBe('absent');
    expect(report).toMatchObject({ outcome: 'installed', rebuilt: false });
  });

  test('of an active node does nothing', async () => {
    const world = openWorld();
    const node = testNode(world);
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }));

    expect(await node.reset()).toMatchObject({ outcome: 'unchanged', now: { status: 'active', version: '1.0.0' } });
  });
});
