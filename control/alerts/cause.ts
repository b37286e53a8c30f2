import type { SlackMessage } from '../../lib/report/slack-message.ts';
import type { Cause, Event } from '../watch/verdict.ts';

/** Stands for the control node itself, where a roll-out fails as a whole: no host of an inventory is called so. */
export const controlNodeHost = '';

/** What can be open: a cause of a host, or that the roll-out failed as a whole, on the control node. */
export type AlertCause = Cause | 'roll-out';

/** A host and a cause that people were told of, until the host is well again. */
export interface OpenCause {
  /** `controlNodeHost` for `roll-out`. */
  readonly host: string;
  readonly cause: AlertCause;
  /** What was rolled out when it was seen: under another release it is told anew. */
  readonly release: string;
  readonly since: Date;
  /** When the last message of it was put into the queue; undefined if none was. */
  readonly lastToldAt: Date | undefined;
  /** How many messages of it there were, the first included. */
  readonly times: number;
}

/** What is to be written of open causes, in the transaction that also queues their messages: all that there are from now on. */
export interface CauseChanges {
  readonly open: readonly OpenCause[];
}

export type MessageKind = 'alert' | 'reminder' | 'recovered' | 'notice' | 'test';

/** A message on its way to Slack. */
export interface QueuedMessage {
  /** Of run, kind, cause and part: the same run composes the same ids again. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly cause: AlertCause | Event | undefined;
  readonly project: string;
  readonly release: string | undefined;
  /** Every host that it tells of. */
  readonly hosts: readonly string[];
  readonly at: Date;
  readonly payload: SlackMessage;
}

/** A queued message, with what was tried so far. */
export interface WaitingMessage {
  readonly message: QueuedMessage;
  readonly tries: number;
}

/** Where messages wait, in the order in which they were queued; each call is durable when it returns. */
export interface MessageQueue {
  /** The oldest that was neither sent nor refused. */
  nextMessage(): WaitingMessage | undefined;
  markSent(id: string, at: Date): void;
  /** Slack did not take it now; it stays the next. */
  markTried(id: string, at: Date, problem: string): void;
  /** Slack will never take it: it is kept, with the reason, and is no longer in the way of others. */
  markRefused(id: string, at: Date, problem: string): void;
  queueLength(): number;
  /** When Slack was last asked to take one, by whichever process; undefined if it never was. */
  lastTryAt(): Date | undefined;
}
