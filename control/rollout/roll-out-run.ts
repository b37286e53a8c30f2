import type { AlertGroup } from '../alerts/alert-group.ts';
import type { SendEnd } from '../alerts/send-queue.ts';
import type { PlaybookRun } from '../ansible/run-playbook.ts';
import type { History } from '../history/history.ts';
import type { Dispatch, NodeLook } from '../watch/observation.ts';
import type { Verdict } from '../watch/verdict.ts';
import type { Generation } from './current-generation.ts';
import type { DataFolder } from './data-folder.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';

/** One roll-out on its way through its stages. */
export interface RollOutRun {
  readonly settings: RollOutSettings;
  readonly ports: RollOutPorts;
  readonly data: DataFolder;
  readonly history: History;
  readonly startedAt: Date;
  /** Of the history. */
  readonly id: number;
  readonly generation: Generation | undefined;
  readonly playbook: string | undefined;
  /** What roll-outs that were killed have left, or did not even hear. */
  leftDispatches: readonly Dispatch[];
  playbookRun: PlaybookRun | undefined;
  /** Every host with its groups; empty until Ansible has read it. */
  inventory: ReadonlyMap<string, readonly string[]>;
  looks: readonly NodeLook[];
  verdicts: readonly Verdict[];
  /** What is told to people; empty until it is decided. */
  groups: readonly AlertGroup[];
  /** Why it failed as a whole: the first that was found. */
  problem: RollOutProblem | undefined;
}

export interface RollOutProblem {
  /** The stage that it came up in. */
  readonly stage: string;
  readonly error: unknown;
}

/** How a roll-out ended. */
export interface RollOutResult {
  readonly project: string;
  /** Of the history. */
  readonly run: number;
  readonly generation: Generation | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: 'whole' | 'failed' | 'interrupted';
  readonly problem: RollOutProblem | undefined;
  readonly verdicts: readonly Verdict[];
  readonly groups: readonly AlertGroup[];
  readonly messages: SendEnd;
}
