import type { Database } from './database.ts';
import { maybeTextIn, numberIn, textIn, timeIn } from './rows.ts';

/** A run of `tagship-node` on a host: the name that the node gave it. */
export interface NodeRun {
  readonly host: string;
  readonly nodeRun: string;
}

export interface StoredLog {
  readonly file: string;
  readonly text: string;
}

/** What was collected of one node run; it may have no files, and is then known to have none. */
export interface NodeLogs extends NodeRun {
  /** That it was about. */
  readonly release: string | undefined;
  readonly files: readonly StoredLog[];
}

export interface LogRun extends NodeRun {
  readonly release: string | undefined;
  readonly collectedAt: Date;
  /** Of the texts that are kept: 0 if there were none, or if they were too old or too many. */
  readonly sizeBytes: number;
}

export interface LogLimits {
  /** Of one text: beyond it the beginning and the end are kept. */
  readonly logFileBytes: number;
  /** Of all texts: beyond it the oldest go. */
  readonly logsBytes: number;
}

/** Within the caller's transaction. What is known of the same node run is replaced, but for a release that is not known now. */
export function writeLogs(
  database: Database,
  {
    project,
    at,
    logs,
    limits,
  }: {
    readonly project: string;
    readonly at: Date;
    readonly logs: readonly NodeLogs[];
    readonly limits: LogLimits;
  },
): void {
  for (const { host, nodeRun, release, files } of logs) {
    const texts = files.map(({ file, text }) => ({ file, text: cutText(text, limits.logFileBytes) }));
    const row = database.get(
      `INSERT INTO log_runs (project, host, node_run, release, collected_ms, size_bytes)
       VALUES ($project, $host, $nodeRun, $release, $at, $size)
       ON CONFLICT (project, host, node_run) DO UPDATE SET release = coalesce($release, release),
         collected_ms = $at, size_bytes = $size
       RETURNING id`,
      { project, host, nodeRun, release, at, size: sizeOf(texts) },
    );
    const logRun = row === undefined ? undefined : numberIn(row, 'id');
    database.run('DELETE FROM log_texts WHERE log_run = $logRun', { logRun });
    for (const { file, text } of texts) {
      database.run('INSERT INTO log_texts (log_run, file, text) VALUES ($logRun, $file, $text)', {
        logRun,
        file,
        text,
      });
    }
  }
  if (logs.length > 0) {
    dropOldestTexts(database, limits.logsBytes);
  }
}

/** The texts of node runs, oldest first, until the rest is within the limit. */
function dropOldestTexts(database: Database, logsBytes: number): void {
  const total = database.get('SELECT total(size_bytes) AS total FROM log_runs WHERE size_bytes > 0');
  let excess = (total === undefined ? 0 : numberIn(total, 'total')) - logsBytes;
  while (excess > 0) {
    const oldest = database.all('SELECT id, size_bytes FROM log_runs WHERE size_bytes > 0 ORDER BY id LIMIT 100');
    for (const row of oldest) {
      if (excess > 0) {
        dropTexts(database, numberIn(row, 'id'));
        excess -= numberIn(row, 'size_bytes');
      }
    }
  }
}

/** Within the caller's transaction: that the node run was collected is remembered. */
export function dropTexts(database: Database, logRun: number): void {
  database.run('DELETE FROM log_texts WHERE log_run = $logRun', { logRun });
  database.run('UPDATE log_runs SET size_bytes = 0 WHERE id = $logRun', { logRun });
}

export function lackingLogs(database: Database, project: string, runs: readonly NodeRun[]): readonly NodeRun[] {
  return runs.filter(
    ({ host, nodeRun }) =>
      database.get('SELECT 1 FROM log_runs WHERE project = $project AND host = $host AND node_run = $nodeRun', {
        project,
        host,
        nodeRun,
      }) === undefined,
  );
}

/** Newest first, by their names: they begin with a time that no clock sets back (`nextRunId`). */
export function listLogRuns(database: Database, project: string, host: string): readonly LogRun[] {
  return database
    .all('SELECT * FROM log_runs WHERE project = $project AND host = $host ORDER BY node_run DESC', { project, host })
    .map((row) => ({
      host,
      nodeRun: textIn(row, 'node_run'),
      release: maybeTextIn(row, 'release'),
      collectedAt: timeIn(row, 'collected_ms'),
      sizeBytes: numberIn(row, 'size_bytes'),
    }));
}

export function readLogs(database: Database, project: string, { host, nodeRun }: NodeRun): readonly StoredLog[] {
  return database
    .all(
      `SELECT file, text FROM log_texts JOIN log_runs ON log_runs.id = log_run
       WHERE project = $project AND host = $host AND node_run = $nodeRun ORDER BY file`,
      { project, host, nodeRun },
    )
    .map((row) => ({ file: textIn(row, 'file'), text: textIn(row, 'text') }));
}

function sizeOf(texts: readonly StoredLog[]): number {
  return texts.reduce((sum, { file, text }) => sum + Buffer.byteLength(file) + Buffer.byteLength(text), 0);
}

/** The beginning and the end, with a line between them that says how much is not there. */
function cutText(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) {
    return text;
  }
  const head = bytes.subarray(0, characterStart(bytes, mostBytes / 2));
  const tail = bytes.subarray(characterStart(bytes, bytes.length - mostBytes / 2));
  const leftOut = bytes.length - head.length - tail.length;
  return [head.toString(), `[tagship-control: ${leftOut} bytes are left out]`, tail.toString()].join('\n');
}

/** The first byte of the character that the byte at this place is part of. */
function characterStart(bytes: Buffer, place: number): number {
  let start = Math.floor(place);
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) {
    start -= 1;
  }
  return start;
}
