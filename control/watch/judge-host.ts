import type { Dispatch, NodeLook, Observation, ReportedRun, ReportedScript } from './observation.ts';
import type { Cause, Event, Expected, Verdict } from './verdict.ts';

/**
 * Judges a host by both links: how the playbook ended there, and what the node says of itself (R94 to R103, and what goes
 * beyond them). The table of docs/operating.md, "When an alert comes", is this function. Pure.
 */
export function judgeHost(observation: Observation, expected: Expected): Verdict {
  const { host, groups, dispatch, look } = observation;
  const cause = causeOf(observation, expected);
  const happened = eventIn(dispatch?.report);
  const failed = dispatch?.report?.scripts.findLast(hasFailed);
  return {
    host,
    groups,
    cause,
    event: happened?.event,
    isWell: cause === undefined && isActiveAt(look, expected),
    isAtWork: isAtWork(observation, expected),
    ansible: dispatch?.status ?? 'not run',
    node: look.status,
    version: look.version,
    step: cause === undefined ? undefined : stepOf(dispatch, failed),
    reason: cause === undefined ? undefined : reasonOf(cause, observation, expected),
    eventReason: happened?.reason,
    logTail: cause === undefined ? undefined : failed?.tail,
    at: dispatch?.sentAt ?? look.askedAt,
  };
}

/**
 * What the node says of itself goes before how the playbook ended: that is why the playbook ended so, and what a person has
 * to mend.
 */
function causeOf(observation: Observation, expected: Expected): Cause | undefined {
  const { dispatch, look } = observation;
  if (look.status === 'cannot connect') {
    return 'cannot connect';
  }
  if (look.status === 'failure' || isUnclear(look)) {
    return 'node failed';
  }
  if (isStuck(observation, expected)) {
    return 'stuck';
  }
  return dispatch === undefined
    ? causeWithoutRun(look)
    : (causeOfDispatch(dispatch, look, expected) ??
        (isAtWork(observation, expected) ? undefined : causeAfterRun(look, expected)));
}

/** Nothing was sent there: a new node is still to be installed, and an old release is no mistake yet. */
function causeWithoutRun(look: NodeLook): Cause | undefined {
  return look.status === 'no state file' && look.wasInstalled ? 'no state file' : undefined;
}

function causeOfDispatch({ status, report }: Dispatch, look: NodeLook, expected: Expected): Cause | undefined {
  if (status === 'unreachable') {
    return 'cannot connect';
  }
  if (report?.outcome === 'refused') {
    // a rollback has no gate: what refuses it is something wrong on the node
    const isGate = expected.kind === 'release' && look.status === 'active' && look.version !== expected.release;
    return isGate ? 'refused' : 'node failed';
  }
  const isFailed = status === 'failed' || report?.outcome === 'failed' || report?.outcome === 'interrupted';
  return isFailed ? 'playbook failed' : undefined;
}

function causeAfterRun(look: NodeLook, expected: Expected): Cause | undefined {
  if (look.status === 'no state file') {
    return 'no state file';
  }
  return look.status === 'active' && !isActiveAt(look, expected) ? 'wrong version' : undefined;
}

function isActiveAt({ status, version }: NodeLook, { release }: Expected): boolean {
  return status === 'active' && version === release;
}

/** Its files contradict each other: nothing is installed there until a person has looked. */
function isUnclear({ status, reason }: NodeLook): boolean {
  return status === 'active' && reason !== undefined;
}

/**
 * What a run at work leaves is this release's turn next time. It may be at work while nothing is to be seen of it: the state
 * changes when all packages are there.
 */
function isAtWork({ dispatch, look }: Observation, expected: Expected): boolean {
  if (look.status === 'building' || look.status === 'maintain') {
    return true;
  }
  const isFetching = look.status === 'no state file' || (look.status === 'active' && !isActiveAt(look, expected));
  return dispatch?.report?.outcome === 'skipped' && isFetching;
}

function isStuck(observation: Observation, expected: Expected): boolean {
  const { look } = observation;
  const { stuckAfterMs, buildingSince } = expected;
  const isOld = buildingSince !== undefined && look.askedAt.getTime() - buildingSince.getTime() > stuckAfterMs;
  return isAtWork(observation, expected) && (look.isInterrupted || isOld);
}

/**
 * What a node tells only once. That a run was killed is told by itself where another took over; where the node became a
 * failure, that tells it.
 */
export function eventIn(
  report: ReportedRun | undefined,
): { readonly event: Event; readonly reason: string | undefined } | undefined {
  if (report?.rebuilt) {
    const gone = 'its images.yaml was gone, and it was installed before';
    return { event: 'rebuilt', reason: joined([gone, report.interrupted]) };
  }
  return report?.interrupted !== undefined && report.outcome !== 'interrupted'
    ? { event: 'interrupted run', reason: report.interrupted }
    : undefined;
}

function hasFailed({ tail }: ReportedScript): boolean {
  return tail !== undefined;
}

function stepOf(dispatch: Dispatch | undefined, failed: ReportedScript | undefined): string | undefined {
  return failed === undefined ? dispatch?.task : `${failed.script} of ${failed.module}`;
}

/** The nearest to the cause of what was said; all of it is as the programs said it. */
function reasonOf(cause: Cause, { dispatch, look }: Observation, expected: Expected): string | undefined {
  const reported = joined([dispatch?.report?.reason, dispatch?.report?.hint]);
  switch (cause) {
    case 'cannot connect':
      return look.status === 'cannot connect' ? (look.reason ?? dispatch?.message) : dispatch?.message;
    case 'playbook failed':
      return reported ?? dispatch?.message;
    case 'node failed':
      return look.reason ?? reported ?? dispatch?.message;
    case 'refused':
      return reported;
    case 'no state file': {
      const gone = look.wasInstalled ? 'its images.yaml is gone, and it was installed before' : undefined;
      return joined([gone, reported ?? look.reason]);
    }
    case 'stuck':
      return joined([
        look.reason,
        look.isInterrupted || expected.buildingSince === undefined
          ? undefined
          : `it has been at work since ${expected.buildingSince.toISOString()}`,
      ]);
    case 'wrong version':
      return joined([`${expected.release} was rolled out, and it is at ${look.version ?? 'no version'}`, reported]);
  }
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length === 0 ? undefined : known.join('; ');
}
