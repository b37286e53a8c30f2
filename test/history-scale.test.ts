import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { History } from '../control/history/history.ts';
import {
  begin,
  end,
  historyFolder,
  message,
  minutesLater,
  noon,
  openCause,
  outcome,
} from '../control/history/sample-runs.ts';

/**
 * 5,000 hosts and 500 runs. The limits are ten times what a machine with two quiet cores takes and more: they tell what grows
 * with the number of runs or with its square, and not how fast a machine is.
 */
const hosts = 5000;
const runs = 500;
const generous = 10;

const names = Array.from({ length: hosts }, (_, index) => `node-${String(index).padStart(4, '0')}.europe.example.com`);

/** Runs before: in the newest 20 every host changed, in the others one of a hundred. */
function fillBefore(path: string): void {
  using database = new DatabaseSync(path);
  database.exec(`
    BEGIN;
    WITH RECURSIVE n (run) AS (SELECT 2 UNION ALL SELECT run + 1 FROM n WHERE run < ${runs})
    INSERT INTO runs (project, generation, release, kind, holder_pid, holder_start, holder_boot, began_ms, ended_ms, outcome,
        hosts, changed)
      SELECT 'ProjectA', run, '1.0.' || run, 'release', 1, '1', 'boot', ${noon.getTime()} + run * 300000,
        ${noon.getTime()} + run * 300000 + 60000, 'whole', ${hosts}, ${hosts} FROM n;
    INSERT INTO changes (run, project, host, at_ms, old_ansible, old_status, old_version, ansible, status, version, node_run)
      SELECT runs.id, 'ProjectA', nodes.host, began_ms, 'success', 'active', '1.0.' || (runs.id - 1), 'success', 'active',
        '1.0.' || runs.id, '20261127T120000Z-aaaaaa'
      FROM runs JOIN nodes WHERE runs.id > 1 AND (runs.id > ${runs - 20} OR (nodes.rowid + runs.id) % 100 = 0);
    COMMIT;
  `);
}

const reason = 'upgrade.sh of ModuleX exited with 1: no space left on device while unpacking the package';

function failing(at: Date) {
  return end({
    at,
    outcome: 'failed',
    hosts: names.map((host, index) =>
      outcome(host, { at, node: 'failure', cause: 'node failed', version: '2.0.0', reason, nodeRun: `run-${index}` }),
    ),
    causes: { open: names.map((host) => openCause(host, { since: at })) },
    messages: Array.from({ length: 5 }, (_, index) =>
      message(`${at.getTime()} ${index}`, { at, hosts: names.slice(index * 1000, (index + 1) * 1000) }),
    ),
    logs: names.map((host) => ({
      host,
      nodeRun: `run ${at.getTime()}`,
      release: '2.0.0',
      files: [{ file: '01-ModuleX-upgrade.log', text: `${reason}\n`.repeat(20) }],
    })),
  });
}

describe('a history of 500 runs over 5,000 hosts', () => {
  test('takes the next run in less than a second, and answers in less than a fifth of one', () => {
    using folder = historyFolder();
    const history = folder.open();
    const figures: Record<string, number> = {};
    const timed = <T>(name: string, work: (history: History) => T): T => {
      const began = performance.now();
      const result = work(history);
      figures[name] = Math.round(performance.now() - began);
      return result;
    };
    const all = names.map((host) => outcome(host, { version: '1.0.1' }));
    timed('first run', () => history.endRun(history.beginRun(begin()), end({ hosts: all })));
    fillBefore(folder.path);

    const at = minutesLater(9000);
    const run = history.beginRun(begin({ at }));
    timed('run in which all fail', () => history.endRun(run, failing(at)));
    const later = minutesLater(9005);
    const next = history.beginRun(begin({ at: later }));
    const quiet = failing(later);
    timed('run in which nothing changes', () => history.endRun(next, { ...quiet, messages: [], logs: [] }));
    const left = names.map((host) => ({ host, nodeRun: 'another' }));

    const nodes = timed('nodes', () => history.nodes('ProjectA'));
    const newest = timed('runs', () => history.runs({ project: 'ProjectA' }));
    const changes = timed('what changed in 20 runs', () => newest.map(({ id }) => history.stateChanges(id)));
    const messages = timed('messages of 20 runs', () => newest.map(({ id }) => history.messages({ run: id })));
    const ofHost = timed('changes of a host', () =>
      history.changes({ project: 'ProjectA', host: nodes[0]?.host ?? '' }),
    );
    const causes = timed('open causes', () => history.openCauses('ProjectA'));
    const lacking = timed('lacking logs', () => history.lackingLogs('ProjectA', left));
    const logs = timed('logs of a host', () => history.logRuns('ProjectA', nodes[0]?.host ?? ''));
    timed('next message', () => history.nextMessage());
    timed('prune', () => history.prune());

    expect([nodes.length, newest.length, causes.length, lacking.length]).toEqual([hosts, 20, hosts, hosts]);
    expect([ofHost.length, logs.length, messages.flat().length]).toEqual([26, 1, 5]);
    expect(changes.map(([first]) => first?.count)).toEqual([undefined, ...Array.from({ length: 19 }, () => hosts)]);
    const {
      'first run': _first,
      'run in which all fail': all1,
      'run in which nothing changes': none,
      ...queries
    } = figures;
    expect(Math.max(all1 ?? 0, none ?? 0), JSON.stringify(figures)).toBeLessThan(1000 * generous);
    expect(Math.max(...Object.values(queries)), JSON.stringify(figures)).toBeLessThan(200 * generous);
  });
});
