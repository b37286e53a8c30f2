import { quoted } from '../../lib/core/diagnostics.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import { version } from '../../lib/version.ts';
import type { Database } from './database.ts';
import { type Migration, migrations } from './migrations.ts';

/** Tells the file from other SQLite files: `tgsh`. */
export const applicationId = 0x74677368;

/**
 * Brings the file to the format of this program: all the steps that it lacks in one transaction, each with its name, and with
 * who did it when. Throws `control-node` for a file of a newer program, which is left as it is.
 */
export function migrate(
  database: Database,
  { now, steps = migrations }: { readonly now: Date; readonly steps?: readonly Migration[] },
): void {
  if (formatOf(database) !== steps.length) {
    // asked again under the lock: another process may be about the same
    database.write(() => bringUp(database, steps, now));
  }
  database.expect({ number: steps.length, problem: () => newerProblem(database, steps.length) });
}

function bringUp(database: Database, steps: readonly Migration[], now: Date): void {
  const format = formatOf(database);
  if (format > steps.length) {
    throw newerProblem(database, steps.length);
  }
  if (format === 0) {
    database.execute(`PRAGMA application_id = ${applicationId}`);
  }
  for (const [index, { name, sql }] of steps.entries()) {
    if (index >= format) {
      database.execute(sql);
      database.run('INSERT INTO steps (number, name, program, at_ms) VALUES ($number, $name, $program, $now)', {
        number: index + 1,
        name,
        program: version,
        now,
      });
    }
  }
  database.execute(`PRAGMA user_version = ${steps.length}`);
}

function formatOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version']);
}

function newerProblem(database: Database, known: number): TagshipError {
  const found = formatOf(database);
  const program = database.get('SELECT program FROM steps ORDER BY number DESC LIMIT 1')?.['program'];
  return new TagshipError(
    'control-node',
    `the history ${quoted(database.path)} has format ${found}, which tagship-control ${String(program)} gave it, and this one, ${version}, knows ${known}`,
    { hint: `install tagship-control ${String(program)} or newer; an older one never writes to it` },
  );
}
