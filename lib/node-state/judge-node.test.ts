import { describe, expect, test } from 'vitest';
import type { ImagesReading, NodeStatus } from './images-file.ts';
import type { Installed } from './installed-file.ts';
import type { Journal } from './journal.ts';
import { judgeNode, type NodeReading } from './judge-node.ts';

const digest = 'a'.repeat(64);
const target = { release: '2.0.0', contentSha256: digest, store: { bucket: 'acme-projecta' }, modules: [] };
const holder = { pid: 7, startTime: '1', bootId: 'b' };
const images = (status: NodeStatus, version = '2.0.0'): ImagesReading => ({
  found: 'images',
  images: { version, status },
});
const nothing = { found: 'nothing' } as const;

function installed(changes: Partial<Installed> = {}): NodeReading['installed'] {
  return {
    found: 'installed',
    installed: {
      schema: 1,
      project: 'ProjectA',
      program: '0.1.0',
      run: 'r',
      status: 'active',
      version: '2.0.0',
      reason: null,
      modules: [],
      current: target,
      previous: null,
      ...changes,
    },
  };
}

function journal(end?: 'active' | 'failure'): NodeReading['journal'] {
  const at = '2026-01-02T03:04:05.678Z';
  const begun: Journal = {
    begin: {
      entry: 'begin',
      schema: 1,
      run: 'r',
      program: '0.1.0',
      project: 'ProjectA',
      action: 'upgrade',
      target,
      afresh: false,
      holder,
      deadlineUptimeSeconds: 100,
      at,
    },
    steps: [],
    kept: [],
    end: end === undefined ? undefined : { entry: 'end', outcome: end, reason: null, at },
    isSettled: end !== undefined,
    length: 1,
  };
  return { found: 'journal', journal: begun };
}

const machine = (isAlive: boolean, uptime = 50) => ({ isAlive: () => isAlive, uptimeSeconds: () => uptime });
const judge = (reading: Partial<NodeReading>, at = machine(false)) =>
  judgeNode({ images: nothing, installed: nothing, journal: nothing, ...reading }, at);

describe('a node', () => {
  test.each<[string, Partial<NodeReading>, ReturnType<typeof machine>, string]>([
    ['without any file is new', {}, machine(false), 'new'],
    [
      'whose holder is at work is at work',
      { images: images('maintain'), journal: journal() },
      machine(true),
      'working',
    ],
    [
      'whose holder is at work is so before images.yaml says it',
      { images: images('active', '1.0.0'), journal: journal() },
      machine(true),
      'working',
    ],
    [
      'whose holder is past its deadline is interrupted',
      { images: images('maintain'), journal: journal() },
      machine(true, 101),
      'interrupted',
    ],
    [
      'whose holder is dead is interrupted, whatever images.yaml says',
      { images: images('active'), journal: journal() },
      machine(false),
      'interrupted',
    ],
    [
      'whose holder is dead is interrupted, though images.yaml is gone',
      { journal: journal() },
      machine(false),
      'interrupted',
    ],
    [
      'that is building without a journal is interrupted',
      { images: images('building') },
      machine(false),
      'interrupted',
    ],
    [
      'whose files agree is active',
      { images: images('active'), installed: installed(), journal: journal('active') },
      machine(false),
      'active',
    ],
    [
      'of another version than is installed is unclear',
      { images: images('active', '3.0.0'), installed: installed() },
      machine(false),
      'unclear',
    ],
    [
      'that is active after a failure is unclear',
      { images: images('active'), installed: installed({ status: 'failure' }) },
      machine(false),
      'unclear',
    ],
    [
      'that is active after a reset to a new node is unclear',
      { images: images('active'), installed: installed({ status: 'absent', version: null }) },
      machine(false),
      'unclear',
    ],
    [
      'with a journal that nobody reads is unclear',
      { images: images('active'), installed: installed(), journal: { found: 'nonsense', reason: 'x' } },
      machine(false),
      'unclear',
    ],
    [
      'with a folder for images.yaml is blocked, even if a run is at work',
      { images: { found: 'obstacle', reason: 'x' }, journal: journal() },
      machine(true),
      'blocked',
    ],
  ])('%s', (_title, reading, at, expected) => {
    expect(judge(reading, at).is).toBe(expected);
  });

  test('whose state file is gone is new, and known to be built anew, unless it was reset to that (D11)', () => {
    expect(judge({ installed: installed() })).toEqual({ is: 'new', rebuilt: true });
    expect(judge({ installed: installed({ status: 'absent' }) })).toEqual({ is: 'new', rebuilt: false });
  });

  test('that failed tells why, and one that a person holds back that a person does', () => {
    const failed = installed({ status: 'failure', reason: 'it broke' });

    expect(judge({ images: images('failure'), installed: failed })).toMatchObject({
      is: 'failure',
      reason: 'it broke',
    });
    expect(judge({ images: images('failure'), installed: installed() })).toMatchObject({
      is: 'failure',
      reason: 'somebody wrote failure into images.yaml',
    });
  });
});
