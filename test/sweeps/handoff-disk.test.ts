import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TagshipError } from '../../lib/core/errors.ts';
import { startHandoffWorld } from '../../lib/testing/handoff-world.ts';
import { openShell, shellNames } from '../../lib/testing/shells.ts';
import { choosePoints, describeSwitch } from './choose-points.ts';
import { openSmallDisk, type Room } from './full-disk/small-disk.ts';
import { openControlFolder, viewControlFolder } from './handoff/control-folder.ts';

/** The disk of a control node is full: each write of a hand-off is in its turn the first one that finds no room. */

const world = await startHandoffWorld();
await world.release('2.0.0', 10);
await world.release('2.1.0', 20);
const scratch = mkdtempSync(join(tmpdir(), 'tagship-control-disk-'));
const shells = shellNames.map(openShell);
afterAll(async () => {
  shells.forEach((shell) => shell[Symbol.dispose]());
  rmSync(scratch, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

const before = 12;
const template = openControlFolder();
afterAll(() => template[Symbol.dispose]());
for (let build = 1; build <= before; build += 1) {
  await world.handOver('2.0.0', build, { controlNode: { kind: 'local', root: template.root } });
}

/** With these a hand-off is done; less is missing to some write of it. */
const enough = { blocks: 40, inodes: 40 } as const;
const starts = [
  { start: 'the first hand-off', done: 0 },
  { start: 'a hand-off that prunes', done: before },
] as const;
const kinds = ['blocks', 'inodes'] as const;
const points = starts.flatMap((start) =>
  shells.flatMap(({ name, shell, path }) =>
    kinds.flatMap((what) =>
      Array.from({ length: enough[what] + 1 }, (_, left) => ({
        ...start,
        shell,
        path,
        what,
        left,
        title: `${start.start} with ${name} and ${left} ${what} left`,
      })),
    ),
  ),
);
type Point = (typeof points)[number];

/** Hands over with that much room and looks at what came of it, then once more with plenty. */
async function handOverWith({ done, shell, path, title }: Omit<Point, 'what' | 'left'>, room: Room) {
  const folder = join(scratch, title.replaceAll(/\W+/g, '-'));
  using disk = await openSmallDisk(folder);
  if (done > 0) {
    cpSync(template.root, disk.seen, { recursive: true, verbatimSymlinks: true });
  }
  const view = viewControlFolder(disk.seen);
  const handOver = async (build: number) => {
    const { status } = await world.handOver('2.1.0', build, {
      path,
      controlNode: { kind: 'local', root: disk.seen, shell },
    });
    return status;
  };
  disk.leave(room);

  const first = await handOver(50).catch((error: unknown) => error);
  const reached = { current: view.current(), generations: view.generations().length, history: view.history() };
  disk.leave({});
  const second = await handOver(51);
  const history = [
    ...new Set([...reached.history, ...(reached.current === 0 ? [] : [reached.current]), view.current()]),
  ];
  return {
    first,
    reached,
    second,
    end: view.current(),
    isInOrder: view.history().join() === history.join(),
    left: view.leftovers(),
  };
}

describe(`a disk that has too little room (${describeSwitch()})`, () => {
  test.concurrent.each(choosePoints(points))('$title', async (point) => {
    const { first, reached, second, end, isInOrder, left } = await handOverWith(point, { [point.what]: point.left });

    if (first instanceof TagshipError) {
      expect(first.code).toBe('control-node');
      // with its place, and with what the system says of it
      expect(first.message).toContain(`${scratch}/`);
      expect(first.message).toMatch(/No space left on device|is the disk full\?/);
      expect(first.hint).toMatch(/^current there is what was before; mend that and run the step again$/);
      expect(reached.current).toBe(point.done);
    } else {
      expect([first, reached.current]).toEqual(['handed-off', point.done + 1]);
    }
    expect(second).toBe('handed-off');
    expect(end).toBeGreaterThan(reached.current);
    expect(isInOrder).toBe(true);
    expect(left).toEqual([]);
  });
});

test.each(starts.flatMap((start) => kinds.map((what) => ({ ...start, what }))))(
  '$start fails without any $what, and with the most that are tried it is done: no write is left out',
  async ({ what, ...start }) => {
    const [shell] = shells;
    if (shell === undefined) {
      throw new Error('there is no shell');
    }
    const none = await handOverWith({ ...start, ...shell, title: `${start.start} none of ${what}` }, { [what]: 0 });
    const most = await handOverWith(
      { ...start, ...shell, title: `${start.start} most ${what}` },
      { [what]: enough[what] },
    );

    expect(none.first).toBeInstanceOf(TagshipError);
    expect(most.first).toBe('handed-off');
  },
);
