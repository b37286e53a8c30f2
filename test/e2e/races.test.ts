import { describe, inject } from 'vitest';
import { describeRaces } from './describe-races.ts';
import { createCephProjects } from './project-servers.ts';
import { planRounds } from './races/rounds.ts';

const cephEndpoint = inject('cephEndpoint');
const { TAGSHIP_LONG, TAGSHIP_SEED = '1' } = process.env;

describe.skipIf(cephEndpoint === null)('on Ceph RGW', () => {
  describeRaces(
    async () => await createCephProjects(cephEndpoint ?? ''),
    planRounds({ seed: TAGSHIP_SEED, whole: TAGSHIP_LONG === '1' }),
  );
});
