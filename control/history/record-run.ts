import type { Processes } from '../../lib/node-state/processes.ts';
import type { Dispatch } from '../watch/observation.ts';
import type { Database } from './database.ts';
import type { RunBegin, RunEnd } from './history.ts';
import { queueMessage } from './message-queue.ts';
import { type LogLimits, writeLogs } from './node-logs.ts';
import { writeCauses } from './open-causes.ts';
import { recordHosts } from './record-hosts.ts';
import { maybeTextIn, numberIn, type Row, textIn } from './rows.ts';

/** Whether the process that began a run is at work. */
export type Holders = Pick<Processes, 'self' | 'isAlive'>;

export function beginRun(database: Database, begin: RunBegin, holders: Holders): number {
  const { pid, startTime, bootId } = holders.self();
  return database.write(() => {
    for (const row of database.all(
      'SELECT id, holder_pid, holder_start, holder_boot FROM runs WHERE project = $project AND outcome IS NULL',
      { project: begin.project },
    )) {
      // one run at a time: this process has not ended that run, and will not
      const isOwn = numberIn(row, 'holder_pid') === pid && textIn(row, 'holder_start') === startTime;
      if (isOwn || !isHeld(row, holders)) {
        database.run("UPDATE runs SET outcome = 'interrupted' WHERE id = $id", { id: numberIn(row, 'id') });
      }
    }
    return database.insert(
      `INSERT INTO runs (project, generation, release, kind, playbook, inventory, host_limit, began_ms,
         holder_pid, holder_start, holder_boot)
       VALUES ($project, $generation, $release, $kind, $playbook, $inventory, $limit, $at, $pid, $startTime, $bootId)`,
      { ...begin, pid, startTime, bootId },
    );
  });
}

/** Of a row with the columns of the holder. */
export function isHeld(row: Row, holders: Holders): boolean {
  return holders.isAlive({
    pid: numberIn(row, 'holder_pid'),
    startTime: textIn(row, 'holder_start'),
    bootId: textIn(row, 'holder_boot'),
  });
}

export function endRun(database: Database, run: number, end: RunEnd, limits: LogLimits): void {
  database.write(() => {
    const project = projectOfOpenRun(database, run);
    const changed = recordHosts(database, { run, project, hosts: end.hosts });
    for (const host of end.gone) {
      database.run('DELETE FROM nodes WHERE project = $project AND host = $host', { project, host });
    }
    // a run that is told to stop may have judged hosts, and tells nobody
    if (end.outcome !== 'interrupted') {
      forgetDispatches(database, project, end.hosts);
    }
    writeCauses(database, project, end.causes);
    const messages = end.messages.filter((message) => queueMessage(database, run, message)).length;
    writeLogs(database, { project, at: end.at, logs: end.logs, limits });
    database.run(
      `UPDATE runs SET ended_ms = $at, outcome = $outcome, problem = $problem, hosts = $hosts, troubled = $troubled,
         changed = $changed, messages = $messages WHERE id = $run`,
      {
        run,
        at: end.at,
        outcome: end.outcome,
        problem: end.problem,
        hosts: end.hosts.length,
        troubled: end.hosts.filter(({ cause }) => cause !== undefined).length,
        changed,
        messages,
      },
    );
  });
}

/** The project of a run. One that another process took for dead can be ended still: it was not. */
export function projectOfOpenRun(database: Database, run: number): string {
  const row = database.get('SELECT project, outcome, ended_ms FROM runs WHERE id = $run', { run });
  if (row === undefined || row['ended_ms'] !== null) {
    throw new Error(`run ${run} ${row === undefined ? 'is not known' : `has ended: ${maybeTextIn(row, 'outcome')}`}`);
  }
  return textIn(row, 'project');
}

export function keepDispatch(database: Database, run: number, dispatch: Dispatch): void {
  database.write(() => {
    database.run(
      `INSERT INTO dispatches (run, host, dispatch) VALUES ($run, $host, $dispatch)
       ON CONFLICT (run, host) DO UPDATE SET dispatch = $dispatch`,
      { run, host: dispatch.host, dispatch: JSON.stringify(dispatch) },
    );
  });
}

/** As JSON has it. */
type WrittenDispatch = Omit<Dispatch, 'sentAt'> & { readonly sentAt: string };

export function leftDispatches(database: Database, project: string): readonly Dispatch[] {
  return database
    .all(
      `SELECT dispatch FROM dispatches JOIN runs ON runs.id = dispatches.run
       WHERE project = $project ORDER BY runs.id, host`,
      { project },
    )
    .map((row) => {
      const dispatch: WrittenDispatch = JSON.parse(textIn(row, 'dispatch'));
      return { ...dispatch, sentAt: new Date(dispatch.sentAt) };
    });
}

/** There are few: they are looked at one by one, and not the hosts of the run. */
function forgetDispatches(database: Database, project: string, judged: RunEnd['hosts']): void {
  const hosts = new Set(judged.map(({ host }) => host));
  const kept = database.all(
    'SELECT run, host FROM dispatches JOIN runs ON runs.id = dispatches.run WHERE project = $project',
    { project },
  );
  for (const row of kept) {
    const [run, host] = [numberIn(row, 'run'), textIn(row, 'host')];
    if (hosts.has(host)) {
      database.run('DELETE FROM dispatches WHERE run = $run AND host = $host', { run, host });
    }
  }
}
