import type { AnsibleStatus, NodeStatus } from '../watch/observation.ts';
import type { Event } from '../watch/verdict.ts';
import type { AlertCause, MessageKind } from './cause.ts';

/** A host in a message. */
export interface ToldHost {
  readonly host: string;
  readonly at: Date;
  readonly ansible: AnsibleStatus | 'not run';
  readonly node: NodeStatus | 'not asked';
  readonly version: string | undefined;
  readonly step: string | undefined;
  readonly reason: string | undefined;
  readonly logTail: string | undefined;
  /** Since when the cause is there, or was; undefined where it is told for the first time. */
  readonly since: Date | undefined;
  /** What a host that is well again was told for. */
  readonly was: readonly AlertCause[];
}

/** What is told together: one message, if it fits into one. */
export interface AlertGroup {
  readonly kind: Exclude<MessageKind, 'test'>;
  /** Undefined for hosts that are well again. */
  readonly cause: AlertCause | Event | undefined;
  readonly hosts: readonly ToldHost[];
}

/** How a roll-out ended as a whole: the control node's own matter, where it never came to the hosts. */
export interface RollOutEnd {
  readonly at: Date;
  readonly ansible: AnsibleStatus | 'not run';
  readonly step: string | undefined;
  /** Undefined if it went through, whatever came of its hosts. */
  readonly problem: string | undefined;
}
