import type { CauseChanges, MessageQueue, OpenCause, QueuedMessage } from '../alerts/cause.ts';
import type { Dispatch } from '../watch/observation.ts';
import type { HostOutcome, NodeChange, NodeView, StateChanges } from './node-history.ts';
import type { LogRun, NodeLogs, NodeRun, StoredLog } from './node-logs.ts';
import type { Pruned } from './prune-history.ts';

/** What a roll-out is; what could not be found out is undefined. */
export interface RunBegin {
  readonly project: string;
  readonly generation: number | undefined;
  readonly release: string | undefined;
  readonly kind: 'release' | 'rollback' | undefined;
  readonly playbook: string | undefined;
  readonly inventory: string | undefined;
  /** The hosts that it was narrowed to. */
  readonly limit: string | undefined;
  readonly at: Date;
}

/** All that is to be remembered of a run when it is over. */
export interface RunEnd {
  readonly at: Date;
  /** `failed`: as a whole, or on some host; `interrupted`: it was told to stop. */
  readonly outcome: 'whole' | 'failed' | 'interrupted';
  /** Why it failed as a whole. */
  readonly problem: string | undefined;
  /** Hosts that were judged; those that are left out stay as they were. */
  readonly hosts: readonly HostOutcome[];
  /** Hosts that there are no more: what is known last of them is forgotten, their changes and logs stay. */
  readonly gone: readonly string[];
  readonly causes: CauseChanges;
  readonly messages: readonly QueuedMessage[];
  /** Of node runs that are not known yet, as far as `keepLogs` has not got them already. */
  readonly logs: readonly NodeLogs[];
}

export interface RunView extends RunBegin {
  readonly id: number;
  readonly endedAt: Date | undefined;
  /** `interrupted` too when its process is gone and has not ended it. */
  readonly outcome: 'running' | RunEnd['outcome'];
  readonly problem: string | undefined;
  /** How many hosts it judged, how many of them had a cause, and how many had changed. */
  readonly hosts: number;
  readonly troubled: number;
  readonly changed: number;
  /** How many messages it put into the queue. */
  readonly messages: number;
}

/** A message, and what became of it. */
export interface MessageView {
  readonly message: QueuedMessage;
  readonly run: number | undefined;
  readonly tries: number;
  /** What Slack said last, if it did not take it. */
  readonly problem: string | undefined;
  readonly sentAt: Date | undefined;
  readonly refusedAt: Date | undefined;
}

/**
 * What the control node remembers of its roll-outs: one file, kept by SQLite. Each call that writes is one transaction: it is
 * on disk when it returns, and if it throws or the process is killed nothing of it is there. The queue is that of all projects.
 *
 * Every call throws TagshipError: `disk-full`; `integrity` when the file is damaged; `conflict` when another process keeps
 * it from writing, or has brought it to a newer format meanwhile; `control-node` when it cannot be used.
 */
export interface History extends MessageQueue, Disposable {
  readonly path: string;

  /** Of `project`, or of all: the names that it knows. */
  projects(): readonly string[];

  /** Remembers that a run has begun. Older runs of the project whose process is gone are interrupted ones from now on. */
  beginRun(begin: RunBegin): number;
  /**
   * Keeps a result that a node tells only once (it was rebuilt, its run was interrupted) as soon as it is there, so that it
   * is judged by the next run if this one is killed before its end, or ends as `interrupted`.
   */
  keepDispatch(run: number, dispatch: Dispatch): void;
  /** What was kept of hosts that no run has judged since, interrupted ones aside; the oldest run first. */
  leftDispatches(project: string): readonly Dispatch[];
  /** Keeps logs as they come, so that they need not be held in memory until the end; a hundred hosts at once are a good measure. */
  keepLogs(run: number, logs: readonly NodeLogs[]): void;
  /** All or nothing: the run, its hosts and their changes, open causes, messages, logs. */
  endRun(run: number, end: RunEnd): void;

  openCauses(project: string): readonly OpenCause[];

  /** The last known state of each host, by name. */
  nodes(project: string): readonly NodeView[];
  /** Since when each host has been seen at work (`Verdict.isAtWork`), those that are not left out. */
  buildingSince(project: string): ReadonlyMap<string, Date>;

  /** Newest first. */
  runs(options?: RunsAsked): readonly RunView[];
  /** What changed in a run, alike changes together, the greatest number first. */
  stateChanges(run: number): readonly StateChanges[];
  /** Of a run in the order of its hosts, or of a host, newest first. */
  changes(of: ChangesOf): readonly NodeChange[];
  /** Of a run or of a project, newest first. */
  messages(of: MessagesOf): readonly MessageView[];

  /** Which of these node runs have not been collected. */
  lackingLogs(project: string, runs: readonly NodeRun[]): readonly NodeRun[];
  /** The node runs of a host that have been collected, newest first. */
  logRuns(project: string, host: string): readonly LogRun[];
  /** The texts of one of them, by file name; none if they were too old. */
  logs(project: string, nodeRun: NodeRun): readonly StoredLog[];

  /** Removes what is older or more than the limits. Never the newest run of a project, an open cause, a message that waits, or what is known last of a node. */
  prune(): Pruned;
}

export interface RunsAsked {
  readonly project?: string | undefined;
  /** At most so many; 20. */
  readonly limit?: number;
  /** Those before this one. */
  readonly before?: number | undefined;
}

export type ChangesOf =
  | { readonly run: number; readonly limit?: number }
  | { readonly project: string; readonly host: string; readonly limit?: number };

export type MessagesOf = { readonly run: number } | { readonly project: string; readonly limit?: number };
