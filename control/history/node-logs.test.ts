import { describe, expect, test } from 'vitest';
import type { NodeLogs } from './node-logs.ts';
import { begin, end, historyFolder, minutesLater, noon } from './sample-runs.ts';

const first = '20261127T110000Z-aaaaaa';
const second = '20261127T120000Z-bbbbbb';

function logs(values: Partial<NodeLogs> = {}): NodeLogs {
  return {
    host: 'node-1',
    nodeRun: first,
    release: '2.1.0',
    files: [{ file: '01-ModuleX-upgrade.log', text: 'done\n' }],
    ...values,
  };
}

describe('logs of a node', () => {
  test('are found by the run of the node, the newest run first', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = history.beginRun(begin());
    const files = [
      { file: '02-b.log', text: 'two' },
      { file: '01-a.log', text: 'one \u0000 时间' },
    ];

    history.keepLogs(run, [logs({ nodeRun: second, release: undefined, files })]);
    history.endRun(run, end({ at: minutesLater(9), logs: [logs(), logs({ host: 'node-2' })] }));

    expect(history.logRuns('ProjectA', 'node-1')).toEqual([
      { host: 'node-1', nodeRun: second, release: undefined, collectedAt: noon, sizeBytes: 31 },
      { host: 'node-1', nodeRun: first, release: '2.1.0', collectedAt: minutesLater(9), sizeBytes: 27 },
    ]);
    expect(history.logs('ProjectA', { host: 'node-1', nodeRun: second })).toEqual(files.toReversed());
    expect(history.logs('ProjectA', { host: 'node-1', nodeRun: 'another' })).toEqual([]);
    expect(history.logRuns('ProjectB', 'node-1')).toEqual([]);
  });

  test('are not asked for again, not those of a run without any either', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.keepLogs(history.beginRun(begin()), [logs({ files: [] }), logs({ host: 'node-2' })]);
    const wanted = ['node-1', 'node-2', 'node-3'].map((host) => ({ host, nodeRun: first }));

    expect(history.lackingLogs('ProjectA', wanted)).toEqual([{ host: 'node-3', nodeRun: first }]);
    expect(history.lackingLogs('ProjectA', [{ host: 'node-1', nodeRun: second }])).toHaveLength(1);
    expect(history.lackingLogs('ProjectB', wanted)).toHaveLength(3);
  });

  test('that are collected again take the place of those before', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = history.beginRun(begin());
    history.keepLogs(run, [logs({ files: [{ file: 'old.log', text: 'half of it' }] })]);

    history.keepLogs(run, [logs({ release: undefined })]);

    expect(history.logs('ProjectA', logs())).toEqual(logs().files);
    expect(history.logRuns('ProjectA', 'node-1')).toMatchObject([{ release: '2.1.0', sizeBytes: 27 }]);
  });

  test('of a run that is killed before its end are kept', () => {
    using folder = historyFolder();
    {
      using killed = folder.open();
      killed.keepLogs(killed.beginRun(begin()), [logs()]);
    }

    expect(folder.open().logs('ProjectA', logs())).toEqual(logs().files);
  });

  test('have an end: the beginning and the end of a long one are kept, in whole characters', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { logFileBytes: 100 } });
    const text = `begin${'时'.repeat(5000)}end`;

    history.keepLogs(history.beginRun(begin()), [logs({ files: [{ file: 'a', text }] })]);

    const [kept] = history.logs('ProjectA', logs());
    expect(kept?.text).toBe(
      `begin${'时'.repeat(15)}\n[tagship-control: 14907 bytes are left out]\n${'时'.repeat(16)}end`,
    );
  });

  test('that fit are kept byte for byte', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { logFileBytes: 300 } });
    const text = '时'.repeat(100);

    history.keepLogs(history.beginRun(begin()), [logs({ files: [{ file: 'a', text }] })]);

    expect(history.logs('ProjectA', logs())).toEqual([{ file: 'a', text }]);
  });

  test('of all nodes have an end: the oldest go, and it is remembered that they were collected', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { logsBytes: 1000 } });
    const run = history.beginRun(begin());
    const hosts = Array.from({ length: 250 }, (_, index) => `node-${index}`);
    const files = [{ file: 'a', text: 'x'.repeat(99) }];

    for (const host of hosts) {
      history.keepLogs(run, [logs({ host, files })]);
    }
    history.endRun(run, end({ logs: [logs({ host: 'last', files })] }));

    const kept = [...hosts, 'last'].filter((host) => history.logs('ProjectA', logs({ host })).length > 0);
    expect(kept).toEqual([...hosts.slice(-9), 'last']);
    expect(history.lackingLogs('ProjectA', [logs()])).toEqual([]);
    expect(history.logRuns('ProjectA', 'node-1')).toMatchObject([{ sizeBytes: 0 }]);
  });

  test('that come all at once and are more than there is room for leave the newest', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { logsBytes: 250 } });
    const files = [{ file: 'a', text: 'x'.repeat(99) }];

    history.endRun(
      history.beginRun(begin()),
      end({ logs: Array.from({ length: 5 }, (_, index) => logs({ host: `node-${index}`, files })) }),
    );

    const kept = [0, 1, 2, 3, 4].filter(
      (index) => history.logs('ProjectA', logs({ host: `node-${index}` })).length > 0,
    );
    expect(kept).toEqual([3, 4]);
  });
});
