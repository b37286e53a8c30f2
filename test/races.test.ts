import { describeRaces } from './e2e/describe-races.ts';
import { startLoopbackProjects } from './e2e/project-servers.ts';
import { planRounds } from './e2e/races/rounds.ts';

const { TAGSHIP_LONG, TAGSHIP_SEED = '1' } = process.env;

describeRaces(startLoopbackProjects, planRounds({ seed: TAGSHIP_SEED, whole: TAGSHIP_LONG === '1' }));
