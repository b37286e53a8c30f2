import { hashOf } from '../../sweeps/choose-points.ts';
import type { ProjectName } from '../project-servers.ts';

/** One race. */
export interface Round {
  /** Names round and seed, which make it again. */
  readonly title: string;
  readonly size: 'small' | 'large';
  /** Where each contender is held until both are there. */
  readonly place: { readonly project: ProjectName; readonly object: 'package' | 'record' };
  /** Whether the one that comes there last goes on first. */
  readonly lastGoesFirst: boolean;
  /** How much later than the first the other one goes on. */
  readonly lagMs: number;
  /** Whether the developer folder has an older build already. */
  readonly replaces: boolean;
}

/**
 * Each has ten rounds, which stand together: so a tenth of them (`choosePoints`) has every place, and the one where a
 * loser fills a store in both sizes.
 */
const places = [
  { project: 'PROJECTA', object: 'package', sizes: ['small', 'large'] },
  { project: 'PROJECTB', object: 'package', sizes: ['small'] },
  { project: 'PROJECTB', object: 'package', sizes: ['large'] },
  { project: 'PROJECTA', object: 'record', sizes: ['small', 'large'] },
  { project: 'PROJECTB', object: 'record', sizes: ['small', 'large'] },
] as const satisfies readonly (Round['place'] & { readonly sizes: readonly Round['size'][] })[];

const roundsAtPlace = 10;

/** All 50 rounds, which a seed decides. Pure. */
export function planRounds(seed: string): readonly Round[] {
  return places.flatMap(({ project, object, sizes }, block) =>
    Array.from({ length: roundsAtPlace }, (_, index): Round => {
      const number = block * roundsAtPlace + index;
      const size = sizes[index % sizes.length] ?? sizes[0];
      return {
        title: `${number} of seed ${seed}: ${size}, ${object} in ${project}`,
        size,
        place: { project, object },
        lastGoesFirst: Math.floor(index / 2) % 2 === 1,
        // from the same moment to so long that the first is through
        lagMs: 2 ** (hashOf(`${seed} lag ${number}`) % 9) - 1,
        replaces: hashOf(`${seed} replaces ${number}`) % 2 === 0,
      };
    }),
  );
}
