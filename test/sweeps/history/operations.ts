import type { History } from '../../../control/history/history.ts';
import { openHistory } from '../../../control/history/open-history.ts';
import { begin, end, message, minutesLater, openCause, outcome } from '../../../control/history/sample-runs.ts';

/** What a program may do with the history; what each does is decided by its number and by what is there. */
export type Operation =
  | { readonly do: 'begin' | 'note' | 'keep' | 'send' | 'fail' | 'refuse' | 'prune' | 'reopen' }
  | { readonly do: 'end'; readonly hosts: readonly number[]; readonly messages: number };

/** What was done: it is durable when this is known. */
export interface Done {
  readonly operation: number;
  readonly queued: readonly string[];
  /** Taken out of the queue. */
  readonly settled: string | undefined;
}

const states = [
  { node: 'active', version: '2.1.0' },
  { node: 'failure', version: '2.0.0', cause: 'node failed', reason: 'upgrade.sh of ModuleX exited with 1' },
  { node: 'building', version: '2.1.0', nodeRun: 'a' },
  { node: 'cannot connect', version: undefined, cause: 'cannot connect', ansible: 'unreachable' },
  { node: 'active', version: '2.1.0', event: 'rebuilt', nodeRun: 'b' },
] as const;

/** Small limits, so that retention has something to do; a minute for each operation. No process lives: what a run is does not depend on the moment. */
export function openSmall(path: string, clock: { operation: number } = { operation: 0 }): History {
  return openHistory(path, {
    clock: { now: () => minutesLater(clock.operation) },
    limits: { leastRuns: 2, runsDays: 5 / (24 * 60), logsDays: 3 / (24 * 60), logsBytes: 2000 },
    holders: { self: () => ({ pid: 1, startTime: '1', bootId: 'boot' }), isAlive: () => false },
  });
}

/** Does one operation with a history that is opened for it, and closed only for `reopen`. */
export function perform(history: History, operation: Operation, number: number): Done {
  const at = minutesLater(number);
  const [newest] = history.runs({ limit: 1 });
  const run = newest?.endedAt === undefined ? newest?.id : undefined;
  const done: Done = { operation: number, queued: [], settled: undefined };
  const nodeRun = `run-${number}`;
  switch (operation.do) {
    case 'begin':
      history.beginRun(begin({ at }));
      return done;
    case 'note':
      if (run !== undefined) {
        history.keepDispatch(run, {
          host: `node-${number % 3}`,
          status: 'success',
          sentAt: at,
          task: undefined,
          message: undefined,
          report: undefined,
        });
      }
      return done;
    case 'keep':
      if (run !== undefined) {
        history.keepLogs(run, [
          { host: 'node-1', nodeRun, release: '2.1.0', files: [{ file: 'a', text: 'x'.repeat(300) }] },
        ]);
      }
      return done;
    case 'end': {
      if (run === undefined) {
        return done;
      }
      const messages = Array.from({ length: operation.messages }, (_, index) => message(`${number}-${index}`, { at }));
      const hosts = operation.hosts.map((state, index) => outcome(`node-${index}`, { ...states[state], at }));
      history.endRun(
        run,
        end({
          at,
          outcome: 'failed',
          hosts,
          messages,
          causes: {
            open: hosts.flatMap(({ host, cause }) => (cause === undefined ? [] : [openCause(host, { cause })])),
          },
          logs: [{ host: 'node-2', nodeRun, release: '2.1.0', files: [{ file: 'b', text: 'y'.repeat(500) }] }],
        }),
      );
      return { ...done, queued: messages.map(({ id }) => id) };
    }
    case 'send':
    case 'fail':
    case 'refuse':
      return { ...done, settled: treatNext(history, operation.do, at) };
    case 'prune':
      history.prune();
      return done;
    case 'reopen':
      return done;
  }
}

function treatNext(history: History, how: 'send' | 'fail' | 'refuse', at: Date): string | undefined {
  const id = history.nextMessage()?.message.id;
  if (id === undefined) {
    return undefined;
  }
  switch (how) {
    case 'send':
      history.markSent(id, at);
      return id;
    case 'fail':
      history.markTried(id, at, 'Slack answered 503');
      return undefined;
    case 'refuse':
      history.markRefused(id, at, 'Slack answered 400');
      return id;
  }
}

/** All that can be read of it, as text to be compared. */
export function contentsOf(history: History): string {
  const runs = history.runs({ limit: 1000 });
  const hosts = history.nodes('ProjectA').map(({ host }) => host);
  return JSON.stringify({
    runs,
    changes: runs.map(({ id }) => [history.changes({ run: id }), history.stateChanges(id)]),
    nodes: history.nodes('ProjectA'),
    building: [...history.buildingSince('ProjectA')],
    causes: history.openCauses('ProjectA'),
    messages: history.messages({ project: 'ProjectA', limit: 1000 }),
    next: history.nextMessage(),
    left: history.leftDispatches('ProjectA'),
    logs: hosts.flatMap((host) =>
      history.logRuns('ProjectA', host).map((logRun) => [logRun, history.logs('ProjectA', logRun)]),
    ),
  });
}
