import { describe, inject } from 'vitest';
import { describeRaces } from './describe-races.ts';
import { createCephProjects } from './project-servers.ts';

const cephEndpoint = inject('cephEndpoint');

describe.skipIf(cephEndpoint === null)('on Ceph RGW', () => {
  describeRaces(async () => await createCephProjects(cephEndpoint ?? ''));
});
