import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { TagshipError } from '../../lib/core/errors.ts';
import { Database } from './database.ts';
import { begin, end, type HistoryFolder, historyFolder, message, outcome } from './sample-runs.ts';

/** The error that opening it, reading all or writing gives: code, message, hint, without the folder's name. */
function problemOf(folder: HistoryFolder, work: () => unknown): readonly (string | undefined)[] {
  try {
    work();
  } catch (error) {
    if (error instanceof TagshipError) {
      const { code, message: text, hint } = error;
      return [code, ...[text, hint].map((part) => part?.replaceAll(folder.folder, '...'))];
    }
    throw error;
  }
  return ['no error'];
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

const wholeRun = end({ hosts: [outcome('node-1')], messages: [message('a')] });

describe('the file', () => {
  test('is made with its folder, and nobody else may read it or those beside it', () => {
    using folder = historyFolder();
    folder.path = join(folder.folder, 'lib', 'tagship-control', 'history.db');
    const umask = process.umask(0);

    const history = folder.open();
    process.umask(umask);
    history.beginRun(begin());

    expect(['', '-wal', '-shm'].map((suffix) => modeOf(`${folder.path}${suffix}`))).toEqual(['600', '600', '600']);
    expect(modeOf(join(folder.folder, 'lib'))).toBe('700');
  });

  test('is closed to others when it was open to them', () => {
    using folder = historyFolder();
    folder.open()[Symbol.dispose]();
    chmodSync(folder.path, 0o644);

    folder.open();

    expect(modeOf(folder.path)).toBe('600');
  });

  test('is alone again when all have closed it', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.endRun(history.beginRun(begin()), wholeRun);

    history[Symbol.dispose]();
    history[Symbol.dispose]();

    expect(existsSync(`${folder.path}-wal`)).toBe(false);
    expect(folder.open().queueLength()).toBe(1);
  });

  test('has what is committed on the disk, and not with the system still', () => {
    using folder = historyFolder();
    using database = new Database(folder.path, { create: true, applicationId: 1, patienceMs: 1000 });

    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
  });

  test('that another one is about to bring to WAL is waited for, though SQLite would not wait', async () => {
    using folder = historyFolder();
    folder.open()[Symbol.dispose]();
    {
      using saved = new DatabaseSync(folder.path);
      saved.exec('PRAGMA journal_mode = DELETE');
    }
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const other = new Worker(
      `const { DatabaseSync } = require('node:sqlite');
       const { path, flag } = require('node:worker_threads').workerData;
       const database = new DatabaseSync(path);
       database.exec('BEGIN IMMEDIATE; CREATE TABLE half (id INTEGER)');
       Atomics.store(flag, 0, 1);
       Atomics.notify(flag, 0);
       Atomics.wait(flag, 0, 1, 300);
       database.exec('ROLLBACK');
       database.close();`,
      { eval: true, workerData: { path: folder.path, flag } },
    );
    const ended = once(other, 'exit');
    Atomics.wait(flag, 0, 0, 30_000);

    const history = folder.open();

    expect(history.beginRun(begin())).toBe(1);
    await ended;
  });

  test('is not made by who only reads', () => {
    using folder = historyFolder();

    expect(problemOf(folder, () => folder.open({ create: false }))).toEqual([
      'control-node',
      'there is no history at ".../history.db"',
      'it begins with the first roll-out; where it lies elsewhere, name its folder by --data',
    ]);
    expect(existsSync(folder.path)).toBe(false);
  });
});

describe('a file that cannot be used is told with the cure', () => {
  test('a folder', () => {
    using folder = historyFolder();
    mkdirSync(folder.path);

    expect(problemOf(folder, () => folder.open())).toEqual([
      'control-node',
      'the history ".../history.db" is no file',
      'name another folder for it, or move away what is there',
    ]);
  });

  test('a folder above it that is a file', () => {
    using folder = historyFolder();
    writeFileSync(join(folder.folder, 'file'), '');
    folder.path = join(folder.folder, 'file', 'history.db');

    expect(problemOf(folder, () => folder.open())).toEqual([
      'control-node',
      'the history ".../file/history.db" would be below a file',
      'name another folder for it, or move away what is there',
    ]);
  });

  test('the database of another program, which is left as it is', () => {
    using folder = historyFolder();
    using other = new DatabaseSync(folder.path);
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    const before = readFileSync(folder.path);

    expect(problemOf(folder, () => folder.open())).toEqual([
      'control-node',
      '".../history.db" is the database of another program',
      'name another folder for the history, or move that file away',
    ]);
    expect(readFileSync(folder.path).equals(before)).toBe(true);
  });

  const damaged = (detail: string): readonly string[] => [
    'integrity',
    `the history ".../history.db" is damaged (${detail})`,
    `keep .../history.db, .../history.db-wal and .../history.db-shm elsewhere (sqlite3's .recover may read them), and run it again: it begins anew, and asks every node`,
  ];

  test('a text', () => {
    using folder = historyFolder();
    writeFileSync(folder.path, 'not a database, but long enough to be one\n'.repeat(100));

    expect(problemOf(folder, () => folder.open())).toEqual(damaged('file is not a database'));
  });

  test('one that is cut off', () => {
    using folder = historyFolder();
    {
      using history = folder.open();
      history.endRun(history.beginRun(begin()), wholeRun);
    }
    truncateSync(folder.path, 20_480);

    expect(problemOf(folder, () => folder.open().nodes('ProjectA'))).toEqual(
      damaged('database disk image is malformed'),
    );
  });

  test.each([1, 2, 3])('one in which bytes were overwritten, %i', (seed) => {
    using folder = historyFolder();
    {
      using history = folder.open();
      const hosts = Array.from({ length: 300 }, (_, index) => outcome(`node-${index}`));
      history.endRun(history.beginRun(begin()), end({ hosts }));
    }
    const bytes = readFileSync(folder.path);
    for (let page = 1; page < bytes.length / 4096; page += 1) {
      bytes.fill(0xa5 ^ seed, page * 4096, page * 4096 + 64);
    }
    writeFileSync(folder.path, bytes);

    const problem = problemOf(folder, () => {
      const history = folder.open();
      history.endRun(history.beginRun(begin()), wholeRun);
    });

    expect(problem).toEqual(damaged('database disk image is malformed'));
  });

  test('one that another process writes to is read meanwhile', () => {
    using folder = historyFolder();
    folder.open().beginRun(begin());
    using other = new DatabaseSync(folder.path);
    other.exec('BEGIN IMMEDIATE');

    using history = folder.open({ create: false, patienceMs: 0 });

    expect(history.runs()).toHaveLength(1);
  });

  test('one that another process does not let go is waited for, and then told', () => {
    using folder = historyFolder();
    const history = folder.open({ patienceMs: 200 });
    using other = new DatabaseSync(folder.path);
    other.exec('BEGIN IMMEDIATE');
    const began = performance.now();

    expect(problemOf(folder, () => history.beginRun(begin()))).toEqual([
      'conflict',
      'another process keeps the history ".../history.db" locked',
      'find it (fuser names it), let it end, then run it again',
    ]);
    expect(performance.now() - began).toBeGreaterThan(150);
    expect(history.runs()).toEqual([]);
    other.exec('ROLLBACK');
    expect(history.beginRun(begin())).toBe(1);
  });
});

describe('a user who is not the owner', () => {
  const isRoot = process.getuid?.() === 0;

  test.runIf(isRoot)('but root may look, and leaves its owner all files', () => {
    using folder = historyFolder();
    folder.open()[Symbol.dispose]();
    chownSync(folder.folder, 65_534, 65_534);
    chownSync(folder.path, 65_534, 65_534);

    const history = folder.open({ create: false });
    history.beginRun(begin());

    expect(['', '-wal', '-shm'].map((suffix) => statSync(`${folder.path}${suffix}`).uid)).toEqual([
      65_534, 65_534, 65_534,
    ]);
  });

  /** Root may read and write everything: without these rights it may do what modes allow, like anybody. */
  const asAnybody = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];
  const script = `
    import { openHistory } from ${JSON.stringify(join(import.meta.dirname, 'open-history.ts'))};
    try {
      openHistory(process.argv[1], { clock: { now: () => new Date() } });
    } catch (error) {
      console.log([error.code, error.message, error.hint].join('\\n'));
    }
  `;

  test.each<[string, (folder: HistoryFolder) => void, string]>([
    ['of the file', ({ path }) => chmodSync(path, 0o000), 'unable to open database file'],
    ['of the folder', ({ folder }) => chmodSync(folder, 0o000), 'EACCES'],
  ])('%s is told whose it has to be', (_, close, detail) => {
    using folder = historyFolder();
    folder.open()[Symbol.dispose]();
    close(folder);
    const [command, ...words] = [...asAnybody, process.execPath, '--input-type=module', '-e', script, folder.path];

    const told = execFileSync(command, words, { encoding: 'utf8' });

    chmodSync(folder.folder, 0o700);
    expect(told.replaceAll(folder.folder, '...').split('\n')).toEqual([
      'control-node',
      `cannot use the history ".../history.db" (${detail})`,
      'the file, those beside it and their folder have to belong to the user who runs tagship-control',
      '',
    ]);
    rmSync(folder.path, { force: true });
  });
});
