import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import { type HandoffWorld, startHandoffWorld } from '../../lib/testing/handoff-world.ts';
import { type RecordingContext, recordingContext } from '../../lib/testing/recording-context.ts';
import { readCurrent, useCurrent } from './current-generation.ts';

let world: HandoffWorld;
let recorded: RecordingContext;
const project = 'ProjectA';

beforeAll(async () => {
  world = await startHandoffWorld();
  await world.release('2.1.0', 1);
  await world.handOver('2.1.0', 1);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  recorded = recordingContext();
  rmSync(join(world.folder, 'in-use'), { recursive: true, force: true });
});

const use = async () =>
  await useCurrent({ root: world.root, project }, { context: recorded, processes: machineProcesses });
const marks = (): readonly string[] => readdirSync(join(world.folder, 'in-use'));

test('is read once and marked as long as it is used, in a folder that the receiving user can look into', async () => {
  {
    await using used = await use();

    expect(used.generation).toEqual({
      number: 1,
      folder: join(world.folder, 'generations/000001'),
      release: '2.1.0',
      kind: 'release',
    });
    expect(marks()).toEqual([expect.stringMatching(/^000001\.tagship-control-\d+-\d+-[0-9a-f-]{36}$/)]);
    expect(statSync(join(world.folder, 'in-use')).mode & 0o777).toBe(0o755);
  }
  expect(marks()).toEqual([]);
});

test('is used unmarked, and that is said, where the mark cannot be made', async () => {
  writeFileSync(join(world.folder, 'in-use'), '');

  await using used = await use();

  expect(used.generation.release).toBe('2.1.0');
  expect(recorded.lines).toEqual([
    expect.stringMatching(/^warning: generation 000001 cannot be marked in use \(ENOTDIR\)/),
  ]);
});

test('a link that lies where the mark goes is not followed, and what it leads to stays as it is', async () => {
  const { pid, startTime, bootId } = machineProcesses.self();
  const precious = join(world.root, 'precious');
  writeFileSync(precious, 'precious');
  mkdirSync(join(world.folder, 'in-use'));
  symlinkSync(precious, join(world.folder, 'in-use', `000001.tagship-control-${pid}-${startTime}-${bootId}`));

  await using used = await use();

  expect(used.generation.release).toBe('2.1.0');
  expect(readFileSync(precious, 'utf8')).toBe('precious');
  expect(recorded.lines).toEqual([
    expect.stringMatching(/^warning: generation 000001 cannot be marked in use \(EEXIST\)/),
  ]);
});

test('marks of dead roll-outs go, those of other tools and of live ones stay', async () => {
  await (await use())[Symbol.asyncDispose]();
  const { pid, startTime, bootId } = machineProcesses.self();
  const dead = `000001.tagship-control-${pid}-${Number(startTime) + 1}-${bootId}`;
  const live = `000007.tagship-control-${pid}-${startTime}-${bootId}`;
  for (const name of [dead, live, '000001.by-hand']) {
    writeFileSync(join(world.folder, 'in-use', name), '');
  }

  await (await use())[Symbol.asyncDispose]();

  expect(marks().toSorted()).toEqual(['000001.by-hand', live]);
});

test.each(['generations/latest', '../other/generations/000001', 'generations/000001/..'])(
  'a current that leads to %s is none',
  async (target) => {
    const other = join(world.root, 'ProjectZ');
    rmSync(other, { recursive: true, force: true });
    mkdirSync(other);
    symlinkSync(target, join(other, 'current'));

    await expect(readCurrent({ root: world.root, project: 'ProjectZ' })).rejects.toThrow(/which is no generation$/);
  },
);
