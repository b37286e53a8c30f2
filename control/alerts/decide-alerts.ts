import { eventIn } from '../watch/judge-host.ts';
import type { Dispatch } from '../watch/observation.ts';
import { type Cause, causes, events, type Verdict } from '../watch/verdict.ts';
import type { AlertGroup, RollOutEnd, ToldHost } from './alert-group.ts';
import { type AlertCause, type CauseChanges, controlNodeHost, type OpenCause } from './cause.ts';
import { decideHost, type HostDecision, seenControlNode, seenHost } from './decide-host.ts';

export interface AlertOptions {
  readonly now: Date;
  readonly release: string;
  readonly remindAfterMs: number;
  /** Every host of the inventory: what is open of another one ends untold. Undefined: it is not known. */
  readonly knownHosts: ReadonlySet<string> | undefined;
  /** Undefined: nothing is said of it, and what is open stays so. */
  readonly rollOut: RollOutEnd | undefined;
  /** Of roll-outs that were killed before they had judged them: what these hosts told only once is told now. */
  readonly leftDispatches: readonly Dispatch[];
}

export interface Alerts extends CauseChanges {
  readonly groups: readonly AlertGroup[];
}

/**
 * What is to be told of verdicts, and what is open from then on. A cause is told once for a host and a release, then again
 * after `remindAfterMs`, with all hosts that have it; of a host that goes from one cause to another and back, none is told
 * anew before it was well. What is told and what is open have to be written at once, or a message is lost or doubled. Pure.
 */
export function decideAlerts(open: readonly OpenCause[], verdicts: readonly Verdict[], options: AlertOptions): Alerts {
  const { now, release, knownHosts, rollOut } = options;
  const openByHost = Map.groupBy(open, ({ host }) => host);
  const seen = [...(rollOut === undefined ? [] : [seenControlNode(rollOut)]), ...verdicts.map(seenHost)];
  const decisions = seen.map((one) => decideHost(one, openByHost.get(one.told.host) ?? [], release));
  const reminded = causesToRemind(decisions, options);

  const seenHosts = new Set(seen.map(({ told }) => told.host));
  const isKnown = (host: string): boolean =>
    knownHosts === undefined || host === controlNodeHost || knownHosts.has(host);
  const unseen = open.filter(({ host }) => !seenHosts.has(host) && isKnown(host));
  return {
    open: [...unseen, ...decisions.flatMap((decision) => openAfter(decision, { reminded, now, release }))],
    groups: [
      ...causeGroups(
        'alert',
        decisions.filter(({ isNew }) => isNew),
      ),
      ...eventGroups([...leftEvents(options.leftDispatches, verdicts), ...verdicts]),
      ...causeGroups(
        'reminder',
        decisions.filter(({ isNew, cause }) => !isNew && cause && reminded.has(cause)),
      ),
      ...recoveredGroup(decisions),
      ...noticeGroup(decisions),
    ],
  };
}

/** What the gate refuses is told as a notice: nobody is reminded of it, or waits for its end. */
function isAlarm({ cause }: { readonly cause: AlertCause | undefined }): boolean {
  return cause !== undefined && cause !== 'refused';
}

/** If one host is due, all that have the cause are told again: else each would come at an hour of its own. */
function causesToRemind(
  decisions: readonly HostDecision[],
  { now, remindAfterMs }: AlertOptions,
): ReadonlySet<AlertCause> {
  const due = decisions.flatMap(({ isNew, current }) => {
    if (isNew || current === undefined || !isAlarm(current)) {
      return [];
    }
    const sinceMs = current.lastToldAt === undefined ? Infinity : now.getTime() - current.lastToldAt.getTime();
    // a clock that was set back must not silence it
    return sinceMs >= remindAfterMs || sinceMs < 0 ? [current.cause] : [];
  });
  return new Set(due);
}

function openAfter(
  { told, cause, isNew, current, kept }: HostDecision,
  {
    reminded,
    now,
    release,
  }: { readonly reminded: ReadonlySet<AlertCause>; readonly now: Date; readonly release: string },
): readonly OpenCause[] {
  if (cause === undefined) {
    return kept;
  }
  const isTold = isNew || reminded.has(cause);
  const next: OpenCause = {
    host: told.host,
    cause,
    release,
    since: current?.since ?? told.at,
    lastToldAt: isTold ? now : current?.lastToldAt,
    times: (current?.times ?? 0) + (isTold ? 1 : 0),
  };
  return [...kept, next];
}

const alarmOrder: readonly AlertCause[] = ['roll-out', ...causes.filter((cause: Cause) => isAlarm({ cause }))];

function causeGroups(kind: 'alert' | 'reminder', decisions: readonly HostDecision[]): readonly AlertGroup[] {
  return alarmOrder.flatMap((cause) => {
    const hosts = decisions
      .filter((decision) => decision.cause === cause)
      .map(({ told, current }): ToldHost => ({ ...told, since: current?.since }));
    return hosts.length === 0 ? [] : [{ kind, cause, hosts }];
  });
}

/** Of hosts that are judged now: the others are left for the run that judges them. */
function leftEvents(left: readonly Dispatch[], verdicts: readonly Verdict[]): readonly Verdict[] {
  const judged = new Map(verdicts.map((verdict) => [verdict.host, verdict]));
  return left.flatMap(({ host, status, sentAt, report }) => {
    const verdict = judged.get(host);
    const happened = eventIn(report);
    return verdict === undefined || happened === undefined
      ? []
      : [{ ...verdict, ansible: status, at: sentAt, event: happened.event, eventReason: happened.reason }];
  });
}

function eventGroups(verdicts: readonly Verdict[]): readonly AlertGroup[] {
  return events.flatMap((event) => {
    const hosts = verdicts
      .filter((verdict) => verdict.event === event)
      .map((verdict) => ({
        ...seenHost(verdict).told,
        step: undefined,
        logTail: undefined,
        reason: verdict.eventReason,
      }));
    return hosts.length === 0 ? [] : [{ kind: 'alert', cause: event, hosts } as const];
  });
}

function recoveredGroup(decisions: readonly HostDecision[]): readonly AlertGroup[] {
  const hosts = decisions.flatMap(({ told, ended }): readonly ToldHost[] => {
    const alarms = ended.filter(isAlarm);
    const since = Math.min(...alarms.map((alarm) => alarm.since.getTime()));
    return alarms.length === 0
      ? []
      : [
          {
            ...told,
            step: undefined,
            reason: undefined,
            logTail: undefined,
            since: new Date(since),
            was: alarms.map(({ cause }) => cause),
          },
        ];
  });
  return hosts.length === 0 ? [] : [{ kind: 'recovered', cause: undefined, hosts }];
}

function noticeGroup(decisions: readonly HostDecision[]): readonly AlertGroup[] {
  const hosts = decisions.filter(({ cause, isNew }) => cause === 'refused' && isNew).map(({ told }) => told);
  return hosts.length === 0 ? [] : [{ kind: 'notice', cause: 'refused', hosts }];
}
