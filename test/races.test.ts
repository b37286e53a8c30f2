import { describeRaces } from './e2e/describe-races.ts';
import { startLoopbackProjects } from './e2e/project-servers.ts';

describeRaces(startLoopbackProjects);
