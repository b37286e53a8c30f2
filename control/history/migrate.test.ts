import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { version } from '../../lib/version.ts';
import { Database } from './database.ts';
import { applicationId, migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { begin, end, historyFolder, message, minutesLater, noon, openCause, outcome } from './sample-runs.ts';

/**
 * A history as each earlier format had it: what `sqlite3 history.db .dump` printed, with application_id and user_version before
 * it. They are never made again: a new format gets a file of its own.
 */
const fixtures = join(import.meta.dirname, '../../test/fixtures/history');

function makeFrom(fixture: string, path: string): void {
  using database = new DatabaseSync(path);
  database.exec(readFileSync(join(fixtures, fixture), 'utf8'));
}

function openDatabase(path: string): Database {
  return new Database(path, { create: true, applicationId, patienceMs: 10_000 });
}

/** All that is in it, tables and rows. */
function dumpOf(path: string): unknown {
  using database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  return [
    database.prepare('PRAGMA user_version').get(),
    tables,
    tables
      .filter(({ sql }) => String(sql).startsWith('CREATE TABLE'))
      .map(({ name }) => database.prepare(`SELECT * FROM ${String(name)}`).all()),
  ];
}

const added = { name: 'who asked', sql: "ALTER TABLE runs ADD COLUMN asked_by TEXT NOT NULL DEFAULT 'timer';" };

describe('a new file', () => {
  test('has the newest format, each step by its name, and who made it when', () => {
    using folder = historyFolder();
    folder.open();
    using database = openDatabase(folder.path);

    expect(database.get('PRAGMA user_version')).toEqual({ user_version: migrations.length });
    expect(database.all('SELECT * FROM steps')).toEqual(
      migrations.map(({ name }, index) => ({ number: index + 1, name, program: version, at_ms: noon.getTime() })),
    );
  });
});

describe('a file of an earlier format', () => {
  test('is there for each', () => {
    expect(readdirSync(fixtures)).toEqual(migrations.map((_, index) => `schema-${index + 1}.sql`));
  });

  test('schema-1 is read whole, and goes on', () => {
    using folder = historyFolder();
    makeFrom('schema-1.sql', folder.path);
    const at = minutesLater(5);

    const history = folder.open();

    expect(history.runs()).toEqual([
      {
        ...begin({ generation: undefined, release: undefined, kind: undefined, playbook: undefined }),
        inventory: undefined,
        limit: 'asia',
        at: minutesLater(10),
        id: 3,
        endedAt: undefined,
        outcome: 'interrupted',
        problem: undefined,
        hosts: 0,
        troubled: 0,
        changed: 0,
        messages: 0,
      },
      {
        ...begin({ at }),
        id: 2,
        endedAt: minutesLater(6),
        outcome: 'failed',
        problem: '1 of 2 hosts failed',
        hosts: 2,
        troubled: 1,
        changed: 2,
        messages: 3,
      },
      expect.objectContaining({ id: 1, generation: 41, release: '2.0.0', outcome: 'whole', changed: 2 }),
    ]);
    expect(history.nodes('ProjectA')).toMatchObject([
      { host: 'node-1', groups: ['europe', 'web'], node: 'failure', since: at, reason: 'exited with 1' },
      { host: 'node-2', groups: ['asia'], node: 'building', since: at, seen: { node: 'building', version: '2.1.0' } },
    ]);
    expect(history.buildingSince('ProjectA')).toEqual(new Map([['node-2', at]]));
    expect(history.changes({ run: 2 })).toMatchObject([
      { host: 'node-1', before: { version: '2.0.0' }, step: 'upgrade.sh of ModuleX', logTail: 'no such file\n' },
      { host: 'node-2', event: 'interrupted run' },
    ]);
    expect(history.openCauses('ProjectA')).toEqual([openCause('node-1', { since: at, lastToldAt: at })]);
    expect(history.leftDispatches('ProjectA')).toMatchObject([
      { host: 'node-3', sentAt: at, report: { rebuilt: true } },
    ]);
    expect(history.nextMessage()).toEqual({
      message: message('2-interrupted run-1', { at, kind: 'notice', cause: 'interrupted run', hosts: ['node-2'] }),
      tries: 1,
    });
    expect(history.messages({ run: 2 }).map(({ sentAt, refusedAt }) => [sentAt, refusedAt])).toEqual([
      [undefined, minutesLater(7)],
      [undefined, undefined],
      [minutesLater(7), undefined],
    ]);
    expect(history.logs('ProjectA', { host: 'node-1', nodeRun: '20261127T115900Z-aaaaaa' })).toEqual([
      { file: '01-ModuleX-deploy.log', text: "it's done\n时间\n" },
    ]);
    history.endRun(history.beginRun(begin()), end({ hosts: [outcome('node-1'), outcome('node-3')] }));
    expect(history.runs({ limit: 1 })).toMatchObject([{ id: 4, changed: 2 }]);
  });

  test('takes each step that it lacks, once', () => {
    using folder = historyFolder();
    makeFrom('schema-1.sql', folder.path);
    using database = openDatabase(folder.path);
    const steps = [...migrations.slice(0, 1), added];

    migrate(database, { now: minutesLater(1), steps });
    migrate(database, { now: minutesLater(2), steps });

    expect(database.all('SELECT asked_by FROM runs')).toEqual(Array.from({ length: 3 }, () => ({ asked_by: 'timer' })));
    expect(database.all('SELECT number, name, at_ms FROM steps WHERE number > 1')).toEqual([
      { number: 2, name: 'who asked', at_ms: minutesLater(1).getTime() },
    ]);
  });

  test('stays as it was when a step fails, whatever steps went well before it', () => {
    using folder = historyFolder();
    makeFrom('schema-1.sql', folder.path);
    const before = dumpOf(folder.path);
    using database = openDatabase(folder.path);
    const wrong = { name: 'wrong', sql: 'CREATE TABLE more (id INTEGER) STRICT; DROP TABLE there_is_none;' };

    expect(() => migrate(database, { now: noon, steps: [...migrations.slice(0, 1), added, wrong] })).toThrow(
      'no such table: there_is_none',
    );

    expect(dumpOf(folder.path)).toEqual(before);
  });
});

describe('a newer program', () => {
  const newer = [...migrations, added];
  const problem = (folder: string) => ({
    code: 'control-node',
    message: `the history "${folder}/history.db" has format ${newer.length}, which tagship-control 9.9.9 gave it, and this one, ${version}, knows ${migrations.length}`,
    hint: 'install tagship-control 9.9.9 or newer; an older one never writes to it',
  });

  function bringUp(path: string): void {
    using database = openDatabase(path);
    migrate(database, { now: noon, steps: newer });
    database.run("UPDATE steps SET program = '9.9.9' WHERE number = $number", { number: newer.length });
  }

  test('has written a file that this one refuses, and leaves as it is', () => {
    using folder = historyFolder();
    bringUp(folder.path);
    const before = dumpOf(folder.path);

    expect(() => folder.open()).toThrow(expect.objectContaining(problem(folder.folder)));

    expect(dumpOf(folder.path)).toEqual(before);
  });

  test('is noticed by one that has the file open: it neither reads nor writes any more', () => {
    using folder = historyFolder();
    const history = folder.open();
    const run = history.beginRun(begin());

    bringUp(folder.path);

    expect(() => history.endRun(run, end())).toThrow(expect.objectContaining(problem(folder.folder)));
    expect(() => history.runs()).toThrow(expect.objectContaining(problem(folder.folder)));
  });
});

test('processes that make and use the file at the same time do not disturb each other', async () => {
  using folder = historyFolder();
  const room = JSON.stringify(import.meta.dirname);
  const script = `
    const { openHistory } = await import(${room} + '/open-history.ts');
    const { begin, end, message, outcome } = await import(${room} + '/sample-runs.ts');
    const [path, project] = process.argv.slice(1);
    for (let round = 0; round < 10; round += 1) {
      const history = openHistory(path, { clock: { now: () => new Date() } });
      const run = history.beginRun(begin({ project }));
      const messages = [message(project + ' ' + round, { project })];
      history.endRun(run, end({ hosts: [outcome('node-1', { version: '1.' + round })], messages }));
      history.markTried(messages[0].id, new Date(), 'Slack answered 503');
      history.prune();
      if (history.runs({ project }).length !== round + 1) {
        throw new Error('a run is gone');
      }
      history[Symbol.dispose]();
    }
  `;
  const projects = ['ProjectA', 'ProjectB', 'ProjectC', 'ProjectD'];

  await Promise.all(
    projects.map(async (project) => {
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, folder.path, project]);
    }),
  );

  const history = folder.open();
  expect(history.projects()).toEqual(projects);
  expect(history.queueLength()).toBe(40);
  for (const project of projects) {
    expect(history.runs({ project }).map(({ outcome: how, changed }) => `${how} ${changed}`)).toEqual(
      Array.from({ length: 10 }, () => 'whole 1'),
    );
    expect(history.messages({ project }).map(({ tries }) => tries)).toEqual(Array.from({ length: 10 }, () => 1));
  }
});
