import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { History } from './history.ts';
import { begin, end, historyFolder, message, minutesLater, noon, openCause, outcome } from './sample-runs.ts';

const days = (count: number): Date => minutesLater(count * 24 * 60);

/** One run a day, each with a change of its own and a message of its own. */
function runDaily(history: History, from: number, to: number, project = 'ProjectA'): void {
  for (let day = from; day < to; day += 1) {
    history.endRun(
      history.beginRun(begin({ project, at: days(day) })),
      end({
        at: days(day),
        hosts: [outcome('node-1', { version: `1.${day}.0`, at: days(day) })],
        messages: [message(`${project} ${day}`, { at: days(day) })],
      }),
    );
  }
}

const few = { runsDays: 10, logsDays: 10, leastRuns: 1 };

describe('retention', () => {
  test('removes runs that are too old, with their changes and the messages that were sent', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: few });
    runDaily(history, 0, 20);
    for (let day = 0; day < 20; day += 1) {
      history.markSent(`ProjectA ${day}`, days(day));
    }

    folder.now = days(20);
    const pruned = history.prune();

    expect(pruned).toEqual({ runs: 10, messages: 10, logs: 0, isDone: true });
    expect(history.runs({ limit: 100 }).map(({ at }) => at)).toEqual(
      Array.from({ length: 10 }, (_, index) => days(19 - index)),
    );
    expect(history.changes({ project: 'ProjectA', host: 'node-1' })).toHaveLength(10);
    expect(history.messages({ project: 'ProjectA' })).toHaveLength(10);
    expect(history.prune()).toEqual({ runs: 0, messages: 0, logs: 0, isDone: true });
  });

  test('never removes an open cause, a message that waits, what is known last of a node, or the newest runs', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { ...few, leastRuns: 3 } });
    runDaily(history, 0, 5);
    runDaily(history, 0, 1, 'ProjectB');
    history.endRun(
      history.beginRun(begin({ at: days(5) })),
      end({
        at: days(5),
        hosts: [outcome('node-2', { node: 'building', version: '2.1.0', cause: 'stuck' })],
        causes: { open: [openCause('node-2', { cause: 'stuck' }), openCause('', { cause: 'roll-out' })] },
        messages: [message('last')],
      }),
    );
    history.markTried('ProjectA 0', days(1), 'Slack answered 503');
    const before = [history.nodes('ProjectA'), history.openCauses('ProjectA'), history.buildingSince('ProjectA')];

    folder.now = days(4000);
    const pruned = history.prune();

    expect(pruned).toEqual({ runs: 3, messages: 0, logs: 0, isDone: true });
    expect([history.nodes('ProjectA'), history.openCauses('ProjectA'), history.buildingSince('ProjectA')]).toEqual(
      before,
    );
    expect(history.queueLength()).toBe(7);
    expect(history.nextMessage()).toMatchObject({ message: { id: 'ProjectA 0' }, tries: 1 });
    expect(history.runs({ project: 'ProjectA' }).map(({ at }) => at)).toEqual([days(5), days(4), days(3)]);
    expect(history.runs({ project: 'ProjectB' })).toHaveLength(1);
  });

  test('removes a message once it is sent, if its run went before it', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: few });
    runDaily(history, 0, 2);
    folder.now = days(100);
    history.prune();
    const waiting = history.messages({ project: 'ProjectA' }).map(({ run }) => run);

    history.markSent('ProjectA 0', days(100));
    history.markRefused('ProjectA 1', days(100), 'Slack answered 400');

    expect(waiting).toEqual([2, undefined]);
    expect(history.prune()).toMatchObject({ messages: 1 });
    expect(history.messages({ project: 'ProjectA' }).map(({ message: { id } }) => id)).toEqual(['ProjectA 1']);
  });

  test('leaves alone a run that has not ended, however long ago it began', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { ...few, leastRuns: 0 } });
    const run = history.beginRun(begin());

    folder.now = days(500);
    history.prune();

    history.endRun(run, end({ at: days(500) }));
    expect(history.runs()).toMatchObject([{ id: run, outcome: 'whole' }]);
  });

  test('goes on at the next call where there is much to remove', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: few });
    runDaily(history, 0, 450);
    folder.now = days(450);

    const results = [history.prune(), history.prune()];

    expect(results.map(({ runs, isDone }) => ({ runs, isDone }))).toEqual([
      { runs: 400, isDone: false },
      { runs: 40, isDone: true },
    ]);
  });

  test('removes logs sooner than runs, and remembers that those of the newest run were collected', () => {
    using folder = historyFolder();
    const history = folder.open({ limits: { ...few, runsDays: 100 } });
    const run = history.beginRun(begin());
    const files = [{ file: 'a', text: 'text' }];
    const [old, last] = ['20261127T110000Z-aaaaaa', '20261127T120000Z-bbbbbb'].map((nodeRun) => ({
      host: 'node-1',
      nodeRun,
      release: '2.1.0',
      files,
    }));
    if (old === undefined || last === undefined) {
      throw new Error('there are two');
    }
    history.keepLogs(run, [old, last]);
    folder.now = days(9);
    history.keepLogs(run, [{ ...last, host: 'node-2' }]);

    folder.now = days(11);
    const sooner = history.prune();
    const texts = [old, last, { ...last, host: 'node-2' }].map((one) => history.logs('ProjectA', one).length);
    folder.now = days(101);
    history.prune();

    expect(sooner).toEqual({ runs: 0, messages: 0, logs: 2, isDone: true });
    expect(texts).toEqual([0, 0, 1]);
    expect(history.lackingLogs('ProjectA', [old, last])).toEqual([old]);
  });

  test('gives the room back to the disk', () => {
    using folder = historyFolder();
    {
      using history = folder.open();
      const files = [{ file: 'a', text: 'x'.repeat(200_000) }];
      const logs = Array.from({ length: 50 }, (_, index) => ({
        host: `node-${index}`,
        nodeRun: 'a',
        release: '1',
        files,
      }));
      history.endRun(history.beginRun(begin()), end({ logs }));
    }
    const before = statSync(folder.path).size;

    {
      folder.now = days(91);
      using history = folder.open();
      history.prune();
    }

    expect(before).toBeGreaterThan(10_000_000);
    expect(statSync(folder.path).size).toBeLessThan(1_000_000);
  });

  test('has the defaults of the design: 400 days of runs, 90 of logs, and 20 runs at least', () => {
    using folder = historyFolder();
    const history = folder.open();
    runDaily(history, 0, 30);

    folder.now = days(409);
    const some = history.prune().runs;
    folder.now = days(5000);
    history.prune();

    expect(some).toBe(9);
    expect(history.runs({ limit: 100 })).toHaveLength(20);
    expect(history.runs()[0]?.at).toEqual(new Date(noon.getTime() + 29 * 86_400_000));
  });
});
