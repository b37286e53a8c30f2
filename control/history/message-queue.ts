import type { SlackMessage } from '../../lib/report/slack-message.ts';
import type { MessageKind, MessageQueue, QueuedMessage, WaitingMessage } from '../alerts/cause.ts';
import { causes, events } from '../watch/verdict.ts';
import type { Database } from './database.ts';
import type { MessagesOf, MessageView } from './history.ts';
import {
  maybeNumberIn,
  maybeTextIn,
  maybeTimeIn,
  maybeWordIn,
  numberIn,
  type Row,
  textIn,
  textsIn,
  timeIn,
  wordIn,
} from './rows.ts';

const isWaiting = 'sent_ms IS NULL AND refused_ms IS NULL';

/** Within the caller's transaction. One that is there already, sent or not, is not queued again: then it is false. */
export function queueMessage(database: Database, run: number, message: QueuedMessage): boolean {
  const { id, project, release, kind, cause, hosts, payload, at } = message;
  return (
    database.run(
      `INSERT INTO messages (id, run, project, release, kind, cause, hosts, payload, at_ms)
       VALUES ($id, $run, $project, $release, $kind, $cause, $hosts, $payload, $at) ON CONFLICT (id) DO NOTHING`,
      { id, run, project, release, kind, cause, at, hosts: JSON.stringify(hosts), payload: JSON.stringify(payload) },
    ) > 0
  );
}

/** The queue of all projects: Slack takes one message a second, whosoever it is. */
export function messageQueue(database: Database): MessageQueue {
  const end = (id: string, assignments: string, values: Readonly<Record<string, string | Date>>): void => {
    database.write(() => {
      if (
        database.run(`UPDATE messages SET tries = tries + 1, ${assignments} WHERE id = $id`, { ...values, id }) === 0
      ) {
        throw new Error(`there is no message ${id}`);
      }
    });
  };
  return {
    nextMessage: (): WaitingMessage | undefined =>
      database.read(() => {
        const row = database.get(`SELECT * FROM messages WHERE ${isWaiting} ORDER BY number LIMIT 1`);
        return row === undefined ? undefined : { message: messageIn(row), tries: numberIn(row, 'tries') };
      }),
    markSent: (id, at) => end(id, 'sent_ms = $at, tried_ms = $at, problem = NULL', { at }),
    markTried: (id, at, problem) => end(id, 'tried_ms = $at, problem = $problem', { at, problem }),
    markRefused: (id, at, problem) => end(id, 'refused_ms = $at, tried_ms = $at, problem = $problem', { at, problem }),
    queueLength: () =>
      database.read(() => {
        const row = database.get(`SELECT count(*) AS count FROM messages WHERE ${isWaiting}`);
        return row === undefined ? 0 : numberIn(row, 'count');
      }),
    lastTryAt: () =>
      database.read(() => {
        const row = database.get('SELECT max(tried_ms) AS tried_ms FROM messages');
        return row === undefined ? undefined : maybeTimeIn(row, 'tried_ms');
      }),
  };
}

/** Of a run or of a project, newest first; 100 at most where no limit is given. */
export function listMessages(database: Database, of: MessagesOf): readonly MessageView[] {
  const rows =
    'run' in of
      ? database.all('SELECT * FROM messages WHERE run = $run ORDER BY number DESC', { run: of.run })
      : database.all('SELECT * FROM messages WHERE project = $project ORDER BY number DESC LIMIT $limit', {
          project: of.project,
          limit: of.limit ?? 100,
        });
  return rows.map((row) => ({
    message: messageIn(row),
    run: maybeNumberIn(row, 'run'),
    tries: numberIn(row, 'tries'),
    problem: maybeTextIn(row, 'problem'),
    sentAt: maybeTimeIn(row, 'sent_ms'),
    refusedAt: maybeTimeIn(row, 'refused_ms'),
  }));
}

const kinds = ['alert', 'reminder', 'recovered', 'notice', 'test'] as const satisfies MessageKind[];
const subjects = [...causes, ...events, 'roll-out'] as const satisfies QueuedMessage['cause'][];

function messageIn(row: Row): QueuedMessage {
  const payload: SlackMessage = JSON.parse(textIn(row, 'payload'));
  return {
    id: textIn(row, 'id'),
    kind: wordIn(row, 'kind', kinds),
    cause: maybeWordIn(row, 'cause', subjects),
    project: textIn(row, 'project'),
    release: maybeTextIn(row, 'release'),
    hosts: textsIn(row, 'hosts'),
    at: timeIn(row, 'at_ms'),
    payload,
  };
}
