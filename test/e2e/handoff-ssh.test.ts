import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, test } from 'vitest';
import type { SshControlNode } from '../../lib/handoff/control-node.ts';
import type { HandoffRequest } from '../../lib/handoff/handoff-request.ts';
import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { type HandoffWorld, startHandoffWorld } from '../../lib/testing/handoff-world.ts';
import { runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { recordingContext } from '../../lib/testing/recording-context.ts';
import { type SshServer, startSshd } from './real-ssh/start-sshd.ts';

const forcedCommands = readFileSync(join(import.meta.dirname, '../../examples/control-node/authorized_keys'), 'utf8');
const receiveScript = join(import.meta.dirname, '../../lib/handoff/receive.sh');
const user = process.env['USER'] ?? 'root';

let world: HandoffWorld;
let control: SshServer;

const hasSshServer = inject('hasSshServer');

beforeAll(async () => {
  if (!hasSshServer) {
    return;
  }
  world = await startHandoffWorld();
  await world.release('2.0.0', 10);
  await world.release('2.1.0', 20, { 'large.bin': 'x'.repeat(8 * 1024 * 1024) });
  control = await startSshd('127.0.0.2');
});

afterAll(async () => {
  control?.[Symbol.dispose]();
  await world?.[Symbol.asyncDispose]();
});

/** A folder for one test: REMOTE_PATH. */
function remotePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-remote-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function nodeAt(root: string, changes: Partial<SshControlNode> = {}): SshControlNode {
  const { host, port, knownHosts, privateKey } = control;
  return { kind: 'ssh', host, port, user, root, knownHosts, privateKey, ...changes };
}

async function handOver(
  controlNode: SshControlNode,
  {
    tag = '2.0.0',
    build = 10,
    ...changes
  }: Partial<HandoffRequest> & { readonly tag?: string; readonly build?: number } = {},
  context = recordingContext(),
) {
  return await world.handOver(tag, build, { controlNode, ...changes }, context);
}

function generations(root: string): readonly string[] {
  return readdirSync(join(root, 'ProjectA/generations')).toSorted();
}

describe.skipIf(!hasSshServer)('a hand-off to a real SSH server', () => {
  test('the pipe hands a tag over by ssh, and its pipeline run again rolls back', async () => {
    const root = remotePath();
    using repository = createGitRepository();
    const commits = new Map<string, string>();
    const run = async (tag: string, build: number) => {
      const known = commits.get(tag);
      if (known !== undefined) {
        repository.git('checkout', '--quiet', known);
      }
      const commit =
        known ??
        repository.commit({
          'repo-info': `rel_branch: ${tag}\nsub_repo:\n  BaseLib: 1.2.3\nupgrade_list: none\n`,
          'install.sh': 'exit 0\n',
          'upgrade.sh': 'exit 0\n',
          'images.yaml': `image:\n  version: ${tag}\nstatus: building\n`,
          'vars.yml': 'upgradable_versions: any\n',
        });
      commits.set(tag, commit);
      return await runPipeProcess({
        cloneDir: repository.directory,
        slug: 'projecta.dist',
        commit,
        build,
        tag,
        variables: {
          REPO_NAME: 'ProjectA',
          TAG_CHECK: 'false',
          ...world.projects.variables(),
          CONTROL_NODE: control.host,
          SSH_PORT: String(control.port),
          SSH_USER: user,
          SSH_KEY: Buffer.from(control.privateKey).toString('base64'),
          SSH_KNOWN_HOSTS: control.knownHosts,
          REMOTE_PATH: root,
          DEBUG: 'true',
        },
      });
    };

    const first = await run('3.0.0', 1);
    await run('3.1.0', 2);
    const back = await run('3.0.0', 3);

    expect(first.stdout).toContain(
      '✔ ProjectA 3.0.0 is released in 1 store; it is generation 1 on the control node (release)\n',
    );
    expect(first.stdout).not.toContain(control.privateKey.split('\n')[1]);
    expect(back.stdout).toContain('; it is generation 3 on the control node (rollback)\n');
    expect(generations(root)).toEqual(['000001', '000002', '000003']);
    expect(readFileSync(join(root, 'ProjectA/current/images.yaml'), 'utf8')).toContain('3.0.0');
  });

  describe('a key that is pinned by the forced command of examples/control-node', () => {
    /** Lets in a key as the example does, with the receive step and the root of this test. */
    function pinned(accept: 'tags' | 'developer', root: string): string {
      const script = join(root, 'receive.sh');
      cpSync(receiveScript, script);
      chmodSync(script, 0o755);
      const example = forcedCommands.split('\n').find((line) => line.includes(`--accept ${accept}"`)) ?? '';
      const [options = ''] = example.split(' ssh-ed25519 ');
      return control.allow(
        options.replace('/usr/local/lib/tagship/receive.sh', script).replace('--root /srv/tagship', `--root ${root}`),
      );
    }

    it('hands over into its own folder, whatever path is asked for', async () => {
      const root = remotePath();
      const node = nodeAt('/elsewhere', { privateKey: pinned('tags', root) });

      expect(await handOver(node)).toMatchObject({ status: 'handed-off', generation: 1, root });
      expect(generations(root)).toEqual(['000001']);
    });

    it('is told to be mended where its command cannot be run', async () => {
      const root = remotePath();
      const node = nodeAt(root, { privateKey: pinned('tags', root) });
      chmodSync(join(root, 'receive.sh'), 0o644);

      await expect(handOver(node)).rejects.toMatchObject({
        message: expect.stringContaining(`the receive step on ${user}@${control.host} ended with status 126`),
        hint: expect.stringContaining('the command in authorized_keys cannot be run'),
      });
    });

    it('takes no tag where it is for developer builds', async () => {
      const node = nodeAt('/elsewhere', { privateKey: pinned('developer', remotePath()) });

      await expect(handOver(node)).rejects.toMatchObject({
        message: expect.stringContaining('this key hands over developer builds only, and this is 2.0.0'),
      });
    });

    it('lets nothing else be done', async () => {
      const root = remotePath();
      const keyFile = join(root, 'key');
      writeFileSync(keyFile, pinned('tags', root), { mode: 0o600 });
      writeFileSync(join(root, 'known_hosts'), control.knownHosts);
      const ask = async (...args: readonly string[]) =>
        await promisify(execFile)(
          'ssh',
          [
            '-n',
            '-F',
            '/dev/null',
            '-i',
            keyFile,
            '-o',
            `UserKnownHostsFile=${root}/known_hosts`,
            '-p',
            String(control.port),
            ...args,
          ],
          { timeout: 10_000 },
        ).catch((error: unknown) => error);

      const command = await ask(`${user}@${control.host}`, `touch ${root}/pwned`);
      const forwarding = await ask(
        '-N',
        '-o',
        'ExitOnForwardFailure=yes',
        '-R',
        '0:127.0.0.1:1',
        `${user}@${control.host}`,
      );

      expect(command).toMatchObject({ code: 1, stdout: expect.stringContaining('@tagship hello 1 ProjectA tags') });
      expect(forwarding).toMatchObject({ code: 255 });
      expect(readdirSync(root).toSorted()).toEqual(['key', 'known_hosts', 'receive.sh']);
    });
  });

  describe('a control node that is not the one that is known', () => {
    it.each([
      ['an empty list', '# nobody\n', 'the known hosts are empty, and host keys are always checked'],
      [
        'a list without it',
        'other.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtherHostKey0000000000000000000000000000000000',
        'the known hosts have no key of "[127.0.0.2]:',
      ],
    ])('%s is told before it is connected to', async (_what, knownHosts, told) => {
      const connections = () => control.log().split('Connection from').length;
      const before = connections();

      await expect(handOver(nodeAt(remotePath(), { knownHosts }))).rejects.toMatchObject({
        code: 'control-node',
        message: expect.stringContaining(told),
      });
      expect(connections()).toBe(before);
    });

    it('another host key is refused, with what to do', async () => {
      using other = await startSshd('127.0.0.4');
      const knownHosts = other.knownHosts.replace(`[${other.host}]:${other.port}`, `[${control.host}]:${control.port}`);
      const root = remotePath();

      await expect(handOver(nodeAt(root, { knownHosts }))).rejects.toMatchObject({
        code: 'control-node',
        message: expect.stringContaining('was not reached: its host key is not the one in the known hosts'),
      });
      expect(readdirSync(root)).toEqual([]);
    });
  });

  describe('a key', () => {
    it('that the control node does not know is told', async () => {
      using other = await startSshd('127.0.0.4');

      await expect(handOver(nodeAt(remotePath(), { privateKey: other.privateKey }))).rejects.toMatchObject({
        message: expect.stringContaining('it does not let this key in'),
      });
    });

    it('that is none is told', async () => {
      const privateKey = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n';

      await expect(handOver(nodeAt(remotePath(), { privateKey }))).rejects.toMatchObject({
        hint: expect.stringContaining('SSH_KEY takes a private key without passphrase'),
      });
    });

    it("is the pipeline's where no other is given, and nothing is written where it is mounted", async () => {
      const root = remotePath();
      const agentFolder = remotePath();
      writeFileSync(join(agentFolder, 'id_rsa_tmp'), control.privateKey.trimEnd(), { mode: 0o644 });
      writeFileSync(join(agentFolder, 'known_hosts'), control.knownHosts);
      const { privateKey: _key, knownHosts: _hosts, ...node } = nodeAt(root);
      chmodSync(agentFolder, 0o555);

      expect(await handOver(node, { agentFolder })).toMatchObject({ status: 'handed-off' });
      expect(readdirSync(agentFolder).toSorted()).toEqual(['id_rsa_tmp', 'known_hosts']);
      await expect(handOver(nodeAt(root, { privateKey: 'no key' }), { agentFolder })).rejects.toMatchObject({
        code: 'control-node',
      });
    });
  });

  test('a jump host is gone through, with its own port and a host key that is checked as well', async () => {
    using jump = await startSshd('127.0.0.3', 'AllowTcpForwarding yes');
    const jumpHost = `${user}@${jump.host}:${jump.port}`;
    const root = remotePath();

    await expect(handOver(nodeAt(root, { jumpHost }))).rejects.toMatchObject({
      message: expect.stringContaining(`the known hosts have no key of "[${jump.host}]:${jump.port}"`),
    });
    const knownHosts = `${control.knownHosts}${jump.knownHosts}`;
    await expect(handOver(nodeAt(root, { jumpHost, knownHosts }))).rejects.toMatchObject({ code: 'control-node' });
    jump.letIn(control.privateKey);

    expect(await handOver(nodeAt(root, { jumpHost, knownHosts }))).toMatchObject({ status: 'handed-off' });
    expect(jump.log()).toContain('Accepted publickey');
  });

  test('a connection that is cut in the middle leaves the generation before, and the lock is free', async () => {
    const root = remotePath();
    await handOver(nodeAt(root), { tag: '2.0.0' });
    const context = recordingContext();
    let isCut = false;
    const watching = setInterval(() => {
      if (readdirSync(join(root, 'ProjectA')).some((name) => name.startsWith('incoming.'))) {
        isCut = true;
        for (const id of control.sessions()) {
          process.kill(id, 'SIGKILL');
        }
        clearInterval(watching);
      }
    }, 1);

    const outcome = await handOver(nodeAt(root), { tag: '2.1.0', build: 20 }, context).catch((error: unknown) => error);
    clearInterval(watching);

    expect(isCut).toBe(true);
    expect(outcome).toMatchObject({ code: 'control-node' });
    expect(generations(root)).toEqual(['000001']);
    expect(await handOver(nodeAt(root), { tag: '2.1.0', build: 20 })).toMatchObject({ generation: 2 });
    expect(readdirSync(join(root, 'ProjectA')).toSorted()).toEqual(['current', 'generations', 'history']);
  });

  test('a server that takes few connections at once is tried again, until all are through', async () => {
    using busy = await startSshd('127.0.0.5', 'MaxStartups 1:100:1');
    const root = remotePath();
    const { host, port, knownHosts, privateKey } = busy;
    const node = nodeAt(root, { host, port, knownHosts, privateKey });

    const results = await Promise.all([11, 12, 13, 14].map(async (build) => await handOver(node, { build })));

    expect(results.every(({ status }) => status === 'handed-off' || status === 'refused')).toBe(true);
    expect(generations(root).length).toBe(results.filter(({ status }) => status === 'handed-off').length);
  });
});
