import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { History } from '../../control/history/history.ts';
import { type ControlCall, type ControlWorld, startControlWorld } from '../control-world.ts';
import { choosePoints, describeSwitch, hashOf, sweepSwitch } from './choose-points.ts';

/**
 * tagship-control is killed at any moment of a roll-out in which something happens to a node. The next roll-out is held
 * against what happened: all of it is told, once; twice only what Slack had taken when the process was killed.
 */
const world: ControlWorld = await startControlWorld(['node-1', 'node-2', 'node-3', 'node-4']);
world.ansible.behave({ nodeMs: 60 });
await world.run(['rollout']);
const tookMs = await durationOf(world);
const statements = await statementsOf(world);

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function durationOf({ run }: ControlWorld): Promise<number> {
  const startedMs = performance.now();
  await run(['rollout']);
  return performance.now() - startedMs;
}

/** How many statements a roll-out gives to its history in which a node fails, all of them written and told. */
async function statementsOf({ ansible, data, run }: ControlWorld): Promise<number> {
  ansible.put('node-2', { is: 'failing' });
  await run(['rollout'], killBefore(data, undefined));
  const count = readFileSync(join(data, 'statements'), 'utf8').length;
  ansible.put('node-2', { is: 'well', version: '2.0.0', status: 'active' });
  await run(['rollout']);
  return count;
}

function killBefore(data: string, statement: number | undefined): ControlCall {
  const file = join(data, 'statements');
  rmSync(file, { force: true });
  return {
    env: {
      NODE_OPTIONS: `--import ${join(import.meta.dirname, 'control/kill-before-statement.ts')}`,
      TAGSHIP_STATEMENTS: file,
      ...(statement === undefined ? {} : { TAGSHIP_KILL_BEFORE: String(statement) }),
    },
  };
}

function killAfter(part: number): ControlCall {
  return {
    onStart: ({ kill }) => {
      void setTimeout(tookMs * part).then(() => kill('SIGKILL'));
    },
  };
}

const happenings = ['fails', 'is unreachable', 'loses its state file'] as const;

interface Point {
  readonly happening: (typeof happenings)[number];
  /** Of the time that a roll-out takes. */
  readonly part: number;
}

const points: readonly Point[] = happenings.flatMap((happening) =>
  Array.from({ length: 40 }, (_, index) => {
    const random = hashOf(`${sweepSwitch.seed} ${happening} ${index}`) / 2 ** 32;
    return { happening, part: Math.round(((index + random) / 40) * 1300) / 1000 };
  }),
);

const words = {
  fails: /install or upgrade failed on 1 host$/,
  'is unreachable': /no connection to 1 host$/,
  'loses its state file': /state file was gone, installed anew: 1 host$/,
  'well again': /well again: 1 host$/,
} as const;

describe(`tagship-control killed while a node gets into trouble, and while it is well again (${describeSwitch()})`, () => {
  test.each(choosePoints(points))('$happening, at $part of a roll-out', async ({ happening, part }) => {
    expect.hasAssertions();
    const call = killAfter(part);
    world.ansible.behave({ nodeMs: 60 });

    switch (happening) {
      case 'fails':
        await expectAllTold([call], () => world.ansible.put('node-2', { is: 'failing' }), ['fails']);
        await expectAllTold(
          [call],
          () => world.ansible.put('node-2', { is: 'well', version: '2.0.0', status: 'active' }),
          ['well again'],
        );
        break;
      case 'is unreachable':
        await expectAllTold([call], () => world.ansible.put('node-3', { is: 'unreachable' }), ['is unreachable']);
        await expectAllTold([call], () => world.ansible.put('node-3', { is: 'well' }), ['well again']);
        break;
      case 'loses its state file':
        // the one that hears of it, and the next one that was to tell
        await expectAllTold([call, call], () => world.ansible.put('node-4', { status: undefined }), [
          'loses its state file',
        ]);
        break;
    }
  });

  // what is written in one place and told in another is a few statements apart, and a time hardly ever hits that
  test.each(choosePoints(Array.from({ length: statements }, (_, index) => index)))(
    'fails, before statement %i of the history',
    async (statement) => {
      expect.hasAssertions();
      world.ansible.behave({ nodeMs: 0 });

      await expectAllTold([killBefore(world.data, statement)], () => world.ansible.put('node-2', { is: 'failing' }), [
        'fails',
      ]);
      await expectAllTold(
        [killBefore(world.data, statement)],
        () => world.ansible.put('node-2', { is: 'well', version: '2.0.0', status: 'active' }),
        ['well again'],
      );
    },
  );
});

/** Roll-outs that are killed, then one that is not. */
async function expectAllTold(
  calls: readonly ControlCall[],
  happen: () => void,
  expected: readonly (keyof typeof words)[],
): Promise<void> {
  const before = world.told().length;
  happen();
  let kills = 0;
  let said = '';
  // what was installed anew says so once: until it has said so to somebody who is there, nobody knows
  let isHeard = false;
  for (const call of calls) {
    const { signal, stderr } = await world.run(['rollout'], call);
    kills += signal === null ? 0 : 1;
    said += stderr;
    isHeard ||= signal === null || stderr.includes('node-4 upgraded');
  }
  const next = await world.run(['rollout']);

  const isTrouble = expected.includes('fails') || expected.includes('is unreachable');
  expect([next.status, next.stderr + next.stdout]).toEqual([isTrouble ? 1 : 0, expect.any(String)]);
  const told = world.told().slice(before);
  for (const what of expected) {
    const count = told.filter((text) => words[what].test(text)).length;
    const least =
      what === 'loses its state file' && !isHeard && world.ansible.nodes()['node-4']?.status === 'active' ? 0 : 1;
    expect(count, `${what}: ${JSON.stringify(told)}\n${said}`).toBeGreaterThanOrEqual(least);
    expect(count, `${what}: ${JSON.stringify(told)}`).toBeLessThanOrEqual(1 + kills);
  }
  expect(told.filter((text) => !expected.some((what) => words[what].test(text)))).toEqual([]);
  expect(world.marks()).toEqual([]);
  using history = world.history();
  const runs = history.runs({ limit: 3 });
  expect(runs.map(({ outcome }) => outcome)).not.toContain('running');
  expect(runs[0]?.outcome).toBe(isTrouble ? 'failed' : 'whole');
  expect([history.queueLength(), history.leftDispatches('ProjectA')]).toEqual([0, []]);
  expectWhole(history);
}

/** Each run has what it says that it has, one that was killed has nothing, and the changes of a host follow one another. */
function expectWhole(history: History): void {
  const runs = history.runs({ limit: 3 });
  expect(
    runs.map(({ id }) => [history.changes({ run: id }).length, history.messages({ run: id }).length]),
    JSON.stringify(runs),
  ).toEqual(runs.map(({ outcome, changed, messages }) => (outcome === 'interrupted' ? [0, 0] : [changed, messages])));
  for (const { host, node, version, cause } of history.nodes('ProjectA')) {
    const changes = history.changes({ project: 'ProjectA', host, limit: 4 });
    const states = [{ node, version, cause }, ...changes.map(({ before }) => before)].slice(0, changes.length);
    expect(
      changes.map(({ after }) => [after.node, after.version, after.cause]),
      host,
    ).toEqual(states.map((state) => [state?.node, state?.version, state?.cause]));
  }
}
