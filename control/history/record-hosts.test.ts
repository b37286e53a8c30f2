import { describe, expect, test } from 'vitest';
import type { HostOutcome } from './node-history.ts';
import { begin, end, historyFolder, minutesLater, noon, outcome } from './sample-runs.ts';

const failure = { node: 'failure', cause: 'node failed', ansible: 'failed' } as const;
const cannotConnect = {
  node: 'cannot connect',
  version: undefined,
  ansible: 'unreachable',
  cause: 'cannot connect',
} as const;

/** A history in which each of these outcomes was found by a run of its own, a minute after the one before it. */
function afterRuns(...runs: readonly (readonly HostOutcome[])[]) {
  const folder = historyFolder();
  const history = folder.open();
  for (const [index, hosts] of runs.entries()) {
    const at = minutesLater(index);
    history.endRun(history.beginRun(begin({ at })), end({ at, hosts: hosts.map((host) => ({ ...host, at })) }));
  }
  return { history, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('what is known last of a node', () => {
  test('has the time since when it is so, which a run that finds the same does not move', () => {
    using world = afterRuns(
      [outcome('node-1', { version: '2.0.0' }), outcome('node-2')],
      [outcome('node-1', failure), outcome('node-2')],
      [outcome('node-1', { ...failure, reason: 'told otherwise', ansible: 'not run' }), outcome('node-2')],
    );

    expect(world.history.nodes('ProjectA')).toEqual([
      {
        host: 'node-1',
        groups: ['europe', 'web'],
        ...failure,
        ansible: 'not run',
        version: '2.1.0',
        run: 3,
        at: minutesLater(2),
        since: minutesLater(1),
        step: undefined,
        reason: 'told otherwise',
        nodeRun: undefined,
        seen: { node: 'failure', version: '2.1.0', at: minutesLater(2) },
      },
      expect.objectContaining({ host: 'node-2', since: noon, at: minutesLater(2) }),
    ]);
  });

  test('stays for a host that a run leaves out', () => {
    using world = afterRuns([outcome('node-1'), outcome('node-2')], [outcome('node-2')], []);

    expect(world.history.nodes('ProjectA').map(({ host, run }) => `${host} ${run}`)).toEqual(['node-1 1', 'node-2 2']);
    expect(world.history.nodes('ProjectB')).toEqual([]);
  });

  test('is forgotten of a host that is gone, its changes are not; if it comes again it is not known', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = (values: Parameters<typeof end>[0]) => history.endRun(history.beginRun(begin()), end(values));
    run({ hosts: [outcome('node-1'), outcome('node-2')] });

    run({ hosts: [outcome('node-1')], gone: ['node-2'] });

    expect(history.nodes('ProjectA').map(({ host }) => host)).toEqual(['node-1']);
    expect(history.changes({ project: 'ProjectA', host: 'node-2' })).toHaveLength(1);
    run({ hosts: [outcome('node-2')] });
    expect(history.changes({ project: 'ProjectA', host: 'node-2' }).map(({ before }) => before)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('says of one that cannot be reached what it was when it could be', () => {
    using world = afterRuns(
      [outcome('node-1', { version: '2.0.0' })],
      [outcome('node-1', cannotConnect)],
      [outcome('node-1', cannotConnect)],
    );

    expect(world.history.nodes('ProjectA')).toMatchObject([
      { ...cannotConnect, since: minutesLater(1), seen: { node: 'active', version: '2.0.0', at: noon } },
    ]);
  });

  test('has nothing of a node that could never be asked', () => {
    using world = afterRuns([outcome('node-1', cannotConnect)]);

    expect(world.history.nodes('ProjectA')).toMatchObject([{ ...cannotConnect, seen: undefined }]);
  });

  test('is bounded, whatever a node says', () => {
    using world = afterRuns([
      outcome('node-1', {
        reason: 'r'.repeat(9000),
        eventReason: 'e'.repeat(9000),
        step: 's'.repeat(9000),
        logTail: `${'l'.repeat(9000)}end`,
      }),
    ]);

    const [change] = world.history.changes({ run: 1 });
    expect([change?.reason, change?.eventReason, change?.step, change?.logTail].map((text) => text?.length)).toEqual([
      2000, 2000, 500, 8000,
    ]);
    expect(change?.logTail?.endsWith('lend')).toBe(true);
  });
});

describe('since when a node is building', () => {
  const building = { node: 'building', version: '2.1.0' } as const;
  const since = (runs: readonly HostOutcome[]) => {
    using world = afterRuns(...runs.map((run) => [run]));
    return world.history.buildingSince('ProjectA').get('node-1');
  };

  test.each<[string, Date | undefined, readonly Partial<HostOutcome>[]]>([
    ['is unknown of a node that is not', undefined, [building, { node: 'active' }]],
    ['is when it was seen first', noon, [building, building, { node: 'maintain' }]],
    ['outlasts a time in which it cannot be reached', noon, [building, cannotConnect, building]],
    ['outlasts the end of such a time', noon, [building, cannotConnect]],
    ['counts a run that is fetching', noon, [{ node: 'no state file', isAtWork: true }, building]],
    ['begins anew after it was well', minutesLater(2), [building, { node: 'active' }, building]],
    ['begins anew after it had failed', minutesLater(2), [building, failure, building]],
    ['begins anew without its state file', minutesLater(2), [building, { node: 'no state file' }, building]],
    [
      'is that of the same run of the node',
      noon,
      [
        { ...building, nodeRun: 'a' },
        { ...building, nodeRun: 'a' },
      ],
    ],
    [
      'begins anew with another',
      minutesLater(1),
      [
        { ...building, nodeRun: 'a' },
        { ...building, nodeRun: 'b' },
      ],
    ],
    ['does not for want of its name', noon, [{ ...building, nodeRun: 'a' }, building, { ...building, nodeRun: 'a' }]],
  ])('%s', (_, expected, runs) => {
    expect(since(runs.map((values) => outcome('node-1', values)))).toEqual(expected);
  });

  test('begins anew where the clock was ahead, or it would not be stuck before that time comes', () => {
    using folder = historyFolder();
    const history = folder.open();
    for (const at of [minutesLater(60 * 24 * 365), minutesLater(1)]) {
      const hosts = [outcome('node-1', { ...building, at })];
      history.endRun(history.beginRun(begin({ at })), end({ at, hosts }));
    }

    expect(history.buildingSince('ProjectA').get('node-1')).toEqual(minutesLater(1));
  });
});

describe('changes', () => {
  test('are kept of the hosts that changed, and of no other', () => {
    using world = afterRuns(
      [outcome('node-1', { version: '2.0.0' }), outcome('node-2', { version: '2.0.0' })],
      [outcome('node-1', { version: '2.0.0' }), outcome('node-2', { version: '2.0.0', reason: 'other words' })],
      [outcome('node-1'), outcome('node-2', { ...failure, step: 'upgrade.sh of ModuleX', logTail: 'no space' })],
    );
    const { history } = world;

    expect(history.runs().map(({ changed }) => changed)).toEqual([2, 0, 2]);
    expect(history.changes({ run: 2 })).toEqual([]);
    expect(history.changes({ project: 'ProjectA', host: 'node-2' })).toEqual([
      {
        run: 3,
        host: 'node-2',
        at: minutesLater(2),
        before: { ansible: 'success', node: 'active', version: '2.0.0', cause: undefined },
        after: { ...failure, version: '2.1.0' },
        event: undefined,
        eventReason: undefined,
        step: 'upgrade.sh of ModuleX',
        reason: undefined,
        logTail: 'no space',
        nodeRun: undefined,
      },
      expect.objectContaining({ run: 1, before: undefined }),
    ]);
    expect(history.changes({ project: 'ProjectA', host: 'node-2', limit: 1 })).toHaveLength(1);
    expect(history.changes({ run: 3, limit: 1 })).toMatchObject([{ host: 'node-1' }]);
  });

  test.each<[string, Partial<HostOutcome>]>([
    ['by Ansible', { ansible: 'failed' }],
    ['of the state', { node: 'maintain' }],
    ['of the version', { version: '2.0.0' }],
    ['of the version, which is unknown', { version: undefined }],
    ['of the cause', { cause: 'refused' }],
    ['by an event', { event: 'rebuilt' }],
    ['by a run of the node that came to the same end', { nodeRun: 'b' }],
  ])('are told %s', (_, values) => {
    using world = afterRuns([outcome('node-1', { nodeRun: 'a' })], [outcome('node-1', { nodeRun: 'a', ...values })]);

    expect(world.history.changes({ run: 2 })).toHaveLength(1);
  });

  test('are none where the name of the last run of the node is not known this time', () => {
    using world = afterRuns(
      [outcome('node-1', { nodeRun: 'a' })],
      [outcome('node-1')],
      [outcome('node-1', { nodeRun: 'a' })],
    );

    expect(world.history.changes({ project: 'ProjectA', host: 'node-1' })).toHaveLength(1);
  });

  test('that are alike are told together, the greatest number first', () => {
    using world = afterRuns(
      ['node-1', 'node-2', 'node-3', 'node-4'].map((host) => outcome(host, { version: '2.0.0' })),
      [
        outcome('node-1', failure),
        outcome('node-2'),
        outcome('node-3'),
        outcome('node-4', { event: 'interrupted run' }),
        outcome('node-5'),
      ],
    );

    const before = { ansible: 'success', node: 'active', version: '2.0.0', cause: undefined };
    const active = { ...before, version: '2.1.0' };
    expect(world.history.stateChanges(2)).toEqual([
      { before, after: active, event: undefined, count: 2, firstHost: 'node-2' },
      { before, after: { ...failure, version: '2.1.0' }, event: undefined, count: 1, firstHost: 'node-1' },
      { before, after: active, event: 'interrupted run', count: 1, firstHost: 'node-4' },
      { before: undefined, after: active, event: undefined, count: 1, firstHost: 'node-5' },
    ]);
  });
});
