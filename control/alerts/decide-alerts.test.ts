import { describe, expect, test } from 'vitest';
import type { Verdict } from '../watch/verdict.ts';
import type { AlertGroup } from './alert-group.ts';
import { controlNodeHost, type OpenCause } from './cause.ts';
import { type AlertOptions, decideAlerts } from './decide-alerts.ts';
import { sampleVerdict } from './sample-verdict.ts';

const dayMs = 24 * 3_600_000;
const start = new Date('2018-10-25T08:20:00.000Z');
const failed = { cause: 'node failed' } as const;

/** Roll-outs one after another, five minutes apart: what each told. */
function rollOuts(
  ...runs: readonly (readonly [verdicts: readonly Verdict[], options?: Partial<AlertOptions>])[]
): readonly (readonly string[])[] {
  let open: readonly OpenCause[] = [];
  return runs.map(([verdicts, options], index) => {
    const alerts = decideAlerts(open, verdicts, {
      now: new Date(start.getTime() + index * 300_000),
      release: '2.1.0',
      remindAfterMs: dayMs,
      knownHosts: undefined,
      rollOut: undefined,
      leftDispatches: [],
      ...options,
    });
    open = alerts.open;
    return alerts.groups.map(inWords);
  });
}

function inWords({ kind, cause, hosts }: AlertGroup): string {
  const names = hosts.map(({ host, was }) => `${host}${was.length === 0 ? '' : ` (${was.join(', ')})`}`);
  return `${kind} ${cause ?? 'all'}: ${names.join(' ')}`;
}

function a(changes: Partial<Verdict> = {}): Verdict {
  return sampleVerdict('a', changes);
}

describe('a cause', () => {
  test('is told once, with all its hosts, and not by every run', () => {
    const both = [a(failed), sampleVerdict('b', failed), sampleVerdict('c')];

    expect(rollOuts([both], [both], [both])).toEqual([['alert node failed: a b'], [], []]);
  });

  test('is told apart from others, those of the node first where they are as grave', () => {
    const verdicts = [
      a({ cause: 'wrong version' }),
      sampleVerdict('b', failed),
      sampleVerdict('c', { cause: 'stuck' }),
    ];

    expect(rollOuts([verdicts])).toEqual([['alert node failed: b', 'alert stuck: c', 'alert wrong version: a']]);
  });

  test('is told of a host that gets it later, without those that are known', () => {
    expect(rollOuts([[a(failed)]], [[a(failed), sampleVerdict('b', failed)]])).toEqual([
      ['alert node failed: a'],
      ['alert node failed: b'],
    ]);
  });

  test('is over when the host is well, is told so once, and is told anew after that', () => {
    expect(rollOuts([[a(failed)]], [[a()]], [[a()]], [[a(failed)]])).toEqual([
      ['alert node failed: a'],
      ['recovered all: a (node failed)'],
      [],
      ['alert node failed: a'],
    ]);
  });

  test('that takes the place of another is told, and the first is not told anew when it comes back', () => {
    const lost = a({ cause: 'cannot connect', ansible: 'unreachable' });

    expect(rollOuts([[a(failed)]], [[lost]], [[a(failed)]], [[lost]], [[a()]])).toEqual([
      ['alert node failed: a'],
      ['alert cannot connect: a'],
      [],
      [],
      ['recovered all: a (node failed, cannot connect)'],
    ]);
  });

  test('is told anew of another release', () => {
    expect(rollOuts([[a(failed)]], [[a(failed)], { release: '2.2.0' }], [[a(failed)], { release: '2.2.0' }])).toEqual([
      ['alert node failed: a'],
      ['alert node failed: a'],
      [],
    ]);
  });

  test('of an older release does not keep one of the newer release from being told', () => {
    const lost = a({ cause: 'cannot connect', ansible: 'unreachable' });
    const next = { release: '2.2.0' };

    expect(rollOuts([[a(failed)]], [[lost], next], [[a(failed)], next], [[a()], next])).toEqual([
      ['alert node failed: a'],
      ['alert cannot connect: a'],
      ['alert node failed: a'],
      ['recovered all: a (cannot connect, node failed)'],
    ]);
  });

  test('of an older release that another one took the place of is no part of what is over', () => {
    const lost = a({ cause: 'cannot connect', ansible: 'unreachable' });
    const next = { release: '2.2.0' };

    expect(rollOuts([[a(failed)]], [[lost], next], [[a()], next])[2]).toEqual(['recovered all: a (cannot connect)']);
  });

  test('is over only together with all others of the host', () => {
    const broken = a({ cause: 'playbook failed' });
    const notRun = a({ ansible: 'not run' });

    expect(rollOuts([[a(failed)]], [[broken]], [[notRun]], [[a()]])).toEqual([
      ['alert node failed: a'],
      ['alert playbook failed: a'],
      [],
      ['recovered all: a (node failed, playbook failed)'],
    ]);
  });

  test('of an older release is over too when the host is well', () => {
    expect(rollOuts([[a(failed)]], [[a()], { release: '2.2.0' }])[1]).toEqual(['recovered all: a (node failed)']);
  });

  test('stays open while the host is on its way', () => {
    const onItsWay = a({ isWell: false, isAtWork: true, node: 'maintain' });

    expect(rollOuts([[a(failed)]], [[onItsWay]], [[a(failed)]], [[a()]])).toEqual([
      ['alert node failed: a'],
      [],
      [],
      ['recovered all: a (node failed)'],
    ]);
  });

  test('stays open while nothing is known of its host', () => {
    expect(rollOuts([[a(failed)]], [[]], [[a(failed)]])).toEqual([['alert node failed: a'], [], []]);
  });

  test('ends untold with a host that the inventory has no more', () => {
    const knownHosts = new Set(['b']);

    expect(rollOuts([[a(failed)]], [[], { knownHosts }], [[a(failed)]])[2]).toEqual(['alert node failed: a']);
  });

  test.each<[Verdict['cause'], readonly string[]]>([
    ['playbook failed', []],
    ['cannot connect', ['recovered all: a (cannot connect)']],
    ['wrong version', ['recovered all: a (wrong version)']],
  ])('%s: whether a run that did not come to the host shows that it is over', (cause, told) => {
    expect(rollOuts([[a({ cause })]], [[a({ ansible: 'not run' })]])[1]).toEqual(told);
  });

  test('keeps since when it is there, and how often it was told', () => {
    const first = decideAlerts([], [a(failed)], options({}));
    const later = new Date(start.getTime() + dayMs);
    const second = decideAlerts(first.open, [a({ ...failed, at: later })], options({ now: later }));

    expect(second.open).toEqual([
      { host: 'a', cause: 'node failed', release: '2.1.0', since: a().at, lastToldAt: later, times: 2 },
    ]);
    expect(second.groups[0]?.hosts[0]?.since).toEqual(a().at);
    const third = decideAlerts(second.open, [a(failed)], options({ now: new Date(later.getTime() + 1) }));
    expect(third.open).toEqual(second.open);
    const over = decideAlerts(third.open, [a({ at: later })], options({ now: later }));
    expect(over.groups[0]?.hosts[0]).toMatchObject({ at: later, since: a().at });
  });
});

describe('a reminder', () => {
  const later = (ms: number): Partial<AlertOptions> => ({ now: new Date(start.getTime() + ms) });

  test('comes after its time, and not before', () => {
    expect(
      rollOuts(
        [[a(failed)]],
        [[a(failed)], later(dayMs - 1)],
        [[a(failed)], later(dayMs)],
        [[a(failed)], later(dayMs + 1)],
      ),
    ).toEqual([['alert node failed: a'], [], ['reminder node failed: a'], []]);
  });

  test('names every host that has the cause, so that not each comes at an hour of its own', () => {
    const both = [a(failed), sampleVerdict('b', failed)];

    expect(rollOuts([[a(failed)]], [both], [both, later(dayMs)], [both, later(dayMs + 300_000)])).toEqual([
      ['alert node failed: a'],
      ['alert node failed: b'],
      ['reminder node failed: a b'],
      [],
    ]);
  });

  test('comes although the clock was set back', () => {
    expect(rollOuts([[a(failed)]], [[a(failed)], later(-1)])[1]).toEqual(['reminder node failed: a']);
  });
});

describe('what the gate refuses', () => {
  const refused = a({ cause: 'refused', node: 'active', version: '1.0.0' });

  test('is one notice for a release, without a reminder, and nobody waits for its end', () => {
    const later = { now: new Date(start.getTime() + 3 * dayMs) };

    expect(rollOuts([[refused]], [[refused], later], [[a()]])).toEqual([['notice refused: a'], [], []]);
  });

  test('comes again with the next release', () => {
    expect(rollOuts([[refused]], [[refused], { release: '2.2.0' }])[1]).toEqual(['notice refused: a']);
  });

  test('shows that the host has not failed any more', () => {
    expect(rollOuts([[a(failed)]], [[refused], { release: '2.2.0' }], [[refused], { release: '2.2.0' }])).toEqual([
      ['alert node failed: a'],
      ['recovered all: a (node failed)', 'notice refused: a'],
      [],
    ]);
  });
});

describe('an event', () => {
  test('is told once, and beside a cause', () => {
    const rebuilt = a({ ...failed, event: 'rebuilt', eventReason: 'its file was gone', reason: 'exited with 7' });
    const { groups, open } = decideAlerts([], [rebuilt], options({}));

    expect(groups.map(inWords)).toEqual(['alert node failed: a', 'alert rebuilt: a']);
    expect(groups.map(({ hosts }) => hosts[0]?.reason)).toEqual(['exited with 7', 'its file was gone']);
    expect(open).toHaveLength(1);
  });

  test('is told again if it happens again', () => {
    const rebuilt = a({ event: 'rebuilt' });

    expect(rollOuts([[rebuilt]], [[rebuilt]])).toEqual([['alert rebuilt: a'], ['alert rebuilt: a']]);
  });
});

describe('what a killed roll-out left behind', () => {
  const report = { outcome: 'installed', release: '2.1.0', run: undefined, interrupted: undefined } as const;
  const rebuilt = { ...report, rebuilt: true, reason: undefined, hint: undefined, scripts: [] };
  const dispatch = { host: 'a', status: 'success', sentAt: start, task: undefined, message: undefined } as const;
  const left = { leftDispatches: [{ ...dispatch, report: rebuilt }] };

  test('is told with what is known of the host by now', () => {
    const { groups } = decideAlerts([], [a(failed)], options(left));

    expect(groups.map(inWords)).toEqual(['alert node failed: a', 'alert rebuilt: a']);
    expect(groups[1]?.hosts[0]).toMatchObject({ ansible: 'success', node: 'failure', at: start });
  });

  test('waits for a run that judges the host', () => {
    expect(decideAlerts([], [sampleVerdict('b')], options(left)).groups).toEqual([]);
  });
});

describe('a roll-out that fails as a whole', () => {
  const broken = {
    rollOut: { at: start, ansible: 'not run', step: undefined, problem: 'there is no ansible-playbook' },
    knownHosts: new Set<string>(),
  } as const;
  const whole = { rollOut: { ...broken.rollOut, ansible: 'success', problem: undefined } } as const;

  test('is told once, reminded of, and told when it is over', () => {
    const later = { ...broken, now: new Date(start.getTime() + dayMs) };

    expect(rollOuts([[], broken], [[], broken], [[], later], [[a()], whole], [[a()], whole])).toEqual([
      [`alert roll-out: ${controlNodeHost}`],
      [],
      [`reminder roll-out: ${controlNodeHost}`],
      [`recovered all: ${controlNodeHost} (roll-out)`],
      [],
    ]);
  });

  test('stays open while nothing is said of the roll-out, whatever hosts there are', () => {
    expect(rollOuts([[], broken], [[], { knownHosts: new Set(['b']) }], [[], broken])[2]).toEqual([]);
  });

  test('leaves the hosts as they were', () => {
    const brokenAlone = { rollOut: broken.rollOut };

    expect(rollOuts([[a(failed)], whole], [[], brokenAlone], [[a(failed)], whole])[2]).toEqual([
      `recovered all: ${controlNodeHost} (roll-out)`,
    ]);
  });
});

function options(changes: Partial<AlertOptions>): AlertOptions {
  return {
    now: start,
    release: '2.1.0',
    remindAfterMs: dayMs,
    knownHosts: undefined,
    rollOut: undefined,
    leftDispatches: [],
    ...changes,
  };
}
