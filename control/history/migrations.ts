/** A step from one format of the file to the next; the number of a format is that of the steps that made it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Steps that were released are never changed: files that were made by them are out there (test/fixtures/history). Times are
 * milliseconds since 1970, lists and messages JSON. The table `steps` stays in every format: by it an older program can say
 * which one is needed.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'begin',
    sql: `
      CREATE TABLE steps (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        program TEXT NOT NULL,
        at_ms INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        project TEXT NOT NULL,
        generation INTEGER,
        release TEXT,
        kind TEXT,
        playbook TEXT,
        inventory TEXT,
        host_limit TEXT,
        holder_pid INTEGER NOT NULL,
        holder_start TEXT NOT NULL,
        holder_boot TEXT NOT NULL,
        began_ms INTEGER NOT NULL,
        ended_ms INTEGER,
        outcome TEXT,
        problem TEXT,
        hosts INTEGER NOT NULL DEFAULT 0,
        troubled INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        messages INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX runs_of_project ON runs (project, id);
      CREATE INDEX runs_open ON runs (project) WHERE outcome IS NULL;

      CREATE TABLE dispatches (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        host TEXT NOT NULL,
        dispatch TEXT NOT NULL,
        PRIMARY KEY (run, host)
      ) STRICT;

      CREATE TABLE nodes (
        project TEXT NOT NULL,
        host TEXT NOT NULL,
        groups TEXT NOT NULL,
        run INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        ansible TEXT NOT NULL,
        status TEXT NOT NULL,
        version TEXT,
        cause TEXT,
        step TEXT,
        reason TEXT,
        node_run TEXT,
        building_since_ms INTEGER,
        seen_status TEXT,
        seen_version TEXT,
        seen_ms INTEGER,
        PRIMARY KEY (project, host)
      ) STRICT;

      CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        project TEXT NOT NULL,
        host TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        old_ansible TEXT,
        old_status TEXT,
        old_version TEXT,
        old_cause TEXT,
        ansible TEXT NOT NULL,
        status TEXT NOT NULL,
        version TEXT,
        cause TEXT,
        event TEXT,
        step TEXT,
        reason TEXT,
        log_tail TEXT,
        node_run TEXT
      ) STRICT;
      CREATE INDEX changes_of_run ON changes (run, host);
      CREATE INDEX changes_of_host ON changes (project, host, id);

      CREATE TABLE causes (
        project TEXT NOT NULL,
        host TEXT NOT NULL,
        cause TEXT NOT NULL,
        release TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        told_ms INTEGER,
        times INTEGER NOT NULL,
        PRIMARY KEY (project, host, cause)
      ) STRICT;

      CREATE TABLE messages (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        run INTEGER REFERENCES runs (id) ON DELETE SET NULL,
        project TEXT NOT NULL,
        release TEXT,
        kind TEXT NOT NULL,
        cause TEXT,
        hosts TEXT NOT NULL,
        payload TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        tried_ms INTEGER,
        problem TEXT,
        sent_ms INTEGER,
        refused_ms INTEGER
      ) STRICT;
      CREATE INDEX messages_waiting ON messages (number) WHERE sent_ms IS NULL AND refused_ms IS NULL;
      CREATE INDEX messages_of_run ON messages (run);
      CREATE INDEX messages_of_project ON messages (project, number);

      CREATE TABLE log_runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        project TEXT NOT NULL,
        host TEXT NOT NULL,
        node_run TEXT NOT NULL,
        release TEXT,
        collected_ms INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        UNIQUE (project, host, node_run)
      ) STRICT;
      CREATE INDEX log_runs_with_texts ON log_runs (id, size_bytes, collected_ms) WHERE size_bytes > 0;

      CREATE TABLE log_texts (
        log_run INTEGER NOT NULL REFERENCES log_runs (id) ON DELETE CASCADE,
        file TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (log_run, file)
      ) STRICT;
    `,
  },
];
