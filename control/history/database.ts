import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { quoted } from '../../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';
import { databaseProblem, isBusy } from './database-problem.ts';
import { boundValue, type Row } from './rows.ts';

type Value = Parameters<typeof boundValue>[0];

/** The file may have been brought to another format by a newer program: asked in every transaction. */
export interface Format {
  readonly number: number;
  readonly problem: (found: number, path: string) => TagshipError;
}

export interface DatabaseOptions {
  readonly create: boolean;
  /** What tells the file from those of other programs. */
  readonly applicationId: number;
  /** How long to wait for a lock of another process. */
  readonly patienceMs: number;
}

/**
 * One SQLite file, in WAL mode and synchronous: what was committed is there after a kill and after a loss of power. Only its
 * owner may read it. All errors are explained (`databaseProblem`).
 */
export class Database implements Disposable {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #format: Format | undefined;

  /** Opens the file; makes it, and its folder, if `create` says so. A file of another program is refused, and left as it is. */
  constructor(path: string, { create, applicationId, patienceMs }: DatabaseOptions) {
    this.path = resolve(path);
    try {
      prepareFile(this.path, create);
      this.#connection = connect(this.path, { applicationId, patienceMs });
    } catch (error) {
      throw databaseProblem(error, this.path);
    }
  }

  /** From now on each transaction begins with a look whether the file still has this format. */
  expect(format: Format): void {
    this.#format = format;
  }

  /** Runs statements that have no values. */
  execute(sql: string): void {
    this.#explained(() => this.#connection.exec(sql));
  }

  /** How many rows it changed. */
  run(sql: string, values: Readonly<Record<string, Value>> = {}): number {
    return this.#explained(() => Number(this.#prepared(sql).run(bound(values)).changes));
  }

  /** The number that the new row got. */
  insert(sql: string, values: Readonly<Record<string, Value>>): number {
    return this.#explained(() => Number(this.#prepared(sql).run(bound(values)).lastInsertRowid));
  }

  all(sql: string, values: Readonly<Record<string, Value>> = {}): readonly Row[] {
    return this.#explained(() => this.#prepared(sql).all(bound(values)));
  }

  get(sql: string, values: Readonly<Record<string, Value>> = {}): Row | undefined {
    return this.#explained(() => this.#prepared(sql).get(bound(values)));
  }

  /** All that `work` writes, or nothing of it. */
  write<T>(work: () => T): T {
    // with a plain BEGIN the lock to write would come later, and be refused if somebody else wrote meanwhile
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** What `work` reads is of one moment. */
  read<T>(work: () => T): T {
    return this.#transaction('BEGIN', work);
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) {
      this.#connection.close();
    }
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.execute(begin);
    try {
      this.#checkFormat();
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** SQLite has rolled back already after some errors, a full disk among them. */
  #rollBack(): void {
    try {
      if (this.#connection.isTransaction) {
        this.#connection.exec('ROLLBACK');
      }
    } catch {
      // the error that led here says more, and what was not committed is not there
    }
  }

  #checkFormat(): void {
    const found = this.#format === undefined ? undefined : this.get('PRAGMA user_version')?.['user_version'];
    if (this.#format !== undefined && found !== this.#format.number) {
      throw this.#format.problem(Number(found), this.path);
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw databaseProblem(error, this.path);
    }
  }
}

function bound(values: Readonly<Record<string, Value>>): Record<string, ReturnType<typeof boundValue>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, boundValue(value)]));
}

/**
 * The file is made here, because SQLite would let others read it; those that SQLite puts beside it get its mode. One that is
 * there is not opened: closing it again would free the locks that this process has on it by another connection (fcntl(2)).
 */
function prepareFile(path: string, create: boolean): void {
  if (create) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    try {
      closeSync(openSync(path, 'wx', 0o600));
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') {
        throw error;
      }
    }
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new TagshipError('control-node', `there is no history at ${quoted(path)}`, {
      hint: 'it begins with the first roll-out; where it lies elsewhere, name its folder by --data',
    });
  }
  if (!found.isFile()) {
    throw new TagshipError('control-node', `the history ${quoted(path)} is no file`, {
      hint: 'name another folder for it, or move away what is there',
    });
  }
  if ((found.mode & 0o077) !== 0) {
    chmodSync(path, 0o600);
  }
}

function connect(path: string, { applicationId, patienceMs }: Omit<DatabaseOptions, 'create'>): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: patienceMs });
  try {
    const isOwn = requireOwn(connection, path, applicationId);
    connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY');
    if (!isOwn) {
      // takes effect in a new file alone, and would take the lock to write in every other: what retention frees is given back
      connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
    }
    becomeWal(connection, patienceMs);
    connection.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** False for a file that is new still. */
function requireOwn(connection: DatabaseSync, path: string, applicationId: number): boolean {
  const found = connection.prepare('PRAGMA application_id').get()?.['application_id'];
  if (found === applicationId) {
    return true;
  }
  if (connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined) {
    throw new TagshipError('control-node', `${quoted(path)} is the database of another program`, {
      hint: 'name another folder for the history, or move that file away',
    });
  }
  return false;
}

/** Two processes that open a new file at once want the same lock, and SQLite does not let one of them wait. */
function becomeWal(connection: DatabaseSync, patienceMs: number): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const tries = patienceMs / 50;
  for (let attempt = 1; ; attempt += 1) {
    try {
      connection.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= tries) {
        throw error;
      }
      Atomics.wait(pause, 0, 0, 50);
    }
  }
}
