import type { Verdict } from '../watch/verdict.ts';
import type { RollOutEnd, ToldHost } from './alert-group.ts';
import { type AlertCause, controlNodeHost, type OpenCause } from './cause.ts';

/** A host, or the control node, as it was seen this time. */
export interface SeenHost {
  readonly told: ToldHost;
  readonly cause: AlertCause | undefined;
  /** Whether this shows that a cause is over. */
  ends(cause: AlertCause): boolean;
}

export interface HostDecision {
  readonly told: ToldHost;
  readonly cause: AlertCause | undefined;
  /** Whether the cause is to be told as one that nobody knows of. */
  readonly isNew: boolean;
  /** The cause as it is open until now. */
  readonly current: OpenCause | undefined;
  /** What else stays open: of these none is told a second time before the host was well. */
  readonly kept: readonly OpenCause[];
  readonly ended: readonly OpenCause[];
}

export function seenHost(verdict: Verdict): SeenHost {
  const { host, cause, at, ansible, node, version, step, reason, logTail } = verdict;
  const told = { host, at, ansible, node, version, step, reason, logTail, since: undefined, was: [] };
  return { told, cause, ends: (earlier) => isEnded(earlier, verdict) };
}

export function seenControlNode({ at, ansible, step, problem }: RollOutEnd): SeenHost {
  const told = {
    host: controlNodeHost,
    at,
    ansible,
    node: 'not asked',
    version: undefined,
    step,
    reason: problem,
    logTail: undefined,
    since: undefined,
    was: [],
  } as const;
  return { told, cause: problem === undefined ? undefined : 'roll-out', ends: () => problem === undefined };
}

/** Only a playbook that went through shows that one that failed is mended; the gate is asked by active nodes alone. */
function isEnded(earlier: AlertCause, { cause, isWell, ansible }: Verdict): boolean {
  if (cause === 'refused') {
    return earlier !== 'wrong version' && earlier !== 'refused';
  }
  return isWell && (ansible === 'success' || earlier !== 'playbook failed');
}

/** Holds what is seen of one host against what is open of it. Pure. */
export function decideHost(
  { told, cause, ends }: SeenHost,
  earlier: readonly OpenCause[],
  release: string,
): HostDecision {
  if (cause === undefined) {
    const isOver = earlier.every((open) => ends(open.cause));
    const [kept, ended] = isOver ? [[], earlier] : [earlier, []];
    return { told, cause, isNew: false, current: undefined, kept, ended };
  }
  const left = earlier.filter((open) => !ends(open.cause));
  const current = left.find((open) => open.cause === cause);
  return {
    told,
    cause,
    isNew: current?.release !== release,
    current,
    kept: left.filter((open) => open !== current && open.release === release),
    ended: earlier.filter((open) => ends(open.cause)),
  };
}
