import type { TestProject } from 'vitest/node';
import { engineName } from './image/pipe-image.ts';
import { accounts } from './project-servers.ts';
import {
  ansiblePrograms,
  awsCli,
  cephPrograms,
  containerPrograms,
  describeMissing,
  missingPrograms,
  nodeStartPrograms,
  sshServer,
} from './real-s3/needed-programs.ts';
import { startCephRgw } from './real-s3/start-ceph-rgw.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the real S3 server; null where there is none. */
    readonly cephEndpoint: string | null;
    /** Whether there is a real SSH server to be started. */
    readonly hasSshServer: boolean;
    /** Whether machines with namespaces of their own can be made, each with an SSH server. */
    readonly hasNodes: boolean;
    /** Whether such machines can be rolled out to by Ansible, too. */
    readonly hasAnsible: boolean;
    /** Whether the image can be built and run. */
    readonly hasContainers: boolean;
  }
}

/**
 * Starts the real S3 server, once for all tests. Where programs are missing, for it or for the image, the last lines
 * say what did not run; in CI that is an error.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { PATH = '', CI } = process.env;
  const missingForImage = missingPrograms(containerPrograms[engineName], PATH);
  const missingForCeph = missingPrograms(cephPrograms, PATH);
  const missingForSsh = missingPrograms([sshServer], PATH);
  const missingForAnsible = missingPrograms(ansiblePrograms, PATH);
  const missing = [
    ...missingForCeph,
    ...missingForAnsible,
    ...missingPrograms([awsCli], PATH),
    ...missingPrograms(nodeStartPrograms, '/usr/bin'),
    ...missingForSsh,
    ...missingForImage,
  ];
  const lacksRoot = engineName === 'podman' && missingForImage.length === 0 && process.getuid?.() !== 0;
  const isRoot = process.getuid?.() === 0;
  const untested = [
    ...(missing.length > 0 ? [describeMissing(missing)] : []),
    ...(isRoot ? [] : ['NOT TESTED: from a tag to running nodes; their namespaces have to be made as root']),
    ...(lacksRoot ? ['NOT TESTED: the image; to make its base debootstrap has to be run as root'] : []),
  ];
  if (untested.length > 0 && CI === 'true') {
    throw new Error(untested.join('\n'));
  }
  const ceph = missingForCeph.length > 0 ? undefined : await startCephRgw(accounts);
  provide('cephEndpoint', ceph?.endpoint ?? null);
  provide('hasSshServer', missingForSsh.length === 0);
  provide('hasNodes', missingForSsh.length === 0 && isRoot);
  provide('hasAnsible', missingForSsh.length === 0 && isRoot && missingForAnsible.length === 0);
  provide('hasContainers', missingForImage.length === 0 && !lacksRoot);
  return async () => {
    await ceph?.[Symbol.asyncDispose]();
    if (untested.length > 0) {
      console.log(`\n${untested.join('\n')}`);
    }
  };
}
