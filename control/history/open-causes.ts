import type { AlertCause, CauseChanges, OpenCause } from '../alerts/cause.ts';
import { causes } from '../watch/verdict.ts';
import type { Database } from './database.ts';
import { maybeTimeIn, numberIn, textIn, timeIn, wordIn } from './rows.ts';

const alertCauses = [...causes, 'roll-out'] as const satisfies AlertCause[];

/** Ordered by host and cause. */
export function openCauses(database: Database, project: string): readonly OpenCause[] {
  return database.all('SELECT * FROM causes WHERE project = $project ORDER BY host, cause', { project }).map((row) => ({
    host: textIn(row, 'host'),
    cause: wordIn(row, 'cause', alertCauses),
    release: textIn(row, 'release'),
    since: timeIn(row, 'since_ms'),
    lastToldAt: maybeTimeIn(row, 'told_ms'),
    times: numberIn(row, 'times'),
  }));
}

/** Within the caller's transaction. */
export function writeCauses(database: Database, project: string, { open }: CauseChanges): void {
  database.run('DELETE FROM causes WHERE project = $project', { project });
  for (const { host, cause, release, since, lastToldAt, times } of open) {
    database.run(
      `INSERT INTO causes (project, host, cause, release, since_ms, told_ms, times)
       VALUES ($project, $host, $cause, $release, $since, $lastToldAt, $times)`,
      { project, host, cause, release, since, lastToldAt, times },
    );
  }
}
