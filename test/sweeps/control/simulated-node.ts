import type { Dispatch, NodeLook, ReportedRun } from '../../../control/watch/observation.ts';
import type { Cause, Event } from '../../../control/watch/verdict.ts';

/** What a node really is, which nobody but the simulation knows. */
export type NodeState =
  | { readonly is: 'new' }
  /** Installed once, and its state file was removed. */
  | { readonly is: 'gone' }
  | { readonly is: 'active' | 'failure' | 'unclear'; readonly version: string }
  /** Somebody's own run is at work there; at first it fetches, with nothing to be seen. */
  | { readonly is: 'at work'; readonly before: NodeState; readonly version: string; readonly isFetching: boolean }
  /** A run that was at work is gone. */
  | { readonly is: 'dead'; readonly version: string };

export interface RollOut {
  readonly release: string;
  readonly kind: 'release' | 'rollback';
  readonly upgradable: readonly string[];
}

/** What is right to say of it, written down with the fault and not found out by the code under test. */
export interface Truth {
  readonly cause?: Cause;
  readonly event?: Event;
  readonly isWell?: boolean;
  /** It is at work, and is told as stuck when it has been seen so for too long. */
  readonly isAtWork?: boolean;
}

/** What one roll-out met on a node. */
export interface Meeting {
  readonly next: NodeState;
  readonly dispatch: Omit<Dispatch, 'host' | 'sentAt'> | undefined;
  readonly look: Partial<NodeLook> & Pick<NodeLook, 'status'>;
  readonly truth: Truth;
}

/** A way in which a roll-out and a node can meet, or undefined where that node cannot come to it. */
type Fault = (node: NodeState, rollOut: RollOut) => Meeting | undefined;

const nothing: Omit<ReportedRun, 'outcome'> = {
  release: undefined,
  run: undefined,
  rebuilt: false,
  interrupted: undefined,
  reason: undefined,
  hint: undefined,
  scripts: [],
};
const failedScript = { module: 'M', script: 'upgrade.sh', end: 'exited with 7', durationMs: 1, tail: 'no room' };
const killed = 'the upgrade was killed';

function ok(report: Partial<ReportedRun> & Pick<ReportedRun, 'outcome'>): Meeting['dispatch'] {
  return { status: 'success', task: undefined, message: undefined, report: { ...nothing, ...report } };
}

function bad(report?: Partial<ReportedRun> & Pick<ReportedRun, 'outcome'>): Meeting['dispatch'] {
  const reported = report === undefined ? undefined : { ...nothing, ...report };
  return { status: 'failed', task: 'Apply the release', message: 'non-zero return code', report: reported };
}

const unreachable: Meeting['dispatch'] = {
  status: 'unreachable',
  task: 'Copy the bundle',
  message: 'Connection timed out',
  report: undefined,
};

/** What a node says when it is asked, as it is. */
function lookAt(node: NodeState): Meeting['look'] {
  switch (node.is) {
    case 'new':
      return { status: 'no state file' };
    case 'gone':
      return { status: 'no state file', wasInstalled: true };
    case 'active':
      return { status: 'active', version: node.version, wasInstalled: true };
    case 'failure':
      return { status: 'failure', version: node.version, wasInstalled: true, reason: 'upgrade.sh of M exited with 7' };
    case 'unclear':
      return { status: 'active', version: node.version, wasInstalled: true, reason: 'its files contradict each other' };
    case 'at work':
      return node.isFetching ? lookAt(node.before) : { status: 'maintain', version: node.version, wasInstalled: true };
    case 'dead':
      return { status: 'building', version: node.version, isInterrupted: true, reason: killed };
  }
}

/** What is wrong with a node that no roll-out touched. */
function troubleAlone(node: NodeState, rollOut: RollOut): Truth {
  switch (node.is) {
    case 'new':
      return {};
    case 'gone':
      return { cause: 'no state file' };
    case 'active':
      return { isWell: node.version === rollOut.release };
    case 'failure':
    case 'unclear':
      return { cause: 'node failed' };
    case 'at work':
      return node.isFetching ? troubleAlone(node.before, rollOut) : { isAtWork: true };
    case 'dead':
      return { cause: 'stuck', isAtWork: true };
  }
}

function isTaken(node: NodeState, { release, kind, upgradable }: RollOut): boolean {
  if (node.is === 'new' || node.is === 'gone') {
    return true;
  }
  const isOther = node.is === 'active' && node.version !== release;
  return isOther && (kind === 'rollback' || upgradable.includes(node.version));
}

/** Scripts run and come to an end: of a new node, an active one that may, and of any other on a rollback. */
function beginsWith(node: NodeState, rollOut: RollOut): Partial<ReportedRun> | undefined {
  if (isTaken(node, rollOut)) {
    return node.is === 'gone' ? { rebuilt: true } : {};
  }
  const isRepaired = rollOut.kind === 'rollback' && ['failure', 'unclear', 'dead'].includes(node.is);
  return isRepaired ? (node.is === 'dead' ? { interrupted: killed } : {}) : undefined;
}

function eventWith(begin: Partial<ReportedRun>): Pick<Truth, 'event'> {
  return begin.rebuilt ? { event: 'rebuilt' } : begin.interrupted ? { event: 'interrupted run' } : {};
}

const faults: Readonly<Record<string, Fault>> = {
  'goes well': (node, rollOut) => {
    const begin = beginsWith(node, rollOut);
    const next = { is: 'active', version: rollOut.release } as const;
    return (
      begin && {
        next,
        dispatch: ok({ outcome: 'installed', ...begin }),
        look: lookAt(next),
        truth: { isWell: true, ...eventWith(begin) },
      }
    );
  },
  'has nothing to do': (node, { release }) =>
    node.is === 'active' && node.version === release
      ? { next: node, dispatch: ok({ outcome: 'unchanged' }), look: lookAt(node), truth: { isWell: true } }
      : undefined,
  'the gate refuses': (node, { release, kind, upgradable }) =>
    node.is === 'active' && node.version !== release && kind === 'release' && !upgradable.includes(node.version)
      ? {
          next: node,
          dispatch: bad({ outcome: 'refused', reason: 'not upgradable' }),
          look: lookAt(node),
          truth: { cause: 'refused' },
        }
      : undefined,
  'has failed before': (node, { kind }) =>
    (node.is === 'failure' || node.is === 'unclear') && kind === 'release'
      ? {
          next: node,
          dispatch: ok({ outcome: 'refused', reason: 'the node has failed' }),
          look: lookAt(node),
          truth: { cause: 'node failed' },
        }
      : undefined,
  'another run is at work': (node, rollOut) => {
    const isThere = node.is === 'at work' && node.isFetching && troubleAlone(node.before, rollOut).isWell === true;
    return node.is === 'at work'
      ? {
          next: node,
          dispatch: ok({ outcome: 'skipped', reason: 'at work' }),
          look: lookAt(node),
          truth: isThere ? { isWell: true } : { isAtWork: true },
        }
      : undefined;
  },
  'was killed before': (node, { kind }) => {
    if (node.is !== 'dead' || kind !== 'release') {
      return undefined;
    }
    const next = { is: 'failure', version: node.version } as const;
    const dispatch = bad({ outcome: 'interrupted', interrupted: killed, reason: killed });
    return { next, dispatch, look: lookAt(next), truth: { cause: 'node failed' } };
  },
  'a script fails': (node, rollOut) => {
    const begin = beginsWith(node, rollOut);
    const next = { is: 'failure', version: rollOut.release } as const;
    return (
      begin && {
        next,
        dispatch: bad({
          outcome: 'failed',
          reason: 'upgrade.sh of M exited with 7',
          scripts: [failedScript],
          ...begin,
        }),
        look: lookAt(next),
        truth: { cause: 'node failed', ...eventWith(begin) },
      }
    );
  },
  'goes well, and then cannot be asked': (node, rollOut) => {
    const begin = beginsWith(node, rollOut);
    return (
      begin && {
        next: { is: 'active', version: rollOut.release },
        dispatch: ok({ outcome: 'upgraded', ...begin }),
        look: { status: 'cannot connect', reason: 'Connection reset by peer' },
        truth: { cause: 'cannot connect', ...eventWith(begin) },
      }
    );
  },
  'goes well, and then somebody removes its state file': (node) =>
    node.is === 'new'
      ? {
          next: { is: 'gone' },
          dispatch: ok({ outcome: 'installed' }),
          look: lookAt({ is: 'gone' }),
          truth: { cause: 'no state file' },
        }
      : undefined,
  'cannot be reached at all': (node) => ({
    next: node,
    dispatch: unreachable,
    look: { status: 'cannot connect', reason: 'No route to host' },
    truth: { cause: 'cannot connect' },
  }),
  'cannot be reached in the run': (node, rollOut) => {
    const alone = troubleAlone(node, rollOut).cause;
    const cause = alone === 'node failed' || alone === 'stuck' ? alone : 'cannot connect';
    const isAtWork = node.is === 'dead' || (node.is === 'at work' && !node.isFetching);
    return { next: node, dispatch: unreachable, look: lookAt(node), truth: { cause, isAtWork } };
  },
  'the packages cannot be fetched': (node, rollOut) =>
    isTaken(node, rollOut)
      ? {
          next: node,
          dispatch: bad({ outcome: 'failed', reason: 'no package' }),
          look: lookAt(node),
          truth: { cause: 'playbook failed' },
        }
      : undefined,
  'another task fails': (node, { release }) =>
    node.is === 'new' || (node.is === 'active' && node.version === release)
      ? { next: node, dispatch: bad(), look: lookAt(node), truth: { cause: 'playbook failed' } }
      : undefined,
  'apply fails, and the playbook passes over it': (node, rollOut) =>
    isTaken(node, rollOut)
      ? {
          next: node,
          dispatch: ok({ outcome: 'failed', reason: 'no package' }),
          look: lookAt(node),
          truth: { cause: 'playbook failed' },
        }
      : undefined,
  'the run does not come to it': (node, rollOut) => ({
    next: node,
    dispatch: undefined,
    look: lookAt(node),
    truth: troubleAlone(node, rollOut),
  }),
  'the playbook runs no apply': (node, rollOut) => {
    const left = {
      next: node,
      dispatch: { ...unreachable, status: 'success', task: undefined, message: undefined } as const,
      look: lookAt(node),
    };
    return node.is === 'new'
      ? { ...left, truth: { cause: 'no state file' } }
      : node.is === 'active' && node.version !== rollOut.release
        ? { ...left, truth: { cause: 'wrong version' } }
        : undefined;
  },
  'is killed at work': (node, rollOut) => {
    const next = { is: 'dead', version: rollOut.release } as const;
    return isTaken(node, rollOut)
      ? { next, dispatch: bad(), look: lookAt(next), truth: { cause: 'stuck', isAtWork: true } }
      : undefined;
  },
};

/** What people and machines do between two roll-outs. */
const accidents: Readonly<Record<string, (node: NodeState, version: string) => NodeState | undefined>> = {
  'the state file is removed': ({ is }) => (is === 'active' || is === 'failure' ? { is: 'gone' } : undefined),
  'the node is reset': (node, version) =>
    ['failure', 'unclear', 'dead'].includes(node.is) ? { is: 'active', version } : undefined,
  'its files come to contradict each other': (node) =>
    node.is === 'active' ? { is: 'unclear', version: node.version } : undefined,
  'somebody begins a run': (node, version) =>
    node.is === 'active' || node.is === 'new' ? { is: 'at work', before: node, version, isFetching: true } : undefined,
  'that run has all packages': (node) => (node.is === 'at work' ? { ...node, isFetching: false } : undefined),
  'that run ends': (node) => (node.is === 'at work' ? { is: 'active', version: node.version } : undefined),
  'that run is killed': (node) =>
    node.is === 'at work' && !node.isFetching ? { is: 'dead', version: node.version } : undefined,
};

export const faultNames = Object.keys(faults);

/** `random(n)`: a whole number below n. */
export function meet(
  node: NodeState,
  rollOut: RollOut,
  random: (below: number) => number,
): Meeting & { readonly fault: string } {
  const possible = Object.entries(faults).flatMap(([fault, at]) => {
    const meeting = at(node, rollOut);
    return meeting === undefined ? [] : [{ ...meeting, fault }];
  });
  // half of the nodes have no accident: the first that is possible is what they do
  const meeting = possible[random(2) === 0 ? 0 : random(possible.length)];
  if (meeting === undefined) {
    throw new Error(`nothing can happen to a node that is ${node.is}`);
  }
  return meeting;
}

export function befall(node: NodeState, versions: readonly string[], random: (below: number) => number): NodeState {
  const version = versions[random(versions.length)] ?? '';
  const possible = Object.values(accidents).flatMap((accident) => accident(node, version) ?? []);
  return (random(5) === 0 ? possible[random(possible.length || 1)] : undefined) ?? node;
}
