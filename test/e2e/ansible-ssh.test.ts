import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AnsibleAccess, AnsiblePorts } from '../../control/ansible/ansible-access.ts';
import { askNodes } from '../../control/ansible/ask-nodes.ts';
import { collectLogs } from '../../control/ansible/collect-logs.ts';
import { runPlaybook } from '../../control/ansible/run-playbook.ts';
import { refused } from '../../control/testing/sample-plays.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import { accessBySsh } from './real-ssh/ansible-access.ts';
import { installTagshipNode } from './real-ssh/project-nodes.ts';
import { type SshNode, startNodes } from './real-ssh/start-node.ts';

/** What tagship-control sees of nodes over Ansible's real connections. */

const names = ['well', 'dead', 'stranger', 'frozen'] as const;
const run = '20261127T021500Z-0a1b2c';
let nodes: readonly SshNode[];
let folder: string;

function node(name: (typeof names)[number]): SshNode {
  const found = nodes.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`there is no node ${name}`);
  }
  return found;
}

describe.skipIf(!inject('hasAnsible'))('over SSH', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagship-control-'));
    nodes = await startNodes(names, 60);
    const hosts = nodes.map(({ name, root, ssh }) => {
      installTagshipNode(root);
      const key = join(folder, `${name}.key`);
      const known = join(folder, `${name}.known`);
      writeFileSync(key, ssh.privateKey, { mode: 0o600 });
      // the key of another machine
      const keys =
        name === 'stranger' ? node('well').ssh.knownHosts.replace(/^\S+/, `[${ssh.host}]:${ssh.port}`) : ssh.knownHosts;
      writeFileSync(known, keys);
      return `${name} ansible_host=${ssh.host} ansible_port=${ssh.port} ansible_ssh_private_key_file=${key} ansible_ssh_common_args='-F /dev/null -o UserKnownHostsFile=${known}'`;
    });
    const common = '[all:vars]\nansible_user=root\nansible_python_interpreter=/usr/bin/python3\n';
    writeFileSync(join(folder, 'inventory.ini'), `${hosts.join('\n')}\n${common}`);
    // an operator who does not want to be bothered
    writeFileSync(join(folder, 'ansible.cfg'), '[defaults]\nhost_key_checking = False\n');
    const state = join(node('well').root, 'var/lib/tagship/ProjectA');
    mkdirSync(join(state, 'logs', run), { recursive: true });
    writeFileSync(join(state, 'images.yaml'), 'image:\n  version: 2.1.0\nstatus: active\n');
    writeFileSync(join(state, 'logs', run, '001-ModuleX-deploy.sh.log'), 'deployed\n');
    await node('dead').ssh.stop();
    node('frozen').ssh.freeze();
  });

  afterAll(() => {
    for (const one of nodes ?? []) {
      one[Symbol.dispose]();
    }
    rmSync(folder ?? '', { recursive: true, force: true, maxRetries: 5 });
  });

  const ports = (signal = new AbortController().signal): AnsiblePorts => ({
    context: { ...silentContext(), signal },
    processes: machineProcesses,
    redact: (text) => text,
  });
  const access = (): AnsibleAccess => accessBySsh(folder, { keepSeconds: 10, ANSIBLE_TIMEOUT: '4' });
  const play = async (task: string, signal?: AbortSignal) => {
    const playbook = join(folder, 'playbook.yml');
    writeFileSync(
      playbook,
      JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: [{ 'ansible.builtin.raw': task }] }]),
    );
    const order = { ...access(), playbook, bundle: '/', project: 'ProjectA', release: '2.1.0', generation: 1 };
    return await runPlaybook(order, ports(signal));
  };

  test('one node that is dead, one that hangs and one that is another machine keep nobody from the release', async () => {
    const { dispatches, problem, exitStatus } = await play('hostname > /srv/reached');

    const of = (name: string) => dispatches.find(({ host }) => host === name);
    expect({ problem, exitStatus }).toEqual({ problem: undefined, exitStatus: 4 });
    expect(of('well')).toMatchObject({ status: 'success' });
    expect(readFileSync(join(node('well').root, 'srv/reached'), 'utf8')).toBe('well\n');
    expect(of('dead')).toMatchObject({ status: 'unreachable', message: expect.stringMatching(refused) });
    expect(of('frozen')).toMatchObject({ status: 'unreachable', message: expect.stringContaining('timed out') });
    // whatever ansible.cfg says
    expect(of('stranger')).toMatchObject({ status: 'unreachable', message: expect.stringMatching(/host key/i) });
    expect(readdirSync(join(node('stranger').root, 'srv'))).toEqual([]);
  });

  test('every node is asked, and each that does not answer says why', async () => {
    const { looks, problem } = await askNodes({ ...access(), project: 'ProjectA' }, ports());

    const of = (name: string) => looks.find(({ host }) => host === name);
    expect(problem).toBeUndefined();
    expect(of('well')).toMatchObject({ status: 'active', version: '2.1.0', reason: undefined });
    expect(of('dead')).toMatchObject({
      status: 'cannot connect',
      reason: expect.stringMatching(refused),
    });
    expect(of('frozen')).toMatchObject({ status: 'cannot connect', reason: expect.stringContaining('timed out') });
    expect(of('stranger')).toMatchObject({ status: 'cannot connect', reason: expect.stringMatching(/host key/i) });
  });

  test('logs come from where there are some', async () => {
    const runs = new Map([
      ['well', run],
      ['dead', run],
    ]);

    const { hosts } = await collectLogs({ ...access(), project: 'ProjectA', runs }, ports());

    expect(hosts.find(({ host }) => host === 'well')).toMatchObject({
      logs: [{ file: '001-ModuleX-deploy.sh.log', text: 'deployed', sizeBytes: 9 }],
      problem: undefined,
    });
    expect(hosts.find(({ host }) => host === 'dead')).toMatchObject({
      logs: [],
      problem: expect.stringMatching(refused),
    });
  });

  test('a run that is stopped leaves nothing at work on the control node', async () => {
    const stop = new AbortController();
    const started = join(node('well').root, 'srv/started');

    const playing = play('touch /srv/started; sleep 300', stop.signal);
    await expect.poll(() => readdirSync(join(node('well').root, 'srv'))).toContain('started');
    stop.abort();
    const { problem, dispatches } = await playing;

    expect(problem).toMatchObject({ code: 'interrupted' });
    expect(dispatches.find(({ host }) => host === 'well')).toMatchObject({ status: 'failed' });
    // what ssh keeps of a connection ends by itself (ControlPersist)
    expect(processesWith(folder).filter((line) => !line.includes('[mux]'))).toEqual([]);
    rmSync(started);
  });
});

/** Command lines that name the folder: those of Ansible, and of ssh, whose key lies there. Not the servers: theirs is elsewhere. */
function processesWith(text: string): readonly string[] {
  const lines = readdirSync('/proc').map((pid) => {
    try {
      return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
    } catch {
      return '';
    }
  });
  return lines.filter((line) => line.includes(text));
}
