import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Account } from '../../../lib/testing/s3/signature.ts';
import { type OwnFolders, type SshNode, startNodes } from './start-node.ts';

const nodeProgram = join(import.meta.dirname, '../../../dist/tagship-node.mjs');

/** The nodes of a project, and how a control node finds them. */
export interface ProjectNodes extends Disposable {
  readonly nodes: readonly SshNode[];
  /** @throws Error where there is none of that name */
  node(name: string): SshNode;
  /** An inventory of Ansible with all of them; its only groups are those given. */
  readonly inventory: string;
  /** A configuration of ssh in which they have their names. */
  readonly sshConfig: string;
}

/**
 * Machines that have the built tagship-node in /usr/local/bin, and read-only keys for their store in the configuration of
 * root, as a machine outside the cloud has.
 */
export async function startProjectNodes(
  names: readonly string[],
  {
    firstHost,
    account,
    groups = {},
    login = 'ansible_user=root\n',
    folders,
  }: {
    readonly firstHost: number;
    readonly account: S3Account;
    readonly groups?: Readonly<Record<string, readonly string[]>>;
    /** Lines of the inventory: as who Ansible logs in. */
    readonly login?: string;
    readonly folders?: OwnFolders;
  },
): Promise<ProjectNodes> {
  const nodes = await startNodes(names, firstHost, folders);
  const folder = mkdtempSync(join(tmpdir(), 'tagship-inventory-'));
  const hosts: string[] = [];
  const blocks: string[] = [];
  for (const { name, root, ssh } of nodes) {
    const credentials = `[default]\naws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`;
    mkdirSync(join(root, 'root/.aws'));
    writeFileSync(join(root, 'root/.aws/credentials'), credentials, { mode: 0o600 });
    installTagshipNode(root);
    const key = join(folder, `${name}.key`);
    const known = join(folder, `${name}.known`);
    writeFileSync(key, ssh.privateKey, { mode: 0o600 });
    writeFileSync(known, ssh.knownHosts);
    hosts.push(
      `${name} ansible_host=${ssh.host} ansible_port=${ssh.port} ansible_ssh_private_key_file=${key} ` +
        `ansible_ssh_common_args='-F /dev/null -o UserKnownHostsFile=${known}'`,
    );
    blocks.push(
      `Host ${name}\n  HostName ${ssh.host}\n  Port ${ssh.port}\n  User root\n  IdentityFile ${key}\n  UserKnownHostsFile ${known}\n`,
    );
  }
  const inventory = join(folder, 'inventory.ini');
  const members = Object.entries(groups).map(([group, of]) => `[${group}]\n${of.join('\n')}\n`);
  const common = `[all:vars]\n${login}ansible_python_interpreter=/usr/bin/python3\n`;
  writeFileSync(inventory, [...hosts, '', ...members, common].join('\n'));
  const sshConfig = join(folder, 'ssh_config');
  writeFileSync(sshConfig, blocks.join(''));
  return {
    nodes,
    node: (name) => {
      const node = nodes.find((other) => other.name === name);
      if (node === undefined) {
        throw new Error(`there is no node ${name}`);
      }
      return node;
    },
    inventory,
    sshConfig,
    [Symbol.dispose]: () => {
      for (const node of nodes) {
        node[Symbol.dispose]();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `npm install --global tagship` would bring, for the Node.js that runs the tests. */
export function installTagshipNode(root: string): void {
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  const script = `#!/bin/sh\nexec '${process.execPath}' '${nodeProgram}' "$@"\n`;
  writeFileSync(join(root, 'usr/local/bin/tagship-node'), script, { mode: 0o755 });
}
