import type { AnsibleStatus, NodeStatus } from './observation.ts';

/**
 * Why a host is not as wanted. It lasts until the host is well again: told once, reminded of, told when it is over. `refused`
 * is the gate's doing (R85): a notice, neither reminded of nor told when it is over.
 */
export const causes = [
  'cannot connect',
  'playbook failed',
  'node failed',
  'no state file',
  'stuck',
  'wrong version',
  'refused',
] as const;

export type Cause = (typeof causes)[number];

/** What happened once, with nothing to recover from: a node was built anew (R78), a run was killed and another took over. */
export const events = ['rebuilt', 'interrupted run'] as const;

export type Event = (typeof events)[number];

/** What both links say of one host, and what is to be told of it. */
export interface Verdict {
  readonly host: string;
  /** Of the inventory, without `all` and `ungrouped`. */
  readonly groups: readonly string[];
  /** Undefined: it is as wanted, or on its way there. */
  readonly cause: Cause | undefined;
  readonly event: Event | undefined;
  /** Seen to be as wanted: asked, active, at the release. Neither that nor a cause: on its way, or not dispatched to. */
  readonly isWell: boolean;
  /** In building or maintain, or the run found another at work there (which may be fetching, with nothing changed yet). */
  readonly isAtWork: boolean;
  readonly ansible: AnsibleStatus | 'not run';
  readonly node: NodeStatus;
  /** Of the node, as far as it is known. */
  readonly version: string | undefined;
  /** Where it failed: `upgrade.sh of ModuleX`, or the playbook's task. */
  readonly step: string | undefined;
  /** Why the cause is there; in English, as the programs said it. */
  readonly reason: string | undefined;
  readonly eventReason: string | undefined;
  /** The last lines of the script that failed. */
  readonly logTail: string | undefined;
  /** When the task was sent to it, by the control node's clock (R98); when it was asked, if none was sent. */
  readonly at: Date;
}

/** What a host is held against. */
export interface Expected {
  readonly release: string;
  readonly kind: 'release' | 'rollback';
  /** How long a host may be at work before it is told. */
  readonly stuckAfterMs: number;
  /** Since when this host has been seen at work (`Verdict.isAtWork`), this look left out; undefined if it is not. */
  readonly buildingSince: Date | undefined;
}
