import { describe, inject } from 'vitest';
import { describeExampleWorld } from './describe-example-world.ts';
import { createCephProjects, startLoopbackProjects } from './project-servers.ts';

const cephEndpoint = inject('cephEndpoint');

describe('on the loopback server', () => {
  describeExampleWorld(startLoopbackProjects);
});

describe.skipIf(cephEndpoint === null)('on Ceph RGW', () => {
  describeExampleWorld(async () => await createCephProjects(cephEndpoint ?? '', { withRights: true }));
});
