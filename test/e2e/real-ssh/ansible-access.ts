import { join } from 'node:path';
import type { AnsibleAccess } from '../../../control/ansible/ansible-access.ts';
import { ansibleSurroundings } from '../../../control/testing/local-ansible.ts';

/** How the Ansible of the tests comes to nodes with real SSH servers: inventory, log and home lie in the folder. */
export function accessBySsh(
  folder: string,
  { keepSeconds, ...environment }: { readonly keepSeconds: number; readonly ANSIBLE_TIMEOUT?: string },
): AnsibleAccess {
  return {
    inventory: join(folder, 'inventory.ini'),
    forks: 10,
    deadlineMs: 120_000,
    ansibleHome: join(folder, 'ansible'),
    logFile: join(folder, 'ansible.log'),
    environment: {
      ...ansibleSurroundings(process.env),
      ...environment,
      ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=${keepSeconds}s`,
    },
  };
}
