import { type AnsibleStatus, ansibleStatuses, type NodeStatus, nodeStatuses } from '../watch/observation.ts';
import { type Cause, causes, type Event, events, type Verdict } from '../watch/verdict.ts';
import { maybeTextIn, maybeWordIn, type Row, timeIn, wordIn } from './rows.ts';

/** What a run found on one host. */
export interface HostOutcome extends Verdict {
  /** The node's own last run (`NodeLook.lastRun`), undefined if it is not known: another one than before is a change. */
  readonly nodeRun: string | undefined;
}

/** By these a host is told to have changed, or not. */
export interface HostState {
  readonly ansible: AnsibleStatus | 'not run';
  readonly node: NodeStatus;
  readonly version: string | undefined;
  readonly cause: Cause | undefined;
}

/** What is known last of a host. */
export interface NodeView extends HostState {
  readonly host: string;
  readonly groups: readonly string[];
  /** The run that judged it last, and the time of that verdict. */
  readonly run: number;
  readonly at: Date;
  /** Since when `node`, `version` and `cause` are what they are. */
  readonly since: Date;
  readonly step: string | undefined;
  readonly reason: string | undefined;
  readonly nodeRun: string | undefined;
  /** What it said itself when it last could be asked: the same as above, unless it cannot be reached now. */
  readonly seen: { readonly node: NodeStatus; readonly version: string | undefined; readonly at: Date } | undefined;
}

/** A change of one host, by one run. */
export interface NodeChange {
  readonly run: number;
  readonly host: string;
  readonly at: Date;
  /** Undefined when the host was not known. */
  readonly before: HostState | undefined;
  readonly after: HostState;
  readonly event: Event | undefined;
  readonly eventReason: string | undefined;
  readonly step: string | undefined;
  readonly reason: string | undefined;
  readonly logTail: string | undefined;
  readonly nodeRun: string | undefined;
}

/** Hosts of one run that changed alike. */
export interface StateChanges {
  readonly before: HostState | undefined;
  readonly after: HostState;
  readonly event: Event | undefined;
  readonly count: number;
  /** The first of them by name. */
  readonly firstHost: string;
}

/** Reads a state from columns with this prefix. */
export function stateIn(row: Row, prefix = ''): HostState {
  return {
    ansible: wordIn(row, `${prefix}ansible`, [...ansibleStatuses, 'not run']),
    node: wordIn(row, `${prefix}status`, nodeStatuses),
    version: maybeTextIn(row, `${prefix}version`),
    cause: maybeWordIn(row, `${prefix}cause`, causes),
  };
}

/** What a host said itself, when it could be asked last. */
export function seenIn(row: Row): NodeView['seen'] {
  return row['seen_ms'] === null
    ? undefined
    : {
        node: wordIn(row, 'seen_status', nodeStatuses),
        version: maybeTextIn(row, 'seen_version'),
        at: timeIn(row, 'seen_ms'),
      };
}

/** Undefined where the host was not known before. */
export function stateBefore(row: Row): HostState | undefined {
  return row['old_status'] === null ? undefined : stateIn(row, 'old_');
}

export function eventIn(row: Row): Event | undefined {
  return maybeWordIn(row, 'event', events);
}

export function isSameState(one: HostState, other: HostState): boolean {
  return (
    one.ansible === other.ansible &&
    one.node === other.node &&
    one.version === other.version &&
    one.cause === other.cause
  );
}
