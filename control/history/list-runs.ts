import type { Database } from './database.ts';
import type { ChangesOf, RunBegin, RunEnd, RunsAsked, RunView } from './history.ts';
import {
  eventIn,
  type NodeChange,
  type NodeView,
  type StateChanges,
  seenIn,
  stateBefore,
  stateIn,
} from './node-history.ts';
import { type Holders, isHeld } from './record-run.ts';
import {
  maybeNumberIn,
  maybeTextIn,
  maybeTimeIn,
  maybeWordIn,
  numberIn,
  type Row,
  textIn,
  textsIn,
  timeIn,
} from './rows.ts';

const kinds = ['release', 'rollback'] as const satisfies RunBegin['kind'][];
const outcomes = ['whole', 'failed', 'interrupted'] as const satisfies RunEnd['outcome'][];

export function listRuns(
  database: Database,
  { project, limit, before }: RunsAsked,
  holders: Holders,
): readonly RunView[] {
  const conditions = [
    ...(project === undefined ? [] : ['project = $project']),
    ...(before === undefined ? [] : ['id < $before']),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return database
    .all(`SELECT * FROM runs ${where} ORDER BY id DESC LIMIT $limit`, {
      ...(project === undefined ? {} : { project }),
      ...(before === undefined ? {} : { before }),
      limit: limit ?? 20,
    })
    .map((row) => ({
      id: numberIn(row, 'id'),
      project: textIn(row, 'project'),
      generation: maybeNumberIn(row, 'generation'),
      release: maybeTextIn(row, 'release'),
      kind: maybeWordIn(row, 'kind', kinds),
      playbook: maybeTextIn(row, 'playbook'),
      inventory: maybeTextIn(row, 'inventory'),
      limit: maybeTextIn(row, 'host_limit'),
      at: timeIn(row, 'began_ms'),
      endedAt: maybeTimeIn(row, 'ended_ms'),
      outcome: outcomeIn(row, holders),
      problem: maybeTextIn(row, 'problem'),
      hosts: numberIn(row, 'hosts'),
      troubled: numberIn(row, 'troubled'),
      changed: numberIn(row, 'changed'),
      messages: numberIn(row, 'messages'),
    }));
}

function outcomeIn(row: Row, holders: Holders): RunView['outcome'] {
  const outcome = maybeWordIn(row, 'outcome', outcomes);
  return outcome ?? (isHeld(row, holders) ? 'running' : 'interrupted');
}

export function listStateChanges(database: Database, run: number): readonly StateChanges[] {
  return database
    .all(
      `SELECT old_ansible, old_status, old_version, old_cause, ansible, status, version, cause, event,
         count(*) AS count, min(host) AS first_host
       FROM changes WHERE run = $run
       GROUP BY old_ansible, old_status, old_version, old_cause, ansible, status, version, cause, event
       ORDER BY count DESC, first_host`,
      { run },
    )
    .map((row) => ({
      before: stateBefore(row),
      after: stateIn(row),
      event: eventIn(row),
      count: numberIn(row, 'count'),
      firstHost: textIn(row, 'first_host'),
    }));
}

export function listChanges(database: Database, of: ChangesOf): readonly NodeChange[] {
  const limit = of.limit ?? -1;
  const rows =
    'run' in of
      ? database.all('SELECT * FROM changes WHERE run = $run ORDER BY host LIMIT $limit', { run: of.run, limit })
      : database.all('SELECT * FROM changes WHERE project = $project AND host = $host ORDER BY id DESC LIMIT $limit', {
          project: of.project,
          host: of.host,
          limit,
        });
  return rows.map((row) => ({
    run: numberIn(row, 'run'),
    host: textIn(row, 'host'),
    at: timeIn(row, 'at_ms'),
    before: stateBefore(row),
    after: stateIn(row),
    event: eventIn(row),
    step: maybeTextIn(row, 'step'),
    reason: maybeTextIn(row, 'reason'),
    logTail: maybeTextIn(row, 'log_tail'),
    nodeRun: maybeTextIn(row, 'node_run'),
  }));
}

export function listNodes(database: Database, project: string): readonly NodeView[] {
  return database.all('SELECT * FROM nodes WHERE project = $project ORDER BY host', { project }).map((row) => ({
    ...stateIn(row),
    host: textIn(row, 'host'),
    groups: textsIn(row, 'groups'),
    run: numberIn(row, 'run'),
    at: timeIn(row, 'at_ms'),
    since: timeIn(row, 'since_ms'),
    step: maybeTextIn(row, 'step'),
    reason: maybeTextIn(row, 'reason'),
    nodeRun: maybeTextIn(row, 'node_run'),
    seen: seenIn(row),
  }));
}

export function listBuildingSince(database: Database, project: string): ReadonlyMap<string, Date> {
  return new Map(
    database
      .all('SELECT host, building_since_ms FROM nodes WHERE project = $project AND building_since_ms IS NOT NULL', {
        project,
      })
      .map((row) => [textIn(row, 'host'), timeIn(row, 'building_since_ms')]),
  );
}

export function listProjects(database: Database): readonly string[] {
  return database.all('SELECT DISTINCT project FROM runs ORDER BY project').map((row) => textIn(row, 'project'));
}
