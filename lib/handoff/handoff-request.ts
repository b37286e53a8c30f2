import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { Bundle } from '../bundle/make-bundle.ts';
import type { ControlNode } from './control-node.ts';
import type { Confirmed } from './decide-handoff.ts';

export interface HandoffRequest {
  readonly bundle: Bundle;
  readonly controlNode: ControlNode;
  /** The build that hands over; at a desk the one that made the release. */
  readonly source: Handoff['source'];
  /** Program and version, and at a desk who. */
  readonly by: string;
  /** What a person has confirmed. */
  readonly confirmed?: Confirmed;
  /** Only look and say what would be done. */
  readonly dryRun?: boolean;
  /** PATH, by which ssh or the shell is found. */
  readonly path: string;
  /** Where the pipeline's key is. Default: Bitbucket's folder. null: at a desk, where there is none. */
  readonly agentFolder?: string | null;
  /** A receive step in which nothing goes on for so long is ended. Default: 15 min. */
  readonly quietTimeoutMs?: number;
}

/** What became of a hand-off. A refusal is an answer; what failed is thrown. */
export type HandoffResult =
  | {
      readonly status: 'handed-off' | 'planned';
      readonly kind: 'release' | 'rollback';
      readonly generation: number;
      readonly previousRelease: string | undefined;
      /** The folder of all projects on the control node; undefined where an older receive step does not say it. */
      readonly root: string | undefined;
    }
  | {
      readonly status: 'refused';
      readonly reason: 'late' | 'other-repository';
      readonly message: string;
      readonly hint: string;
      readonly root: string | undefined;
    };
