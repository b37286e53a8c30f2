import { expect, test } from 'vitest';
import { isLegalMove, type NodeState } from './status-moves.ts';

const states: readonly NodeState[] = ['absent', 'building', 'maintain', 'failure', 'active'];

test('of all moves these alone are legal: active is reached by building or maintain, maintain from active (R80) or a repair', () => {
  const legal = states.flatMap((from) => states.filter((to) => isLegalMove(from, to)).map((to) => `${from} -> ${to}`));

  expect(legal).toEqual([
    'absent -> building',
    'absent -> failure',
    'building -> failure',
    'building -> active',
    'maintain -> failure',
    'maintain -> active',
    'failure -> absent',
    'failure -> building',
    'failure -> maintain',
    'failure -> failure',
    'active -> absent',
    'active -> maintain',
    'active -> failure',
  ]);
});
