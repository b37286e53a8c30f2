import type { Clock } from '../../lib/core/context.ts';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import { Database } from './database.ts';
import type { History } from './history.ts';
import { listBuildingSince, listChanges, listNodes, listProjects, listRuns, listStateChanges } from './list-runs.ts';
import { listMessages, messageQueue } from './message-queue.ts';
import { applicationId, migrate } from './migrate.ts';
import { type LogLimits, lackingLogs, listLogRuns, readLogs, writeLogs } from './node-logs.ts';
import { openCauses } from './open-causes.ts';
import { type AgeLimits, pruneHistory } from './prune-history.ts';
import { beginRun, endRun, type Holders, keepDispatch, leftDispatches, projectOfOpenRun } from './record-run.ts';

type HistoryLimits = AgeLimits & LogLimits;

const defaultLimits: HistoryLimits = {
  runsDays: 400,
  leastRuns: 20,
  logsDays: 90,
  logsBytes: 1024 ** 3,
  logFileBytes: 256 * 1024,
};

export interface HistoryOptions {
  readonly clock: Clock;
  /** False for who only reads: an error where there is no file, because its owner is whoever makes it. */
  readonly create?: boolean;
  readonly limits?: Partial<HistoryLimits>;
  readonly holders?: Holders;
  /** How long another process may keep the lock: a transaction of the largest run takes less than a second. */
  readonly patienceMs?: number;
}

/** Opens the history at `path`, of the user's own and closed to others, and brings it to the format of this program. */
export function openHistory(
  path: string,
  { clock, create = true, limits: wanted = {}, holders = machineProcesses, patienceMs = 20_000 }: HistoryOptions,
): History {
  const limits = { ...defaultLimits, ...wanted };
  const database = new Database(path, { create, applicationId, patienceMs });
  try {
    migrate(database, { now: clock.now() });
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
  return {
    path: database.path,
    projects: () => database.read(() => listProjects(database)),

    beginRun: (begin) => beginRun(database, begin, holders),
    keepDispatch: (run, dispatch) => keepDispatch(database, run, dispatch),
    leftDispatches: (project) => database.read(() => leftDispatches(database, project)),
    keepLogs: (run, logs) =>
      database.write(() => {
        const project = projectOfOpenRun(database, run);
        writeLogs(database, { project, at: clock.now(), logs, limits });
      }),
    endRun: (run, end) => endRun(database, run, end, limits),

    openCauses: (project) => database.read(() => openCauses(database, project)),
    ...messageQueue(database),

    nodes: (project) => database.read(() => listNodes(database, project)),
    buildingSince: (project) => database.read(() => listBuildingSince(database, project)),
    runs: (asked = {}) => database.read(() => listRuns(database, asked, holders)),
    stateChanges: (run) => database.read(() => listStateChanges(database, run)),
    changes: (of) => database.read(() => listChanges(database, of)),
    messages: (of) => database.read(() => listMessages(database, of)),

    lackingLogs: (project, runs) => database.read(() => lackingLogs(database, project, runs)),
    logRuns: (project, host) => database.read(() => listLogRuns(database, project, host)),
    logs: (project, nodeRun) => database.read(() => readLogs(database, project, nodeRun)),

    prune: () => pruneHistory(database, clock.now(), limits),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}
