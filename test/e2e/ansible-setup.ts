import type { TestProject } from 'vitest/node';
import { expectedVersion } from '../../control/testing/local-ansible.ts';
import { ansiblePrograms, describeMissing, missingPrograms, sshServer } from './real-s3/needed-programs.ts';

/** What the tests that only Ansible needs ask for, without a real S3 server. In CI a program that is missing is an error. */
export function setup({ provide }: TestProject): void {
  const { PATH = '', CI } = process.env;
  const missing = missingPrograms([sshServer, ...ansiblePrograms], PATH);
  const isRoot = process.getuid?.() === 0;
  const untested = [
    ...(missing.length > 0 ? [describeMissing(missing)] : []),
    ...(isRoot ? [] : ['NOT TESTED: the playbook; the namespaces of its nodes have to be made as root']),
  ];
  if (untested.length > 0 && CI === 'true') {
    throw new Error(untested.join('\n'));
  }
  const isThere = missing.length === 0 && isRoot;
  provide('hasAnsible', isThere);
  console.log(untested.length > 0 ? untested.join('\n') : `with ansible-core ${expectedVersion(process.env)}`);
}
