/** How the playbook ended on a host (R99): all tasks done, a task failed, or no connection. */
export const ansibleStatuses = ['success', 'failed', 'unreachable'] as const;

export type AnsibleStatus = (typeof ansibleStatuses)[number];

/** What the state file of a node says, or why nothing is known of it (R101). */
export const nodeStatuses = ['active', 'building', 'maintain', 'failure', 'no state file', 'cannot connect'] as const;

export type NodeStatus = (typeof nodeStatuses)[number];

/** Link 1 (R94): what the playbook's run did on one host. */
export interface Dispatch {
  /** The inventory's name. */
  readonly host: string;
  readonly status: AnsibleStatus;
  /** When the last task was sent to it, by the control node's clock (R98). */
  readonly sentAt: Date;
  /** The task that failed, or that could not be sent. */
  readonly task: string | undefined;
  /** Why: Ansible's message. */
  readonly message: string | undefined;
  /** What `tagship-node apply --json` said there, if the playbook ran it. */
  readonly report: ReportedRun | undefined;
}

/** The fields of `tagship-node apply --json` that are read here; what an older or newer node does not say is undefined. */
export interface ReportedRun {
  readonly outcome: string;
  readonly release: string | undefined;
  /** Names the folder of its logs on the node. */
  readonly run: string | undefined;
  readonly rebuilt: boolean;
  /** How the run before it was interrupted. */
  readonly interrupted: string | undefined;
  readonly reason: string | undefined;
  readonly hint: string | undefined;
  readonly scripts: readonly ReportedScript[];
}

export interface ReportedScript {
  readonly module: string;
  readonly script: string;
  /** `exited with 0` */
  readonly end: string;
  readonly durationMs: number;
  /** The last lines of one that failed. */
  readonly tail: string | undefined;
}

/** Link 2 (R95): what a node said when it was asked after the run. */
export interface NodeLook {
  readonly host: string;
  readonly askedAt: Date;
  readonly status: NodeStatus;
  readonly version: string | undefined;
  /** It says building or maintain, and the run that wrote it is gone or past its deadline. */
  readonly isInterrupted: boolean;
  /** It has no state file, and its journal knows that it was installed before (D11). */
  readonly wasInstalled: boolean;
  /** Why it failed, why it is unclear, or why it cannot be asked. */
  readonly reason: string | undefined;
  /** Its last run, as `tagship-node logs --run` takes it. */
  readonly lastRun: string | undefined;
  /** What the answer of that run told only once; undefined where it told nothing of the kind. */
  readonly lastRunTold?: Pick<ReportedRun, 'rebuilt' | 'interrupted'> | undefined;
}

/** The look at a node that cannot be asked, or whose answer is none. */
export function cannotConnect({ host, askedAt, reason }: Pick<NodeLook, 'host' | 'askedAt' | 'reason'>): NodeLook {
  return {
    host,
    askedAt,
    status: 'cannot connect',
    version: undefined,
    isInterrupted: false,
    wasInstalled: false,
    reason,
    lastRun: undefined,
  };
}

/** Both links of one host. */
export interface Observation {
  readonly host: string;
  /** Of the inventory, without `all` and `ungrouped`. */
  readonly groups: readonly string[];
  /** Undefined when the run did not come to it: it was stopped, or the playbook leaves the host out. */
  readonly dispatch: Dispatch | undefined;
  readonly look: NodeLook;
}
