import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AnsibleAccess, AnsiblePorts } from '../../control/ansible/ansible-access.ts';
import type { AnsibleEvent } from '../../control/ansible/ansible-event.ts';
import { askNodes } from '../../control/ansible/ask-nodes.ts';
import { collectLogs } from '../../control/ansible/collect-logs.ts';
import { expectedVersion } from '../../control/testing/local-ansible.ts';
import { endedWell } from '../../demo/run-pipeline.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import { readSnippets } from '../doc-snippets.ts';
import { type ProjectServer, startLoopbackProjects, storeVariables } from './project-servers.ts';
import { accessBySsh } from './real-ssh/ansible-access.ts';
import { type ProjectNodes, startProjectNodes } from './real-ssh/project-nodes.ts';
import { runPlaybook } from './real-ssh/run-playbook.ts';
import { foldersWithUsers, type SshNode } from './real-ssh/start-node.ts';
import { createTeam, type Team } from './team.ts';

/** Nodes on which Ansible logs in as a user that becomes root by sudo, as examples/control-node/README.md has it. */

const names = ['open', 'asks', 'stays', 'barred'] as const;
const snippets = readSnippets('examples/control-node/README.md');
const login = snippets.find(({ marks }) => marks['login'] === 'deploy')?.text ?? '';
const mayAll = snippets.find(({ language }) => language === 'sudoers')?.text ?? '';
const password = 'correct horse';

describe.skipIf(!inject('hasAnsible'))('with a user that becomes root by sudo', () => {
  let server: ProjectServer;
  let team: Team;
  let world: ProjectNodes;
  let folder: string;
  let inventory: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagship-sudo-'));
    server = await startLoopbackProjects();
    team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
    await team.publishWholeWorld();
    const account = server.user('PROJECTA', 'node');
    world = await startProjectNodes(names, { firstHost: 70, account, login, folders: foldersWithUsers });
    for (const node of world.nodes) {
      await addUser(node);
    }
    const may = (name: string, line: string): void =>
      writeFileSync(join(world.node(name).root, 'etc/sudoers.d/deploy'), line, { mode: 0o440 });
    may('open', mayAll);
    may('asks', mayAll.replace('NOPASSWD: ', ''));
    may('stays', mayAll);
    inventory = join(folder, 'inventory.ini');
    writeFileSync(
      inventory,
      readFileSync(world.inventory, 'utf8')
        .replace(/^asks .*/m, `$& ansible_become_password='${password}'`)
        .replace(/^stays .*/m, '$& ansible_become=false'),
    );
    const repository = team.repository('ProjectA.dist');
    const run = await team.runPipeline(repository, repository.tag('2.1.0'), {
      CONTROL_NODE: 'local',
      REMOTE_PATH: folder,
    });
    if (!endedWell(run)) {
      throw new Error(run.stdout);
    }
  });
  afterAll(async () => {
    world?.[Symbol.dispose]();
    team?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
    rmSync(folder ?? '', { recursive: true, force: true, maxRetries: 5 });
  });

  async function addUser({ ssh, run }: SshNode): Promise<void> {
    const key = join(folder, 'key');
    writeFileSync(key, ssh.privateKey, { mode: 0o600 });
    const publicKey = execFileSync('ssh-keygen', ['-y', '-f', key]);
    const script = `set -eu; PATH=/usr/sbin:/usr/bin:/sbin:/bin
rm -f /etc/sudoers.d/*
useradd --create-home --shell /bin/bash deploy
echo 'deploy:${password}' | chpasswd
install -d -o deploy -m 700 ~deploy/.ssh
cat > ~deploy/.ssh/authorized_keys`;
    expect(await run(script, publicKey)).toMatchObject({ exitCode: 0 });
  }

  const play = async (...args: readonly string[]) =>
    await runPlaybook(join(realpathSync(join(folder, 'ProjectA/current')), 'playbook.yml'), ['-i', inventory, ...args]);
  const access = (): AnsibleAccess => accessBySsh(folder, { keepSeconds: 5 });
  const ports = (onEvent: (event: AnsibleEvent) => void = () => undefined): AnsiblePorts => ({
    context: silentContext(),
    processes: machineProcesses,
    redact: (text) => text,
    onEvent,
  });
  const imagesOf = (name: string): string => join(world.node(name).root, 'var/lib/tagship/ProjectA/images.yaml');

  // one life of the nodes: each step begins with what the one before has left
  test('nodes are installed, asked, and their logs are read; who may not become root is told so', async () => {
    const events: AnsibleEvent[] = [];
    const asked = await askNodes(
      { ...access(), project: 'ProjectA' },
      ports((event) => events.push(event)),
    );
    expect(asked.problem).toBeUndefined();
    expect(events[0]).toEqual({ event: 'start', ansible: expectedVersion(process.env) });
    const before = Object.fromEntries(asked.looks.map((look) => [look.host, look]));
    expect(before['open']).toMatchObject({ status: 'no state file', reason: undefined });
    expect(before['asks']).toMatchObject({ status: 'no state file', reason: undefined });
    expect(before['stays']).toMatchObject({
      status: 'cannot connect',
      reason: expect.stringMatching(/^it was asked as user \d+, and not as root$/),
    });
    expect(before['barred']).toMatchObject({
      status: 'cannot connect',
      reason: expect.stringMatching(/sudo.*password/is),
    });

    const may = ['--limit', 'open:asks'];
    const foreseen = await play('--check', ...may);
    expect(foreseen, foreseen.stdout).toMatchObject({ exitCode: 0 });
    expect(['open', 'asks'].map((name) => existsSync(imagesOf(name)))).toEqual([false, false]);
    const all = await play();
    expect(all, all.stdout).toMatchObject({
      exitCode: 2,
      hosts: { open: { failed: 0 }, asks: { failed: 0 }, stays: { failed: 1 } },
    });
    const again = await play(...may);
    expect(again, again.stdout).toMatchObject({
      exitCode: 0,
      hosts: { open: { changed: 0, failed: 0 }, asks: { changed: 0, failed: 0 } },
    });
    for (const { stdout, stderr } of [foreseen, all, again]) {
      expect(stdout + stderr).not.toMatch(/deprecat|\[WARNING/i);
    }
    expect(readFileSync(imagesOf('open'), 'utf8')).toContain('status: active');

    const { looks } = await askNodes({ ...access(), project: 'ProjectA', hosts: ['open', 'asks'] }, ports());
    expect(looks.map(({ host, status, version }) => `${host} ${status} ${version}`).toSorted()).toEqual([
      'asks active 2.1.0',
      'open active 2.1.0',
    ]);
    const runs = new Map(looks.map(({ host, lastRun }) => [host, lastRun ?? 'none']));
    const { hosts } = await collectLogs({ ...access(), project: 'ProjectA', runs }, ports());
    expect(hosts.map(({ problem, logs }) => [problem, logs.length > 0])).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
    // one that sudo asks for is told to nobody
    expect(readFileSync(join(folder, 'ansible.log'), 'utf8')).not.toContain(password);
  });
});
