import { describe, inject } from 'vitest';
import { describeNodeStart } from './describe-node-start.ts';
import { createCephProjects, startLoopbackProjects } from './project-servers.ts';
import { missingPrograms, nodeStartPrograms } from './real-s3/needed-programs.ts';

const cephEndpoint = inject('cephEndpoint');
const lacksPrograms = missingPrograms(nodeStartPrograms, '/usr/bin').length > 0;

describe.skipIf(lacksPrograms)('on the loopback server', () => {
  describeNodeStart(startLoopbackProjects);
});

describe.skipIf(cephEndpoint === null || lacksPrograms)('on Ceph RGW', () => {
  describeNodeStart(async () => await createCephProjects(cephEndpoint ?? '', { withRights: true }));
});
