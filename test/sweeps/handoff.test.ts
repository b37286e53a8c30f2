import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { TagshipError } from '../../lib/core/errors.ts';
import type { LocalControlNode } from '../../lib/handoff/control-node.ts';
import type { HandoffResult } from '../../lib/handoff/handoff-request.ts';
import { startHandoffWorld } from '../../lib/testing/handoff-world.ts';
import { choosePoints, describeSwitch, hashOf, shareOf, sweepSwitch } from './choose-points.ts';
import { type ControlFolder, openControlFolder } from './handoff/control-folder.ts';
import { killAtStep } from './handoff/step-shims.ts';

const world = await startHandoffWorld();
await world.release('2.0.0', 10);
await world.release('2.1.0', 20);
const scratch = mkdtempSync(join(tmpdir(), 'tagship-sweep-'));
const desk = join(import.meta.dirname, '../../dist/tagship.mjs');
const driver = join(import.meta.dirname, 'handoff/driver.ts');

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

async function handOver(
  folder: ControlFolder,
  {
    tag = '2.1.0',
    build,
    shell,
  }: { readonly tag?: string; readonly build: number; readonly shell?: LocalControlNode['shell'] },
): Promise<HandoffResult> {
  const controlNode = { kind: 'local', root: folder.root, ...(shell && { shell }) } as const;
  return await world.handOver(tag, build, { controlNode });
}

/** A hand-off that something ends: it fails by what it was disturbed with, or it was done. */
async function disturbed(folder: ControlFolder, build: number, shell: LocalControlNode['shell']): Promise<boolean> {
  try {
    return (await handOver(folder, { build, ...(shell && { shell }) })).status === 'handed-off';
  } catch (error) {
    if (error instanceof TagshipError && error.code === 'control-node') {
      return false;
    }
    throw error;
  }
}

/** Nothing is half, nothing went back, and the next hand-off puts right whatever is left. */
async function expectRecovery(folder: ControlFolder, before: number, nextBuild: number): Promise<void> {
  const left = folder.current();
  expect(left).toBeGreaterThanOrEqual(before);
  folder.generations();
  const history = folder.history();

  const next = await handOver(folder, { build: nextBuild });

  expect(next).toMatchObject({ status: 'handed-off' });
  expect(folder.current()).toBeGreaterThan(left);
  expect(folder.leftovers()).toEqual([]);
  const reached = left === 0 ? [] : [left];
  const expected = [...new Set([...history, ...reached, folder.current()])];
  expect(folder.history()).toEqual(expected);
  expect(folder.generations().length).toBeLessThanOrEqual(11);
}

async function template(generations: number, isLocked: boolean): Promise<string> {
  const folder = openControlFolder();
  for (let build = 1; build <= generations; build += 1) {
    await handOver(folder, { tag: '2.0.0', build });
  }
  if (isLocked) {
    symlinkSync('in=incoming.1 host=gone boot=gone pid=1 start=1', join(folder.root, 'ProjectA/lock-of-another'));
    rmSync(join(folder.root, 'ProjectA/lock-of-another'));
    const host = readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
    symlinkSync(`in=incoming.1 host=${host} boot=gone pid=1 start=1`, join(folder.root, 'ProjectA/lock'));
  }
  return folder.root;
}

const starts = [
  { start: 'the first hand-off', before: 0, root: await template(0, false) },
  { start: 'a hand-off that prunes', before: 12, root: await template(12, false) },
  { start: 'a hand-off that takes over a stale lock', before: 2, root: await template(2, true) },
];

afterAll(() => {
  for (const { root } of starts) {
    rmSync(root, { recursive: true, force: true });
  }
});

const killPoints = (
  await Promise.all(
    starts.map(async (one) => {
      using folder = openControlFolder(one.root);
      using undisturbed = killAtStep(0);
      await handOver(folder, { build: 50, shell: undisturbed.shell });
      return undisturbed.steps().flatMap((tool, index) =>
        (['before', 'after'] as const).map((when) => ({
          ...one,
          at: index + 1,
          tool,
          when,
          title: `${one.start}, ${when} step ${index + 1} (${tool})`,
        })),
      );
    }),
  )
).flat();

describe(`a receive step that is killed at any of its steps (${describeSwitch()})`, () => {
  test('there are at least 300 points to kill it at', () => {
    expect(killPoints.length).toBeGreaterThanOrEqual(300);
  });

  test.concurrent.each(choosePoints(killPoints))('$title', async ({ root, before, at, when }) => {
    using folder = openControlFolder(root);
    using killed = killAtStep(at, when);

    await disturbed(folder, 50, killed.shell);
    // what was called and not killed comes to its end
    await setTimeout(30);

    expect(killed.steps().length).toBeGreaterThanOrEqual(at);
    await expectRecovery(folder, before, 51);
  });
});

async function measure(): Promise<{ readonly up: number; readonly down: number }> {
  const file = join(scratch, 'measure');
  using folder = openControlFolder(starts[1]?.root);
  await handOver(folder, { build: 50, shell: [process.execPath, driver, '1000000', '1000000', file, 'sh'] });
  return JSON.parse(readFileSync(file, 'utf8'));
}

const passed = await measure();
const cuts = (['up', 'down'] as const).flatMap((way) =>
  Array.from({ length: Math.ceil(passed[way] / 61) }, (_, index) => ({
    way,
    bytes: index * 61,
    title: `${way} after ${index * 61} bytes`,
  })),
);

describe(`a connection that is cut (${describeSwitch()})`, () => {
  test.concurrent.each(choosePoints(cuts))('$title', async ({ way, bytes }) => {
    using folder = openControlFolder(starts[1]?.root);
    const limits = way === 'up' ? [String(bytes), '1000000'] : ['1000000', String(bytes)];

    expect(await disturbed(folder, 50, [process.execPath, driver, ...limits, '-', 'sh'])).toBe(false);

    // the other side is alive: it frees the lock by itself
    await folder.unlocked();
    expect(folder.leftovers()).toEqual([]);
    await expectRecovery(folder, 12, 51);
  });
});

const blocks = Array.from({ length: 60 }, (_, index) => ({ blocks: index }));

describe(`a file that cannot grow any more, as on a full disk (${describeSwitch()})`, () => {
  test.concurrent.each(choosePoints(blocks))('after $blocks blocks of 512 bytes', async ({ blocks: most }) => {
    using folder = openControlFolder(starts[1]?.root);

    const isDone = await disturbed(folder, 50, ['sh', '-c', `ulimit -f ${most}; exec sh "$@"`, 'sh']);

    expect(isDone ? folder.current() : 13).toBe(13);
    await expectRecovery(folder, 12, 51);
  });
});

describe('20 pipelines at once', () => {
  test.each(starts.filter(({ before }) => before < 12))(
    '$start: one after the other, and none goes back',
    async ({ root, before }) => {
      using folder = openControlFolder(root);
      const builds = Array.from({ length: 20 }, (_, index) => 30 + index).toSorted(
        (a, b) => hashOf(`${sweepSwitch.seed} ${a}`) - hashOf(`${sweepSwitch.seed} ${b}`),
      );

      const results = await Promise.all(builds.map(async (build) => await handOver(folder, { build })));

      const done = results.filter(({ status }) => status === 'handed-off');
      expect(results.filter(({ status }) => status !== 'handed-off')).toEqual(
        Array.from({ length: 20 - done.length }, () => expect.objectContaining({ reason: 'late' })),
      );
      expect(folder.history()).toEqual(Array.from({ length: before + done.length }, (_, index) => index + 1));
      expect(folder.current()).toBe(before + done.length);
      expect(folder.leftovers()).toEqual([]);
      const { source } = JSON.parse(readFileSync(join(folder.root, 'ProjectA/current/handoff.json'), 'utf8'));
      expect(source.build).toBe(49);
    },
  );
});

describe(`a program that is killed at a random moment while it hands over (${describeSwitch()})`, () => {
  test.concurrent.each(Array.from({ length: shareOf(200) }, (_, index) => ({ index })))(
    'number $index',
    async ({ index }) => {
      using folder = openControlFolder(starts[1]?.root);
      const env = {
        PATH: '/usr/bin:/bin',
        CONTROL_NODE: 'local',
        REMOTE_PATH: folder.root,
        ...world.projects.variables(),
      };
      const program = spawn(process.execPath, [desk, 'handoff', 'ProjectA', '--release', '2.1.0', '--late'], { env });

      await setTimeout(100 + (hashOf(`${sweepSwitch.seed} moment ${index}`) % 900));
      program.kill('SIGKILL');

      await folder.unlocked();
      expect(folder.leftovers()).toEqual([]);
      await expectRecovery(folder, 12, 51);
    },
  );
});

describe(`two runs of which one is killed at a random moment (${describeSwitch()})`, () => {
  test.concurrent.each(Array.from({ length: shareOf(300) }, (_, index) => ({ index })))(
    'number $index',
    async ({ index }) => {
      using folder = openControlFolder(starts[2]?.root);
      using killed = killAtStep(
        1 + (hashOf(`${sweepSwitch.seed} ${index}`) % 90),
        index % 2 === 0 ? 'before' : 'after',
      );

      const [, other] = await Promise.all([disturbed(folder, 50, killed.shell), handOver(folder, { build: 51 })]);

      expect(other).toMatchObject({ status: 'handed-off' });
      await setTimeout(30);
      await expectRecovery(folder, 2, 52);
    },
  );
});
