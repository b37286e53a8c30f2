import type { NodeState } from '../node-state/status-moves.ts';

/** What came of one run: the object that `--json` prints (schema 1; names stay, new ones may be added). */
export interface ApplyReport {
  readonly outcome:
    | 'installed'
    | 'upgraded'
    | 'rolled-back'
    | 'reset'
    | 'unchanged'
    | 'skipped'
    | 'refused'
    | 'failed'
    | 'interrupted'
    /** Of a dry run: what would be begun. */
    | 'would-install'
    | 'would-upgrade'
    | 'would-roll-back';
  readonly project: string;
  /** Missing where it is not known: a reset to a new node. */
  readonly release: string | undefined;
  readonly kind: 'release' | 'rollback' | undefined;
  readonly generation: number | undefined;
  /** Names the folder of its logs; a run that changed nothing has none. */
  readonly run: string | undefined;
  readonly before: NodeVersion;
  readonly now: NodeVersion;
  /** The node was built anew because images.yaml was gone, and the journal knows of an older life (D11). */
  readonly rebuilt: boolean;
  /** How the run before this one was interrupted. */
  readonly interrupted: string | undefined;
  readonly reason: string | undefined;
  readonly hint: string | undefined;
  readonly scripts: readonly ScriptReport[];
  /** What this run left on the node although no release lists it any more. */
  readonly orphans: readonly string[];
}

export interface NodeVersion {
  /** `unclear`: its files contradict each other or cannot be understood. */
  readonly status: NodeState | 'unclear';
  readonly version: string | undefined;
}

export interface ScriptReport {
  readonly module: string;
  readonly version: string;
  readonly script: string;
  /** `exited with 0` */
  readonly end: string;
  readonly durationMs: number;
  readonly log: string;
  /** The last lines of one that failed. */
  readonly tail: string | undefined;
}

/** 0 as wanted or skipped, 1 failed, 2 refused by state or gate (design.md, section 9). */
export function exitStatusOf({ outcome }: Pick<ApplyReport, 'outcome'>): 0 | 1 | 2 {
  switch (outcome) {
    case 'installed':
    case 'upgraded':
    case 'rolled-back':
    case 'reset':
    case 'unchanged':
    case 'skipped':
    case 'would-install':
    case 'would-upgrade':
    case 'would-roll-back':
      return 0;
    case 'failed':
    case 'interrupted':
      return 1;
    case 'refused':
      return 2;
  }
}
