import { execFile, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { GitRef } from '../../demo/repository.ts';
import { endedWell, lastLine } from '../../demo/run-pipeline.ts';
import { type ProjectServer, startLoopbackProjects, storeVariables } from './project-servers.ts';
import { publishTagshipNode } from './publish-tagship-node.ts';
import { type ProjectNodes, startProjectNodes } from './real-ssh/project-nodes.ts';
import { type HostResult, type PlaybookRun, runPlaybook } from './real-ssh/run-playbook.ts';
import type { SshNode } from './real-ssh/start-node.ts';
import { createTeam, type Team } from './team.ts';

/** The playbook of ProjectA's bundle, and the shell loop in its place, on machines with real SSH servers. */

const root = join(import.meta.dirname, '../..');
const names = ['web1', 'web2', 'web3', 'db1'] as const;
const done: HostResult = { ok: expect.any(Number), changed: 0, unreachable: 0, failed: 0 };
const changed: HostResult = { ...done, changed: expect.toSatisfy((count: number) => count > 0, 'more than none') };
const failed: HostResult = { ...done, changed: expect.any(Number), failed: 1 };
const unreachable: HostResult = { ...done, unreachable: 1 };

let server: ProjectServer;
let team: Team;
let world: ProjectNodes;
let remotePath: string;

describe.skipIf(!inject('hasAnsible'))('ProjectA on four nodes', () => {
  beforeAll(async () => {
    server = await startLoopbackProjects();
    team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
    await team.publishWholeWorld();
  });
  afterAll(async () => {
    team?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
  });

  async function startWorld(firstHost: number, of: readonly string[] = names): Promise<void> {
    remotePath = mkdtempSync(join(tmpdir(), 'tagship-control-'));
    world = await startProjectNodes(of, {
      firstHost,
      account: server.user('PROJECTA', 'node'),
      groups: { canary: of.slice(0, 2) },
    });
  }
  function endWorld(): void {
    world?.[Symbol.dispose]();
    rmSync(remotePath ?? '', { recursive: true, force: true });
  }

  describe('with Ansible', () => {
    beforeAll(async () => await startWorld(20));
    afterAll(endWorld);

    // one life of four nodes: each step begins with what the one before has left
    test('new nodes, an upgrade, a rollback: what is told is what happened on each', { timeout: 600_000 }, async () => {
      await handOver('2.1.0');

      // a dry run on new nodes
      const before = disks();
      const foreseen = await play('--check');
      expect(foreseen).toMatchObject({ exitCode: 0, hosts: all(changed) });
      expect(disks()).toEqual(before);
      expect(leftInTmp()).toEqual([]);

      // installed
      const installed = await play();
      expect(installed, installed.stdout).toMatchObject({ exitCode: 0, hosts: all(changed) });
      expect(states()).toEqual(all('active 2.1.0'));
      const bundles = '/var/lib/tagship-bundle/ProjectA';
      const kept = await Promise.all(world.nodes.map(async (node) => await node.run(`stat -c '%U %a' ${bundles}/*`)));
      expect(kept.map(({ stdout }) => stdout)).toEqual(names.map(() => 'root 700\n'));

      // a second time, and a dry run of it
      const installedDisks = disks();
      const again = await play();
      const nothing = await play('--check');
      expect([again, nothing]).toMatchObject([
        { exitCode: 0, hosts: all(done) },
        { exitCode: 0, hosts: all(done) },
      ]);
      expect(disks()).toEqual(installedDisks);

      // a dry run of an upgrade, then the upgrade: in one node a script fails, another cannot be reached, a third hangs
      await handOver('2.2.0');
      const dryRun = await play('--check');
      expect(dryRun).toMatchObject({ exitCode: 0, hosts: all(changed) });
      expect(disks()).toEqual(installedDisks);
      spoil(world.node('web3'));
      await world.node('db1').ssh.stop();
      world.node('web2').ssh.freeze();
      const upgraded = await play();
      expect(upgraded, upgraded.stdout).toMatchObject({
        exitCode: expect.toSatisfy((code: number) => code !== 0),
        hosts: { web1: changed, web2: unreachable, web3: failed, db1: unreachable },
      });
      expect(upgraded.stdout).toContain('upgrade.sh of ModuleX 2.1.0 exited with 1');
      world.node('web2').ssh.thaw();
      await world.node('db1').ssh.start();
      expect(states()).toEqual({
        web1: 'active 2.2.0',
        web2: 'active 2.1.0',
        web3: 'failure 2.2.0',
        db1: 'active 2.1.0',
      });

      // who was not there comes next; the one that failed is left to a person, and that is no failure of the roll-out
      const next = await play();
      expect(next, next.stdout).toMatchObject({
        exitCode: 0,
        hosts: { web1: done, web2: changed, web3: done, db1: changed },
      });
      expect(next.stdout).toContain('the node has failed: upgrade.sh of ModuleX 2.1.0 exited with 1');

      // back, the failed one too
      const back = await handOver('2.1.0');
      expect(back).toContain('(rollback)');
      const rolledBack = await play();
      expect(rolledBack, rolledBack.stdout).toMatchObject({ exitCode: 0, hosts: all(changed) });
      expect(states()).toEqual(all('active 2.1.0'));
    });
  });

  describe('with rules of who gets a release', () => {
    beforeAll(async () => await startWorld(50));
    afterAll(endWorld);

    test('a closed gate is told once and fails nothing; a node that failed holds the others back', {
      timeout: 600_000,
    }, async () => {
      await handOver('2.1.0');
      await play();
      await handOver('2.2.0');
      await play('--limit', 'db1');
      await handOver(await nextRelease('2.3.0', 'upgradable_versions: 2.1.0\n'));
      const gated = await play();
      const again = await play();
      expect(gated, gated.stdout).toMatchObject({ exitCode: 0, hosts: all(changed) });
      expect(again, again.stdout).toMatchObject({ exitCode: 0, hosts: all(done) });
      expect(states()).toEqual({ ...all('active 2.3.0'), db1: 'active 2.2.0' });
      for (const { stdout } of [gated, again]) {
        expect(stdout.match(/2\.3\.0 upgrades 2\.1\.0, and the node is at 2\.2\.0/g)).toHaveLength(1);
      }

      // some nodes first: one of them fails, and the others are held back as long as it has
      const grey = 'upgradable_versions: any\ntagship_hosts: canary:all\ntagship_serial: [2, 100%]\n';
      await handOver(await nextRelease('2.4.0', grey));
      spoil(world.node('web2'), { isChanged: true });
      const first = await play();
      const second = await play();
      expect(first, first.stdout).toMatchObject({ exitCode: 2, hosts: { web1: changed, web2: failed } });
      expect(second, second.stdout).toMatchObject({ exitCode: 0, hosts: { web1: done, web2: done } });
      for (const { hosts, stdout } of [first, second]) {
        expect(Object.keys(hosts)).toEqual(['web1', 'web2']);
        expect(stdout).toContain('nodes that have failed: 1; those that have not had their turn are held back');
      }
      expect(states()).toEqual({
        web1: 'active 2.4.0',
        web2: 'failure 2.4.0',
        web3: 'active 2.3.0',
        db1: 'active 2.2.0',
      });
      await world.node('web2').run('rm /opt/modulex/etc/*.previous && tagship-node reset');
      const mended = await play();
      expect(mended, mended.stdout).toMatchObject({ exitCode: 0 });
      expect(states()).toEqual(all('active 2.4.0'));
    });
  });

  describe('a machine that has no tagship-node', () => {
    beforeAll(async () => await startWorld(26, ['db1']));
    afterAll(endWorld);

    test('is told so, and with tagship_start gets it', async () => {
      await handOver('2.1.0');
      const node = world.node('db1');
      await node.run('rm /usr/local/bin/tagship-node');
      await publishTagshipNode(team, server);
      const start = `tagship_start=${join(root, 'node/bootstrap/tagship-start.sh')}`;

      const without = await play();
      const foreseen = await play('--check', '-e', start);
      const isThere = existsSync(join(node.root, 'usr/local/bin/tagship-node'));
      const brought = await play('-e', start);
      const again = await play('-e', start);
      const dryRun = await play('-e', start, '--check');

      expect(without, without.stdout).toMatchObject({ exitCode: 2, hosts: { db1: failed } });
      expect(without.stdout).toContain('/usr/local/bin/tagship-node');
      expect(foreseen, foreseen.stdout).toMatchObject({ exitCode: 0, hosts: { db1: changed } });
      expect(isThere).toBe(false);
      expect(brought, brought.stdout).toMatchObject({ exitCode: 0, hosts: { db1: changed } });
      expect(states()).toMatchObject({ db1: 'active 2.1.0' });
      expect(readdirSync(join(node.root, 'opt/tagship/releases'))).toEqual(['0.9.0']);
      expect([again, dryRun]).toMatchObject([
        { exitCode: 0, hosts: { db1: done } },
        { exitCode: 0, hosts: { db1: done } },
      ]);
    });
  });

  describe('with a shell loop', () => {
    beforeAll(async () => await startWorld(30));
    afterAll(endWorld);

    test('the same life without Ansible: nothing depends on it (R74)', async () => {
      await handOver('2.1.0');
      expect(await loop()).toEqual({ status: 0, ends: all('as wanted') });
      expect(states()).toEqual(all('active 2.1.0'));
      const installedDisks = disks();
      expect(await loop()).toEqual({ status: 0, ends: all('as wanted') });
      expect(disks()).toEqual(installedDisks);

      await handOver('2.2.0');
      spoil(world.node('web3'));
      await world.node('db1').ssh.stop();
      expect(await loop()).toEqual({ status: 1, ends: { ...all('as wanted'), web3: 'failed', db1: 'cannot connect' } });
      await world.node('db1').ssh.start();
      expect(await loop()).toEqual({ status: 0, ends: { ...all('as wanted'), web3: 'refused' } });
      expect(states()).toEqual({ ...all('active 2.2.0'), web3: 'failure 2.2.0' });

      await handOver('2.1.0');
      expect(await loop()).toEqual({ status: 0, ends: all('as wanted') });
      expect(states()).toEqual(all('active 2.1.0'));
    });

    test('a project that was never handed over is none to roll out', async () => {
      expect(await loop('ProjectZ')).toEqual({ status: 1, ends: {} });
    });
  });

  test.each([
    ['its strictest rules', ['--profile', 'production']],
    ['all that it has', []],
  ])('ansible-lint has nothing to say of the playbook, by %s', (_rules, profile) => {
    const folder = mkdtempSync(join(tmpdir(), 'tagship-lint-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const file of ['playbook.yml', 'vars.yml']) {
      copyFileSync(join(root, 'examples/ProjectA.dist', file), join(folder, file));
    }

    const options = ['--offline', '--strict', ...profile, '--nocolor', 'playbook.yml'];
    const { status, stdout, stderr } = spawnSync('ansible-lint', options, { cwd: folder, encoding: 'utf8' });

    expect(status, stdout + stderr).toBe(0);
    expect(stderr).toContain('0 failure(s), 0 warning(s) on 1 files');
  });
});

/** Runs the pipeline of ProjectA at a tag: it hands over, and its last line says as what. */
async function handOver(release: string | GitRef): Promise<string> {
  const repository = team.repository('ProjectA.dist');
  const ref = typeof release === 'string' ? repository.tag(release) : release;
  const run = await team.runPipeline(repository, ref, { CONTROL_NODE: 'local', REMOTE_PATH: remotePath });
  expect(endedWell(run), run.stdout).toBe(true);
  return lastLine(run);
}

/** Releases 2.2.0 under another version, with other rules of who gets it, and with scripts that have to be run. */
async function nextRelease(tag: string, vars: string): Promise<GitRef> {
  const repository = team.repository('ProjectA.dist');
  repository.commit(`Release ${tag}`, (workTree) => {
    const edit = (file: string, change: (text: string) => string): void =>
      writeFileSync(join(workTree, file), change(readFileSync(join(workTree, file), 'utf8')));
    edit('repo-info', (text) =>
      text
        .replace(/rel_branch: .*/, `rel_branch: ${tag}`)
        .replace(/ {2}ModuleX: .*/, `  ModuleX: {version: 2.1.0, args: ["--for", "${tag}"]}`),
    );
    edit('images.yaml', (text) => text.replace(/version: .*/, `version: ${tag}`));
    edit('CHANGELOG.md', (text) => text.replace('# Changelog\n', `# Changelog\n\n## ${tag}\n\n- Rules.\n`));
    writeFileSync(join(workTree, 'vars.yml'), vars);
  });
  return await Promise.resolve(repository.release(tag));
}

/** Rolls out as an operator does by hand. */
async function play(...args: readonly string[]): Promise<PlaybookRun> {
  const playbook = join(realpathSync(join(remotePath, 'ProjectA/current')), 'playbook.yml');
  return await runPlaybook(playbook, ['-i', world.inventory, ...args]);
}

/** Rolls out by examples/control-node/roll-out.sh. */
async function loop(project = 'ProjectA') {
  const bin = mkdtempSync(join(tmpdir(), 'tagship-bin-'));
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }));
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${world.sshConfig}' "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:/usr/bin:/bin`, TAGSHIP_ROOT: remotePath };
  // not synchronously: the nodes fetch from a server of this process
  return await new Promise((resolve) => {
    execFile(join(root, 'examples/control-node/roll-out.sh'), [project, ...names], { env }, (error, stdout) => {
      const ends = [...stdout.matchAll(/^(\w+): (as wanted|refused|failed|cannot connect)$/gm)];
      resolve({
        status: Number(error?.code ?? 0),
        ends: Object.fromEntries(ends.map(([, name, end]) => [name, end])),
      });
    });
  });
}

function all<T>(value: T): Readonly<Record<(typeof names)[number], T>> {
  return { web1: value, web2: value, web3: value, db1: value };
}

function states(): Readonly<Record<string, string>> {
  const of = (node: SshNode): string => {
    const images = readFileSync(join(node.root, 'var/lib/tagship/ProjectA/images.yaml'), 'utf8');
    return `${/status: (.*)/.exec(images)?.[1]} ${/version: (.*)/.exec(images)?.[1]}`;
  };
  return Object.fromEntries(world.nodes.map((node) => [node.name, of(node)]));
}

/** Everything that the nodes have of their own, with times; what Ansible and a lock leave behind is nothing of it. */
function disks(): readonly string[] {
  return world.nodes.flatMap((node) =>
    readdirSync(node.root, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^root\/|^root$|\/lock$|^var\/lib\/tagship-bundle$|^var\/lib\/tagship-bundle\/ssh/.test(path))
      .filter((path) => !/^var\/lib\/tagship\/ProjectA(?:\/work)?$/.test(path))
      .toSorted()
      .map((path) => `${node.name} ${path} ${lstatSync(join(node.root, path)).mtimeMs}`),
  );
}

/** Folders of a dry run. */
function leftInTmp(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => existsSync(join(tmpdir(), name, 'SHA256SUMS')));
}

/** From now on upgrade.sh of ModuleX cannot keep settings there, which it does where they differ from those it brings. */
function spoil({ root: node }: SshNode, { isChanged = false } = {}): void {
  const settings = join(node, 'opt/modulex/etc/modulex-client.conf');
  rmSync(`${settings}.previous`, { force: true });
  symlinkSync('/nowhere/at/all', `${settings}.previous`);
  if (isChanged) {
    writeFileSync(settings, `${readFileSync(settings, 'utf8')}# changed by hand\n`);
  }
}
