import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ansibleSurroundings } from '../../control/testing/local-ansible.ts';
import { endedWell } from '../../demo/run-pipeline.ts';
import { type SlackPeer, startSlackPeer } from '../../lib/testing/slack-peer.ts';
import { readMessages } from '../sweeps/control/read-messages.ts';
import { createCephProjects, type ProjectServer, storeVariables } from './project-servers.ts';
import { type ProjectNodes, startProjectNodes } from './real-ssh/project-nodes.ts';
import { createTeam, type Team } from './team.ts';

const cephEndpoint = inject('cephEndpoint');
const canRun = cephEndpoint !== null && inject('hasAnsible');
const program = join(import.meta.dirname, '../../dist/tagship-control.mjs');
const names = ['web1', 'web2', 'web3', 'db1', 'db2'] as const;
/** Some of these nodes do not answer, and every roll-out asks each of them twice. */
const timeoutMs = 900_000;

interface ToldHost {
  readonly host: string;
  readonly ansible: string;
  readonly node: string;
  readonly version: string | null;
  readonly cause: string | null;
  readonly event: string | null;
}

interface Told {
  readonly outcome: string;
  readonly hosts: readonly ToldHost[];
  readonly messages: { readonly left: number };
}

/** A real S3 server, a control node with Debian's Ansible, five machines with real SSH servers, and a Slack. */
describe.skipIf(!canRun)('tagship-control on five nodes', () => {
  let server: ProjectServer;
  let team: Team;
  let slack: SlackPeer;
  let world: ProjectNodes;
  let remotePath: string;
  let data: string;

  beforeAll(async () => {
    server = await createCephProjects(cephEndpoint ?? '', { withRights: true });
    team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
    await team.publishWholeWorld();
    slack = await startSlackPeer();
    remotePath = mkdtempSync(join(tmpdir(), 'tagship-control-'));
    data = mkdtempSync(join(tmpdir(), 'tagship-control-data-'));
    world = await startProjectNodes(names, {
      firstHost: 50,
      account: server.user('PROJECTA', 'node'),
      groups: { web: ['web1', 'web2', 'web3'], db: ['db1', 'db2'] },
    });
  }, timeoutMs);

  afterAll(async () => {
    world?.[Symbol.dispose]();
    await slack?.close();
    team?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
    for (const folder of [remotePath, data]) {
      rmSync(folder ?? '', { recursive: true, force: true, maxRetries: 5 });
    }
  });

  // one life of five nodes: each step begins with what the one before has left
  test(
    'what is told is what happened: installed, upgraded with every trouble, brought back, well again',
    async () => {
      await handOver('2.1.0');
      const installed = await rollOut();
      expect(installed.status, installed.log).toBe(0);
      expect(hostsOf(installed)).toEqual(Object.fromEntries(names.map((name) => [name, 'active 2.1.0'])));
      expect(messages()).toEqual([]);

      await handOver('2.2.0');
      await hangInUpgrade('db2');
      await world.node('web1').ssh.stop();
      spoil('web2');
      world.node('web3').ssh.freeze();
      rmSync(join(world.node('db1').root, 'var/lib/tagship/ProjectA/images.yaml'));
      const upgraded = await rollOut();
      expect(upgraded.status, upgraded.log).toBe(1);
      expect(hostsOf(upgraded), upgraded.log).toEqual({
        web1: 'cannot connect: cannot connect',
        web2: 'failure 2.2.0: node failed',
        web3: 'cannot connect: cannot connect',
        db1: 'active 2.2.0, rebuilt',
        db2: expect.stringMatching(/^maintain /),
      });
      expect(messages()).toEqual([
        ['✖ ProjectA 2.2.0 (generation 2): no connection to 2 hosts', ['web1', 'web3']],
        ['✖ ProjectA 2.2.0 (generation 2): install or upgrade failed on 1 host', ['web2']],
        ['✖ ProjectA 2.2.0 (generation 2): state file was gone, installed anew: 1 host', ['db1']],
      ]);
      expect(readMessages(slack.taken)).toEqual([
        'alert cannot connect: web1 unreachable cannot connect',
        'alert cannot connect: web3 unreachable cannot connect',
        'alert node failed: web2 failed failure',
        'alert rebuilt: db1 success active',
      ]);

      // nobody is told the same again; what has been at work since the last time is
      const again = await rollOut('--stuck-after', '1s');
      expect(again.status).toBe(1);
      expect(messages().slice(3)).toEqual([
        ['✖ ProjectA 2.2.0 (generation 2): install or upgrade does not end on 1 host', ['db2']],
      ]);

      await world.node('web1').ssh.start();
      world.node('web3').ssh.thaw();
      await letGo('db2');
      await handOver('2.1.0');
      const back = await rollOut();
      expect(back.status, back.log).toBe(0);
      expect(hostsOf(back)).toEqual(Object.fromEntries(names.map((name) => [name, 'active 2.1.0'])));
      expect(messages().slice(4)).toEqual([
        ['✔ ProjectA 2.1.0 (generation 3): well again: 4 hosts', ['web1', 'web2', 'web3', 'db2']],
      ]);

      const { stdout: logs } = await control('logs', 'web2', '2.1.0', '--data', data);
      expect(logs).toContain('ModuleX');
      const { stdout: history } = await control('history', '--node', 'web2', '--data', data);
      expect(history).toMatch(/active 2\.1\.0 +failure 2\.2\.0 \(node failed\)/);
      expect(existsSync(join(remotePath, 'ProjectA/in-use'))).toBe(true);
    },
    timeoutMs,
  );

  async function handOver(release: string): Promise<void> {
    const repository = team.repository('ProjectA.dist');
    const run = await team.runPipeline(repository, repository.tag(release), {
      CONTROL_NODE: 'local',
      REMOTE_PATH: remotePath,
    });
    expect(endedWell(run), run.stdout).toBe(true);
  }

  async function rollOut(
    ...args: readonly string[]
  ): Promise<{ readonly status: number; readonly told: Told; readonly log: string }> {
    const places = ['--root', remotePath, '--data', data, '--inventory', world.inventory];
    const { status, stdout, stderr } = await control('rollout', '--json', ...places, ...args);
    return { status, told: JSON.parse(stdout), log: `${stderr}${stdout}` };
  }

  async function control(...args: readonly string[]) {
    const child = spawn(process.execPath, [program, ...args], {
      env: {
        ...ansibleSurroundings(process.env),
        HOME: data,
        SLACK_WEBHOOK_URL: slack.webhookUrl,
        ANSIBLE_TIMEOUT: '10',
        // a connection that is kept would hide for a minute that a server is gone
        ANSIBLE_SSH_ARGS: '-o ControlMaster=no -o ServerAliveInterval=5 -o ServerAliveCountMax=2',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1))),
    ]);
    return { status, stdout, stderr };
  }

  /** Every message that Slack took, with the nodes that it names. */
  function messages(): readonly (readonly [string, readonly string[]])[] {
    return slack.taken.map((message) => {
      const whole = JSON.stringify(message);
      const { text: heading } = JSON.parse(whole);
      return [heading, names.filter((name) => whole.includes(name))];
    });
  }

  function hostsOf({ told }: { readonly told: Told }): Readonly<Record<string, string>> {
    return Object.fromEntries(
      told.hosts.map(({ host, node, version, cause, event }) => {
        const state = version === null ? node : `${node} ${version}`;
        return [host, `${state}${cause === null ? '' : `: ${cause}`}${event === null ? '' : `, ${event}`}`];
      }),
    );
  }

  /** upgrade.sh keeps settings that differ from its own: there it cannot. */
  function spoil(name: string): void {
    symlinkSync('/nowhere/at/all', join(world.node(name).root, 'opt/modulex/etc/modulex-client.conf.previous'));
  }

  /** An upgrade that was begun before the roll-out, and that waits for a reader of a pipe. */
  async function hangInUpgrade(name: string): Promise<void> {
    const node = world.node(name);
    cpSync(realpathSync(join(remotePath, 'ProjectA/current')), join(node.root, 'srv/bundle'), { recursive: true });
    await node.run('mkfifo /opt/modulex/etc/modulex-client.conf.previous');
    await node.run('setsid tagship-node apply --bundle /srv/bundle >~/apply.log 2>&1 </dev/null &');
    await expect
      .poll(() => readFileSync(join(node.root, 'var/lib/tagship/ProjectA/images.yaml'), 'utf8'))
      .toContain('maintain');
  }

  async function letGo(name: string): Promise<void> {
    const node = world.node(name);
    await node.run('cat /opt/modulex/etc/modulex-client.conf.previous >/dev/null');
    await node.run('rm /opt/modulex/etc/modulex-client.conf.previous');
    await expect
      .poll(() => readFileSync(join(node.root, 'var/lib/tagship/ProjectA/images.yaml'), 'utf8'))
      .not.toContain('maintain');
  }
});
