import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { choosePoints, describeSwitch, hashOf, shareOf, sweepSwitch } from './choose-points.ts';
import { hookStatements } from './history/hook-statements.ts';
import { contentsOf, type Done, type Operation, openSmall, perform } from './history/operations.ts';
import { buildHistoryDriver, live } from './history/run-driver.ts';

let folder: string;
let driver: string;
let made = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagship-history-kills-'));
  driver = await buildHistoryDriver(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newPath(): string {
  made += 1;
  return join(folder, `${made}.db`);
}

/** As a copy of the machine's disk has it: what other processes share in memory is not there. */
function copyFiles(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    rmSync(`${to}${suffix}`, { force: true });
    if (existsSync(`${from}${suffix}`)) {
      cpSync(`${from}${suffix}`, `${to}${suffix}`);
    }
  }
}

function read(path: string): string {
  using history = openSmall(path);
  return contentsOf(history);
}

interface Stage {
  readonly operation: Operation | undefined;
  readonly number: number;
  readonly contents: string;
}

/** What is in a history after none, one, two... of these operations, begun with what is at `path`. */
function contentsAfter(path: string, operations: readonly Operation[], first: number): readonly Stage[] {
  const stages: Stage[] = [{ operation: undefined, number: first - 1, contents: read(path) }];
  const copy = newPath();
  copyFiles(path, copy);
  for (const [index, operation] of operations.entries()) {
    const number = first + index;
    using history = openSmall(copy, { operation: number });
    perform(history, operation, number);
    stages.push({ operation, number, contents: contentsOf(history) });
  }
  return stages;
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      hosts: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
      messages: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('begin' as const) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('note', 'keep', 'send', 'fail', 'refuse', 'prune', 'reopen') }),
  },
);

const lives = fc.array(
  fc.record({ operations: fc.array(operation, { minLength: 1, maxLength: 10 }), killAt: fc.nat({ max: 150 }) }),
  { minLength: 1, maxLength: 4 },
);

/**
 * Whether what is at `path` is what it was before these operations, of which so many were done, and at most another one.
 * Retention alone works in several steps: cut off, it has to come to its end when it is called again.
 */
function expectWhole(
  path: string,
  stages: readonly Stage[],
  { done, isKilled }: { done: number; isKilled: boolean },
): void {
  const contents = read(path);
  const next = stages[done + 1];
  const possible = [stages[done], ...(isKilled ? [next] : [])].map((stage) => stage?.contents);
  if (isKilled && next?.operation?.do === 'prune' && !possible.includes(contents)) {
    const again = newPath();
    copyFiles(path, again);
    {
      using history = openSmall(again, { operation: next.number });
      history.prune();
    }
    expect(read(again)).toBe(next.contents);
    return;
  }
  expect(possible).toContain(contents);
}

/** What is known to be queued, or to be out of the queue, of all lives. */
function expectNothingLost(path: string, all: readonly Done[]): void {
  using history = openSmall(path);
  const views = new Map(
    history.messages({ project: 'ProjectA', limit: 10_000 }).map((view) => [view.message.id, view]),
  );
  const settled = new Set(all.flatMap(({ settled: id }) => (id === undefined ? [] : [id])));
  const waiting: string[] = [];
  for (let next = history.nextMessage(); next !== undefined; next = history.nextMessage()) {
    waiting.push(next.message.id);
    history.markSent(next.message.id, next.message.at);
  }

  for (const id of all.flatMap(({ queued }) => queued)) {
    const view = views.get(id);
    const isOut = settled.has(id) || view?.sentAt !== undefined || view?.refusedAt !== undefined;
    expect(waiting.includes(id), `${id} waits, or is out of the queue`).toBe(!isOut);
  }
  expect(waiting.filter((id) => settled.has(id))).toEqual([]);
  expect(new Set(waiting).size).toBe(waiting.length);
}

describe(`a history whose process is killed (${describeSwitch()})`, () => {
  test('before any statement, and again in later lives, has every operation whole or not at all', async () => {
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const path = newPath();
        openSmall(path)[Symbol.dispose]();
        const done: Done[] = [];
        let first = 1;
        for (const { operations, killAt } of all) {
          const stages = contentsAfter(path, operations, first);

          const end = await live(driver, { path, operations, first, killAt });

          expect(end.stderr).toBe('');
          killed += end.status === null ? 1 : 0;
          done.push(...end.done);
          expectWhole(path, stages, { done: end.done.length, isKilled: end.status === null });
          first += operations.length;
        }
        expectNothingLost(path, done);
      }),
      { numRuns: sweepSwitch.isWhole ? 200 : 12, seed: hashOf(sweepSwitch.seed) | 0, endOnFailure: true },
    );
    expect(killed).toBeGreaterThan(3);
  });

  const points = Array.from({ length: 300 }, (_, index) => index);
  let durationMs: number | undefined;
  test.each(choosePoints(points))('at any time has every operation whole or not at all: %i', async (index) => {
    const operations = fc.sample(operation, { seed: index, numRuns: 40 });
    const stages = contentsAfter(newPathWithHistory(), operations, 1);
    durationMs ??= (await live(driver, { path: newPathWithHistory(), operations, first: 1, killAt: -1 })).durationMs;
    const path = newPathWithHistory();
    const killAfterMs = (hashOf(`${sweepSwitch.seed} kill ${index}`) / 2 ** 32) * durationMs;

    const end = await live(driver, { path, operations, first: 1, killAt: -1, killAfterMs });

    // as after a loss of power: what processes share in memory is gone
    const copy = newPath();
    copyFiles(path, copy);
    expect(read(copy)).toBe(read(path));
    expect(end.stderr).toBe('');
    expectWhole(path, stages, { done: end.done.length, isKilled: end.status === null });
    expectNothingLost(path, end.done);
  });
});

function newPathWithHistory(): string {
  const path = newPath();
  openSmall(path)[Symbol.dispose]();
  return path;
}

describe(`a copy of the files (${describeSwitch()})`, () => {
  test('that is taken between any two statements has every operation whole or not at all', () => {
    let copies = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 3, maxLength: 8 }), (operations) => {
        const path = newPathWithHistory();
        const stages = contentsAfter(path, operations, 1);
        const clock = { operation: 0 };
        using history = openSmall(path, clock);
        for (const [done, one] of operations.entries()) {
          clock.operation = done + 1;
          const taken: string[] = [];
          const unhook = hookStatements(() => {
            taken.push(newPath());
            copyFiles(path, taken.at(-1) ?? '');
          });

          perform(history, one, clock.operation);
          unhook();

          taken.forEach((copy) => expectWhole(copy, stages, { done, isKilled: true }));
          copies += taken.length;
          const after = newPath();
          copyFiles(path, after);
          expectWhole(after, stages, { done: done + 1, isKilled: false });
        }
      }),
      { numRuns: shareOf(1000), seed: hashOf(sweepSwitch.seed) | 0, endOnFailure: true },
    );
    expect(copies).toBeGreaterThan(100);
  });
});
