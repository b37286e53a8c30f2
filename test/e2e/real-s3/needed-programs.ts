import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/** A program that is not part of the project, and what is not tested without it. */
export interface NeededProgram {
  readonly program: string;
  /** The name of its package in Debian 12. */
  readonly debianPackage: string;
  readonly without: string;
}

const onRealServer = 'the store contract, the example world and the races on a real S3 server';

export const cephPrograms: readonly NeededProgram[] = [
  { program: 'setpriv', debianPackage: 'util-linux', without: onRealServer },
  { program: 'ceph-mon', debianPackage: 'ceph-mon', without: onRealServer },
  { program: 'ceph-osd', debianPackage: 'ceph-osd', without: onRealServer },
  { program: 'radosgw', debianPackage: 'radosgw', without: onRealServer },
  { program: 'radosgw-admin', debianPackage: 'radosgw', without: onRealServer },
  { program: 'ceph', debianPackage: 'ceph-common', without: onRealServer },
];

export const awsCli: NeededProgram = {
  program: 'aws',
  debianPackage: 'awscli',
  without:
    'that the AWS CLI fetches what was published (the SDK did it), least privilege on a real S3 server, and set-up-bucket.sh',
};

const nodeStart = "a node's beginning, with dash, bash and busybox, with curl and the AWS CLI";

/** What the machines of test/e2e/describe-node-start.ts have, in /usr/bin. */
export const nodeStartPrograms: readonly NeededProgram[] = [
  { program: 'dash', debianPackage: 'dash', without: nodeStart },
  { program: 'bash', debianPackage: 'bash', without: nodeStart },
  { program: 'busybox', debianPackage: 'busybox', without: nodeStart },
  { program: 'curl', debianPackage: 'curl', without: nodeStart },
  { program: 'aws', debianPackage: 'awscli', without: nodeStart },
];

export const sshServer: NeededProgram = {
  program: '/usr/sbin/sshd',
  debianPackage: 'openssh-server',
  without: 'the hand-off to a real SSH server',
};

const withAnsible = 'the roll-out of a release by Ansible, and the page that sets up a control node';

export const ansiblePrograms: readonly NeededProgram[] = [
  { program: 'ansible-playbook', debianPackage: 'ansible-core', without: withAnsible },
  { program: 'ansible-lint', debianPackage: 'ansible-lint', without: withAnsible },
  { program: 'sudo', debianPackage: 'sudo', without: withAnsible },
  { program: 'systemd-analyze', debianPackage: 'systemd', without: withAnsible },
  { program: '/usr/sbin/logrotate', debianPackage: 'logrotate', without: withAnsible },
];

const inContainer = 'the image: that it is built, runs as Bitbucket runs it, and publishes 1 GB in 512 MB of memory';

const podmanPrograms: readonly NeededProgram[] = [
  { program: 'podman', debianPackage: 'podman', without: inContainer },
  { program: 'runc', debianPackage: 'runc', without: inContainer },
  { program: '/usr/lib/podman/netavark', debianPackage: 'netavark', without: inContainer },
  { program: 'debootstrap', debianPackage: 'debootstrap', without: inContainer },
];

const dockerPrograms: readonly NeededProgram[] = [
  { program: 'docker', debianPackage: 'docker.io', without: inContainer },
];

export const containerPrograms = { podman: podmanPrograms, docker: dockerPrograms } as const;

/** Those that are in no folder of PATH; a program may also be named by its path. */
export function missingPrograms(programs: readonly NeededProgram[], path: string): readonly NeededProgram[] {
  return programs.filter(
    ({ program }) => !path.split(delimiter).some((folder) => isExecutable(resolve(folder, program))),
  );
}

/** What a person is to know and to do about it, in lines. */
export function describeMissing(missing: readonly NeededProgram[]): string {
  const effects = new Map(
    missing.map(({ without }) => [without, missing.filter((other) => other.without === without)]),
  );
  const packages = new Set(missing.map(({ debianPackage }) => debianPackage));
  return [
    ...[...effects].map(
      ([effect, programs]) => `NOT TESTED: ${effect}; missing: ${programs.map(({ program }) => program).join(', ')}`,
    ),
    `To test it: apt-get install --no-install-recommends ${[...packages].join(' ')}`,
  ].join('\n');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
