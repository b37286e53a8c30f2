import type { NodeStatus } from './images-file.ts';

/** The five states of section 9; `absent`: there is no images.yaml. */
export type NodeState = NodeStatus | 'absent';

/**
 * Which state may follow which (R79 to R84). `active` is reached through building or maintain alone, so that nothing but a
 * whole run makes a node active.
 */
const moves: Readonly<Record<NodeState, readonly NodeState[]>> = {
  absent: ['building', 'failure'],
  building: ['active', 'failure'],
  maintain: ['active', 'failure'],
  active: ['maintain', 'failure', 'absent'],
  failure: ['building', 'maintain', 'failure', 'absent'],
};

export function isLegalMove(from: NodeState, to: NodeState): boolean {
  return moves[from].includes(to);
}
