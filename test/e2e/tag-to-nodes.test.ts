import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { PipelineRun } from '../../demo/run-pipeline.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { createCephProjects, type ProjectServer, storeVariables } from './project-servers.ts';
import { type SshNode, startNode } from './real-ssh/start-node.ts';
import { type SshServer, startSshd } from './real-ssh/start-sshd.ts';
import { createTeam, type Team } from './team.ts';

const cephEndpoint = inject('cephEndpoint');
const canRun = cephEndpoint !== null && inject('hasNodes');
const nodeProgram = join(import.meta.dirname, '../../dist/tagship-node.mjs');
const bundleFolder = '/srv/tagship/bundle';
const timeoutMs = 240_000;

interface NodeReport {
  readonly outcome: string;
  readonly now: { readonly status: string; readonly version?: string };
  readonly reason?: string;
}

/** A real S3 server, a real SSH server as control node, and three more as nodes. */
describe.skipIf(!canRun)('from a tag to running nodes', () => {
  let server: ProjectServer;
  let team: Team;
  let control: SshServer;
  let remotePath: string;
  let nodes: readonly SshNode[];

  beforeAll(async () => {
    server = await createCephProjects(cephEndpoint ?? '', { withRights: true });
    team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
    await team.publishWholeWorld();
    control = await startSshd('127.0.0.3');
    remotePath = mkdtempSync(join(tmpdir(), 'tagship-control-'));
    nodes = await mapLimited(
      [1, 2, 3],
      3,
      async (number) => await startNode(`node-${number}`, `127.0.0.${10 + number}`),
    );
    const { accessKeyId, secretAccessKey } = server.user('PROJECTA', 'node');
    for (const { root } of nodes) {
      // what a machine outside the cloud has: read-only keys in the configuration of its user
      mkdirSync(join(root, 'root/.aws'));
      writeFileSync(
        join(root, 'root/.aws/credentials'),
        `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      );
    }
  }, timeoutMs);

  afterAll(async () => {
    for (const node of nodes ?? []) {
      node[Symbol.dispose]();
    }
    control?.[Symbol.dispose]();
    team?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
    rmSync(remotePath ?? '', { recursive: true, force: true });
  });

  /** Runs the pipeline of ProjectA at a tag: it publishes, and hands over by ssh. */
  async function release(tag: string): Promise<PipelineRun> {
    const repository = team.repository('ProjectA.dist');
    return await team.runPipeline(repository, repository.tag(tag), {
      CONTROL_NODE: control.host,
      SSH_PORT: String(control.port),
      SSH_USER: process.env['USER'] ?? 'root',
      SSH_KEY: Buffer.from(control.privateKey).toString('base64'),
      SSH_KNOWN_HOSTS: control.knownHosts,
      REMOTE_PATH: remotePath,
    });
  }

  /** What any control tool does (R74): copies the bundle's few small files, and leaves every decision to the node. */
  async function rollOut(): Promise<readonly NodeReport[]> {
    const bundle = execFileSync('tar', ['-C', join(remotePath, 'ProjectA/current/'), '-cf', '-', '.']);
    return await mapLimited(nodes, nodes.length, async (node) => {
      const unpack = `rm -rf ${bundleFolder} && mkdir -p ${bundleFolder} && tar -xf - -C ${bundleFolder}`;
      const copied = await node.run(unpack, bundle);
      expect(copied, copied.stderr).toMatchObject({ exitCode: 0 });
      const { stdout, stderr } = await node.run(
        `'${process.execPath}' '${nodeProgram}' apply --json --bundle ${bundleFolder}`,
      );
      expect(stdout, stderr).not.toBe('');
      const report: NodeReport = JSON.parse(stdout);
      return report;
    });
  }

  const states = (reports: readonly NodeReport[]) =>
    reports.map(({ outcome, now }) => `${outcome}: ${now.status} ${now.version}`);
  const fileOf = ({ root }: SshNode, path: string): string => readFileSync(join(root, path), 'utf8');

  test(
    'three new nodes are installed, upgraded but for one that fails, and brought back by the old tag',
    async () => {
      const first = await release('2.1.0');
      const installed = await rollOut();
      const again = await rollOut();
      const programs = nodes.map((node) => fileOf(node, 'opt/modulex/RELEASE'));

      expect(first.stdout).toContain('it is generation 1 on the control node (release)');
      expect(states(installed)).toEqual(Array.from({ length: 3 }, () => 'installed: active 2.1.0'));
      expect(states(again)).toEqual(Array.from({ length: 3 }, () => 'unchanged: active 2.1.0'));
      expect(programs).toEqual(
        nodes.map(() => `s3://${server.projects.PROJECTA.bucket}/ModuleX/2.0.0/ModuleX.tar.gz\n`),
      );

      symlinkSync('/nowhere/at/all', join(nodes[2]?.root ?? '', 'opt/modulex/etc/modulex-client.conf.previous'));
      const second = await release('2.2.0');
      const upgraded = await rollOut();

      expect(second.stdout).toContain('it is generation 2 on the control node (release)');
      expect(states(upgraded)).toEqual(['upgraded: active 2.2.0', 'upgraded: active 2.2.0', 'failed: failure 2.2.0']);
      expect(upgraded[2]?.reason).toBe('upgrade.sh of ModuleX 2.1.0 exited with 1');

      const back = await release('2.1.0');
      const rolledBack = await rollOut();

      expect(back.stdout).toContain('it is generation 3 on the control node (rollback)');
      expect(states(rolledBack)).toEqual(Array.from({ length: 3 }, () => 'rolled-back: active 2.1.0'));
      expect(nodes.map((node) => fileOf(node, 'opt/modulex/RELEASE'))).toEqual(programs);
      expect(nodes.map((node) => fileOf(node, 'var/lib/tagship/ProjectA/images.yaml'))).toEqual(
        nodes.map(() => expect.stringMatching(/version: 2\.1\.0\nstatus: active/)),
      );
      // what a node does stays on it
      expect(existsSync('/opt/modulex')).toBe(false);

      // a store that refuses leaves a node as it was, and the next run goes on
      const [node] = nodes;
      if (node === undefined) {
        throw new Error('there is no node');
      }
      await release('2.2.0');
      const state = fileOf(node, 'var/lib/tagship/ProjectA/images.yaml');
      const keys = join(node.root, 'root/.aws/credentials');
      const right = readFileSync(keys, 'utf8');
      rmSync(join(node.root, 'var/lib/tagship/ProjectA/packages'), { recursive: true });
      writeFileSync(keys, right.replace(/secret_access_key = .*/, 'secret_access_key = wrong'));
      const [refused] = await rollOut();

      expect(refused).toMatchObject({ outcome: 'failed', now: { status: 'active', version: '2.1.0' } });
      expect(fileOf(node, 'var/lib/tagship/ProjectA/images.yaml')).toBe(state);

      writeFileSync(keys, right);
      const [next] = await rollOut();

      expect(next).toMatchObject({ now: { status: 'active', version: '2.2.0' } });
    },
    timeoutMs,
  );
});
