import type { Dispatch, ReportedRun } from '../watch/observation.ts';
import type { AnsibleEvent, TaskResult } from './ansible-event.ts';
import { cleanText } from './clean-text.ts';
import { readReport } from './read-report.ts';

export interface DispatchCollector {
  take(event: AnsibleEvent): void;
  /** Every host of the inventory with its groups, without `all` and `ungrouped`; empty until the first play begins. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Whether the playbook came to its end and told of every host. */
  readonly isWhole: boolean;
  readonly hasStarted: boolean;
  /** Whether any play had a host. */
  readonly hadHosts: boolean;
  /** `end`: why a task that is under way will not be finished, for a run that did not come to its end. */
  dispatches(end: string): readonly Dispatch[];
}

interface HostState {
  sentAt: Date;
  /** Sent, and not answered yet. */
  underWay: string | undefined;
  /** The last one that counts. */
  failure: TaskResult | undefined;
  unreachable: TaskResult | undefined;
  report: ReportedRun | undefined;
  isReportUnreadable: boolean;
  /** What was left of a play was not run on it. */
  isStopped: boolean;
  counts: { readonly failures: number; readonly unreachable: number } | undefined;
}

const mostMessageCharacters = 4000;
const inEvery: ReadonlySet<string> = new Set(['all', 'ungrouped']);

/** Makes of the events of a run what became of each host (R94, R99). */
export function createDispatchCollector(redact: (text: string) => string): DispatchCollector {
  const groups = new Map<string, readonly string[]>();
  const hosts = new Map<string, HostState>();
  const state = { isWhole: false, hasStarted: false, playsWithHosts: 0 };
  let batch: readonly string[] = [];
  /** The task whose failure ends the play for all. */
  let stoppedBy: string | undefined;

  const stateOf = (host: string, at: Date): HostState => {
    const known = hosts.get(host) ?? {
      sentAt: at,
      underWay: undefined,
      failure: undefined,
      unreachable: undefined,
      report: undefined,
      isReportUnreadable: false,
      isStopped: false,
      counts: undefined,
    };
    hosts.set(host, known);
    return known;
  };

  const stopBatch = (): void => {
    for (const name of batch) {
      const host = hosts.get(name);
      if (host !== undefined) {
        host.isStopped = true;
      }
    }
  };

  return {
    groups,
    get isWhole() {
      return state.isWhole;
    },
    get hasStarted() {
      return state.hasStarted;
    },
    get hadHosts() {
      return state.playsWithHosts > 0;
    },
    take(event) {
      switch (event.event) {
        case 'start':
          state.hasStarted = true;
          return;
        case 'host':
          groups.set(
            event.host,
            event.groups.filter((group) => !inEvery.has(group)),
          );
          return;
        case 'play':
          batch = event.hosts;
          stoppedBy = undefined;
          state.playsWithHosts += 1;
          return;
        case 'sent': {
          const host = stateOf(event.host, event.at);
          host.sentAt = event.at;
          host.underWay = event.task;
          // it goes on, in a rescue or in another play, unless this is but another host of the same task
          host.isStopped = event.taskId === stoppedBy;
          return;
        }
        case 'ok':
        case 'failed':
        case 'unreachable':
        case 'skipped':
          takeResult(stateOf(event.host, event.at), event, redact);
          if (['failed', 'unreachable'].includes(event.event) && event.isForAll && !event.isIgnored) {
            stoppedBy = event.taskId;
            stopBatch();
          }
          return;
        case 'stopped':
          stopBatch();
          return;
        case 'count': {
          const host = hosts.get(event.host);
          if (host !== undefined) {
            host.counts = event;
          }
          return;
        }
        case 'end':
          state.isWhole = true;
          return;
        case 'nobody':
          // behind the beginning of its play
          state.playsWithHosts -= 1;
          return;
      }
    },
    dispatches(end) {
      return [...hosts].flatMap(([host, known]) => {
        const judged = judge(known, state.isWhole, end);
        if (judged === undefined) {
          return [];
        }
        const { status, task, message } = judged;
        const clean = (text: string | undefined): string | undefined =>
          text === undefined ? undefined : cleanText(text, { mostCharacters: mostMessageCharacters, redact });
        return [
          { host, status, sentAt: known.sentAt, task: clean(task), message: clean(message), report: known.report },
        ];
      });
    },
  };
}

function takeResult(host: HostState, result: TaskResult, redact: (text: string) => string): void {
  host.underWay = undefined;
  if (result.report !== undefined) {
    const report = readReport(result.report, redact);
    host.report = report ?? host.report;
    host.isReportUnreadable = report === undefined && result.report === '';
  }
  if (!result.isIgnored && result.event === 'failed') {
    host.failure = result;
  } else if (!result.isIgnored && result.event === 'unreachable') {
    host.unreachable = result;
  }
}

type Judged = Pick<Dispatch, 'status' | 'task' | 'message'>;

/**
 * The recap decides, for it knows which failures were rescued. Where it is missing, or the play was stopped on a host that
 * did nothing wrong, the host counts as success if tagship-node has answered there, and as one that the run did not come
 * to (undefined) if not.
 */
function judge(host: HostState, isWhole: boolean, end: string): Judged | undefined {
  const { counts, failure, unreachable, underWay } = host;
  const hasCounts = isWhole && counts !== undefined;
  if (hasCounts ? counts.unreachable > 0 : unreachable !== undefined) {
    return failed('unreachable', unreachable, host);
  }
  if (hasCounts ? counts.failures > 0 : failure !== undefined) {
    return failed('failed', failure, host);
  }
  if (!isWhole && underWay !== undefined) {
    return { status: 'failed', task: underWay, message: `it was under way when ${end}` };
  }
  const isDone = isWhole && !host.isStopped;
  return isDone || host.report !== undefined ? { status: 'success', task: undefined, message: undefined } : undefined;
}

function failed(status: 'failed' | 'unreachable', result: TaskResult | undefined, host: HostState): Judged {
  if (result === undefined) {
    return { status, task: undefined, message: 'the recap of the playbook counts it, and no task was told of' };
  }
  return { status, task: result.task, message: messageOf(result, host) };
}

/** Ansible says of a command that fails that it did not return 0: what it printed last says more. */
function messageOf({ message, exitStatus, stderr, stdout }: TaskResult, { isReportUnreadable }: HostState): string {
  const status = exitStatus === undefined || exitStatus === 0 ? '' : ` (exit status ${exitStatus})`;
  const said = message === '' ? 'it gave no reason' : message;
  const note = isReportUnreadable ? '; the answer of tagship-node cannot be read' : '';
  const printed = stderr === '' ? stdout : stderr;
  return [`${said}${status}${note}`, ...(printed === '' ? [] : [lastLines(printed)])].join('\n');
}

const mostLines = 20;

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-mostLines).join('\n');
}
