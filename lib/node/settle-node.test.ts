import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeApplyLock } from '../node-state/apply-lock.ts';
import { type DurableFiles, diskFiles } from '../node-state/durable-files.ts';
import { machineProcesses } from '../node-state/processes.ts';
import { nodeLives } from '../testing/node-lives.ts';
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

describe('of a run that is dead no script is left at work', () => {
  /** A process that a script of the run has left; resolves to how it ended. */
  function leave(mark: string): { readonly ended: Promise<unknown>; readonly isAlive: () => boolean } {
    const child = spawn('sleep', ['60'], { stdio: 'ignore', env: { TAGSHIP_STEP: mark } });
    onTestFinished(() => void child.kill('SIGKILL'));
    return {
      ended: once(child, 'exit').then(([, signal]: readonly unknown[]) => signal),
      isAlive: () => child.exitCode === null && child.signalCode === null,
    };
  }

  test('a check.sh, which no journal tells of, neither; what a script that ended well has started goes on', async () => {
    const world = openWorld();
    const node = testNode(world);
    const lives = nodeLives();
    const ports = { processes: lives.processes };
    const bundle = world.makeBundle({ release: '1.0.0', modules: [a] });
    const { run = '' } = await node.apply(bundle, { ports });
    const lines = readFileSync(node.paths.journal, 'utf8').split('\n');
    const done = lines.findIndex((line) => line.includes('"entry":"done"'));
    writeFileSync(node.paths.journal, `${lines.slice(0, done + 1).join('\n')}\n`);
    lives.end('killed');
    const service = leave(`${run}/1`);
    const check = leave(`${run}/2`);
    const other = leave(`${run}0/2`);

    const report = await node.apply(bundle, { ports });

    expect(report.outcome).toBe('interrupted');
    expect(await Promise.race([check.ended, setTimeout(5000, 'it lives')])).toBe('SIGKILL');
    expect([service.isAlive(), other.isAlive()]).toEqual([true, true]);
  });

  test('of a verify neither, and after one that ended everything goes on', async () => {
    const world = openWorld();
    const node = testNode(world);
    const bundle = world.makeBundle({ release: '1.0.0', modules: [a] });
    await node.apply(bundle);
    const attempt = await takeApplyLock(node.paths.lock, machineProcesses, {
      deadlineUptimeSeconds: machineProcesses.uptimeSeconds() + 60,
    });
    expect(attempt).toHaveProperty('lock');
    if ('lock' in attempt) {
      await attempt.lock.tell({ deadlineUptimeSeconds: machineProcesses.uptimeSeconds() + 60, checking: 'r7' });
      await attempt.lock[Symbol.asyncDispose]();
    }
    const check = leave('r7/1');
    const other = leave('r70/1');

    await node.apply(bundle);

    expect(await Promise.race([check.ended, setTimeout(5000, 'it lives')])).toBe('SIGKILL');
    expect(other.isAlive()).toBe(true);
  });
});

test('an interrupted run beside an installed.json that nobody can read is a failure in the file too, and can be reset', async () => {
  const world = openWorld();
  const node = testNode(world);
  const lives = nodeLives();
  const ports = { processes: lives.processes };
  const bundle = world.makeBundle({ release: '1.0.0', modules: [a] });
  await node.apply(bundle, { ports });
  const [begin = ''] = readFileSync(node.paths.journal, 'utf8').split('\n');
  writeFileSync(node.paths.journal, `${begin}\n`);
  writeFileSync(node.paths.installed, '{"schema":1,');
  node.writeState('image:\n  version: 1.0.0\nstatus: building\n');
  lives.end('power');

  const first = await node.reset('last-release', { ports });
  const state = node.state();
  const second = await node.apply(bundle, { ports });
  const third = await node.reset('absent', { ports });

  expect([first.outcome, state]).toEqual(['refused', 'failure 1.0.0']);
  expect(second).toMatchObject({ outcome: 'refused', now: { status: 'failure', version: '1.0.0' } });
  expect(third.outcome).toBe('reset');
});

test('why a run failed is known to the next one, though its disk was too full for another line of the journal', async () => {
  const world = openWorld();
  const node = testNode(world);
  const lives = nodeLives();
  const ports = { processes: lives.processes };
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [a] }), { ports });
  const second = world.makeBundle({ release: '2.0.0', modules: [a2] });
  node.setBroken('upgrade-A-2.0.0');
  const full: DurableFiles = {
    ...diskFiles,
    flushAll: async () => await Promise.resolve(),
    writeAt: async (path, position, bytes) => {
      if (bytes.includes('"entry":"end"')) {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      }
      await diskFiles.writeAt(path, position, bytes);
    },
  };
  const why = `upgrade.sh of A 2.0.0 exited with 7, and then: no space left for ${node.paths.folder} (ENOSPC)`;

  const failed = await node.apply(second, { ports: { ...ports, files: full } });
  lives.end('killed');
  const stillFull = await node.apply(second, { ports: { ...ports, files: full } });
  const next = await node.apply(second, { ports });
  const after = await node.apply(second, { ports });

  expect(failed).toMatchObject({ outcome: 'failed', reason: why });
  expect(stillFull.outcome).toBe('failed');
  expect(next).toMatchObject({ outcome: 'interrupted', reason: why });
  expect(after).toMatchObject({ outcome: 'refused', reason: `the node has failed: ${why}` });
});
