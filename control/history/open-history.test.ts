import { describe, expect, test } from 'vitest';
import type { Dispatch } from '../watch/observation.ts';
import { begin, end, historyFolder, message, minutesLater, noon, openCause, outcome } from './sample-runs.ts';

describe('a run', () => {
  test('is running from its beginning, and ended with all that it found', () => {
    using folder = historyFolder();
    const history = folder.open();

    const run = history.beginRun(begin());
    const whileRunning = history.runs();
    history.endRun(
      run,
      end({
        outcome: 'failed',
        problem: '1 host failed',
        hosts: [outcome('node-1'), outcome('node-2', { node: 'failure', cause: 'node failed', version: '2.0.0' })],
        causes: { open: [openCause('node-2')] },
        messages: [message('first')],
      }),
    );

    expect(whileRunning).toMatchObject([{ id: run, outcome: 'running', endedAt: undefined, hosts: 0 }]);
    expect(history.runs()).toEqual([
      {
        ...begin(),
        id: run,
        endedAt: minutesLater(1),
        outcome: 'failed',
        problem: '1 host failed',
        hosts: 2,
        troubled: 1,
        changed: 2,
        messages: 1,
      },
    ]);
    expect(history.openCauses('ProjectA')).toEqual([openCause('node-2')]);
    expect(history.nextMessage()).toEqual({ message: message('first'), tries: 0 });
    expect(history.projects()).toEqual(['ProjectA']);
  });

  test('of which nothing is known but that it failed is kept as well', () => {
    using folder = historyFolder();
    const history = folder.open();
    const unknown = { generation: undefined, release: undefined, kind: undefined, playbook: undefined } as const;

    const run = history.beginRun(begin({ ...unknown, inventory: undefined }));
    history.endRun(run, end({ outcome: 'failed', problem: 'ansible-playbook is not installed' }));

    expect(history.runs()).toMatchObject([{ ...unknown, outcome: 'failed', hosts: 0 }]);
  });

  test('whose process is gone is an interrupted one, at once for who reads and for ever after the next beginning', () => {
    using folder = historyFolder();
    const gone = { self: () => ({ pid: 1, startTime: '0', bootId: 'another' }), isAlive: () => false };
    const killed = folder.open({ holders: gone }).beginRun(begin());
    const history = folder.open();

    const seen = history.runs();
    history.beginRun(begin());

    expect(seen).toMatchObject([{ id: killed, outcome: 'interrupted' }]);
    expect(folder.open({ holders: { ...gone, isAlive: () => true } }).runs()).toMatchObject([
      { outcome: 'running' },
      { id: killed, outcome: 'interrupted', endedAt: undefined },
    ]);
  });

  test('that this process began and never ended is interrupted when it begins the next', () => {
    using folder = historyFolder();
    const history = folder.open();
    const first = history.beginRun(begin());

    history.beginRun(begin());
    history.beginRun(begin({ project: 'ProjectB' }));

    expect(history.runs().map(({ project, outcome }) => `${project} ${outcome}`)).toEqual([
      'ProjectB running',
      'ProjectA running',
      'ProjectA interrupted',
    ]);
    expect(history.runs({ project: 'ProjectA', limit: 1, before: 2 })).toMatchObject([{ id: first }]);
  });

  test('that was taken for dead can be ended, and no run twice', () => {
    using folder = historyFolder();
    const dead = folder.open({
      holders: { self: () => ({ pid: 1, startTime: '0', bootId: 'b' }), isAlive: () => false },
    });
    const run = dead.beginRun(begin());
    dead.beginRun(begin());

    dead.endRun(run, end({ hosts: [outcome('node-1')] }));

    expect(dead.runs({ before: 2 })).toMatchObject([{ outcome: 'whole', hosts: 1 }]);
    expect(() => dead.endRun(run, end())).toThrow(`run ${run} has ended: whole`);
    expect(() => dead.endRun(7, end())).toThrow('run 7 is not known');
  });

  test('that cannot be written whole is not written at all', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = history.beginRun(begin());
    const twice = { open: [openCause('node-1'), openCause('node-1')] };

    expect(() => history.endRun(run, end({ hosts: [outcome('node-1')], causes: twice }))).toThrow('UNIQUE');

    expect(history.runs()).toMatchObject([{ outcome: 'running', hosts: 0 }]);
    expect(history.nodes('ProjectA')).toEqual([]);
    history.endRun(run, end({ hosts: [outcome('node-1')] }));
    expect(history.runs()).toMatchObject([{ outcome: 'whole', hosts: 1 }]);
  });
});

describe('what a node tells once', () => {
  const dispatch: Dispatch = {
    host: 'node-1',
    status: 'success',
    sentAt: noon,
    task: undefined,
    message: undefined,
    report: {
      outcome: 'installed',
      release: '2.1.0',
      run: '20261127T120000Z-abcdef',
      rebuilt: true,
      interrupted: undefined,
      reason: undefined,
      hint: undefined,
      scripts: [],
    },
  };

  test('is there for the next run when this one is killed, until that host was judged', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.keepDispatch(history.beginRun(begin()), dispatch);
    history.keepDispatch(history.beginRun(begin()), { ...dispatch, host: 'node-2' });
    history.keepDispatch(history.beginRun(begin({ project: 'ProjectB' })), dispatch);

    const next = history.beginRun(begin());
    const left = history.leftDispatches('ProjectA');
    history.endRun(next, end({ hosts: [outcome('node-1', { event: 'rebuilt' }), outcome('node-3')] }));

    expect(left).toEqual([dispatch, { ...dispatch, host: 'node-2' }]);
    expect(history.leftDispatches('ProjectA')).toEqual([{ ...dispatch, host: 'node-2' }]);
    expect(history.leftDispatches('ProjectB')).toEqual([dispatch]);
  });

  test('is not lost by a run that was told to stop when it had judged the host, and told nobody', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = history.beginRun(begin());
    history.keepDispatch(run, dispatch);

    history.endRun(run, end({ outcome: 'interrupted', hosts: [outcome('node-1', { event: 'rebuilt' })] }));

    expect(history.leftDispatches('ProjectA')).toEqual([dispatch]);
  });

  test('is not lost by a run that failed as a whole', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.keepDispatch(history.beginRun(begin()), dispatch);

    history.endRun(history.beginRun(begin()), end({ outcome: 'failed', problem: 'no host matched' }));

    expect(history.leftDispatches('ProjectA')).toEqual([dispatch]);
  });
});

describe('open causes', () => {
  test('are those of the last run that ended, of each project', () => {
    using folder = historyFolder();
    const history = folder.open();
    const told = openCause('node-1', { lastToldAt: undefined, times: 0 });
    const whole = openCause('', { cause: 'roll-out' });

    history.endRun(history.beginRun(begin()), end({ causes: { open: [openCause('node-2'), told] } }));
    history.endRun(history.beginRun(begin({ project: 'ProjectB' })), end({ causes: { open: [whole] } }));
    const first = history.openCauses('ProjectA');
    history.endRun(history.beginRun(begin()), end({ causes: { open: [openCause('node-3')] } }));

    expect(first).toEqual([told, openCause('node-2')]);
    expect(history.openCauses('ProjectA')).toEqual([openCause('node-3')]);
    expect(history.openCauses('ProjectB')).toEqual([whole]);
  });
});
