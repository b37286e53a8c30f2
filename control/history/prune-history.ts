import type { Database } from './database.ts';
import { dropTexts } from './node-logs.ts';
import { numberIn, type Row } from './rows.ts';

/** What was removed; `isDone` is false where there is more, for the next time. */
export interface Pruned {
  readonly runs: number;
  readonly messages: number;
  /** Node runs whose logs were. */
  readonly logs: number;
  readonly isDone: boolean;
}

export interface AgeLimits {
  /** Of runs with their changes, and of messages that were sent. */
  readonly runsDays: number;
  readonly logsDays: number;
  /** So many of the newest runs of each project stay, however old they are. */
  readonly leastRuns: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Small transactions, so that no other process waits for long, and an end of each call. */
const batch = { runs: 20, rows: 500, most: 20 };

/** Nodes, causes, messages that wait, runs that were not ended: none of it is looked at. */
export function pruneHistory(database: Database, now: Date, { runsDays, logsDays, leastRuns }: AgeLimits): Pruned {
  const runsBefore = now.getTime() - runsDays * dayMs;
  const logsBefore = now.getTime() - logsDays * dayMs;
  const runs = inBatches(database, batch.runs, {
    find: () =>
      database.all(
        `SELECT id FROM runs AS old WHERE began_ms < $runsBefore AND outcome IS NOT NULL AND id <= (
           SELECT id FROM runs WHERE project = old.project ORDER BY id DESC LIMIT 1 OFFSET $leastRuns
         ) ORDER BY id LIMIT $limit`,
        { runsBefore, leastRuns, limit: batch.runs },
      ),
    remove: (id) => database.run('DELETE FROM runs WHERE id = $id', { id }),
  });
  const messages = inBatches(database, batch.rows, {
    find: () =>
      database.all(
        `SELECT number AS id FROM messages WHERE at_ms < $runsBefore AND run IS NULL
           AND (sent_ms IS NOT NULL OR refused_ms IS NOT NULL) LIMIT $limit`,
        { runsBefore, limit: batch.rows },
      ),
    remove: (id) => database.run('DELETE FROM messages WHERE number = $id', { id }),
  });
  const logs = inBatches(database, batch.rows, {
    find: () =>
      database.all('SELECT id FROM log_runs WHERE size_bytes > 0 AND collected_ms < $logsBefore LIMIT $limit', {
        logsBefore,
        limit: batch.rows,
      }),
    remove: (id) => dropTexts(database, id),
  });
  // a node names its newest run for as long as no other follows: that it was collected has to be known
  const logRuns = inBatches(database, batch.rows, {
    find: () =>
      database.all(
        `SELECT id FROM log_runs AS old WHERE collected_ms < $runsBefore AND EXISTS (
           SELECT 1 FROM log_runs WHERE project = old.project AND host = old.host AND node_run > old.node_run
         ) LIMIT $limit`,
        { runsBefore, limit: batch.rows },
      ),
    remove: (id) => database.run('DELETE FROM log_runs WHERE id = $id', { id }),
  });
  database.execute('PRAGMA incremental_vacuum(4096)');
  return {
    runs: runs.count,
    messages: messages.count,
    logs: logs.count,
    isDone: [runs, messages, logs, logRuns].every(({ isDone }) => isDone),
  };
}

interface Removal {
  find(): readonly Row[];
  remove(id: number): void;
}

function inBatches(database: Database, size: number, { find, remove }: Removal) {
  let count = 0;
  for (let round = 0; round < batch.most; round += 1) {
    const found = database.write(() => {
      const rows = find();
      rows.forEach((row) => remove(numberIn(row, 'id')));
      return rows.length;
    });
    count += found;
    if (found < size) {
      return { count, isDone: true };
    }
  }
  return { count, isDone: false };
}
