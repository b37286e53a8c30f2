import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { History } from '../control/history/history.ts';
import { openHistory } from '../control/history/open-history.ts';
import { systemClock } from '../lib/core/system-clock.ts';
import { type AnsiblePeer, startAnsiblePeer } from '../lib/testing/ansible-peer/start-ansible-peer.ts';
import { type HandoffWorld, startHandoffWorld } from '../lib/testing/handoff-world.ts';
import { type SlackPeer, startSlackPeer } from '../lib/testing/slack-peer.ts';

interface ControlResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ControlCall {
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process as soon as it is started. */
  readonly onStart?: (process: { kill(signal: NodeJS.Signals): void; readonly err: () => string }) => void;
}

/** A control node with ProjectA handed over, nodes that are files, and a Slack: what the built tagship-control works with. */
export interface ControlWorld extends AsyncDisposable {
  readonly handoff: HandoffWorld;
  readonly ansible: AnsiblePeer;
  readonly slack: SlackPeer;
  /** `--data` */
  readonly data: string;
  /** With the options that say where everything is. */
  run(args: readonly string[], call?: ControlCall): Promise<ControlResult>;
  history(): History;
  /** The texts of the messages that Slack has taken. */
  told(): readonly string[];
  /** Marks of generations in use. */
  marks(): readonly string[];
}

const program = join(import.meta.dirname, '..', 'dist', 'tagship-control.mjs');
const playbook = { 'playbook.yml': '- hosts: all\n' };

/** @throws Error when it is not built */
export async function startControlWorld(hosts: readonly string[]): Promise<ControlWorld> {
  if (!existsSync(program)) {
    throw new Error(`${program} is missing; run \`npm run build\` first`);
  }
  await using cleanup = new AsyncDisposableStack();
  const handoff = cleanup.use(await startHandoffWorld());
  const ansible = cleanup.use(startAnsiblePeer(hosts));
  const slack = await startSlackPeer();
  cleanup.defer(async () => await slack.close());
  const data = mkdtempSync(join(tmpdir(), 'tagship-control-data-'));
  cleanup.defer(() => rmSync(data, { recursive: true, force: true }));
  await handoff.release('2.1.0', 1, playbook);
  await handoff.handOver('2.1.0', 1);
  const kept = cleanup.move();

  return {
    handoff,
    ansible,
    slack,
    data,
    async run(args, { env = {}, onStart } = {}) {
      const places = args[0] === 'alerts' ? [] : ['--root', handoff.root, '--data', data];
      const inventory = args[0] === 'rollout' ? ['--inventory', ansible.inventory] : [];
      const child = spawn(process.execPath, [program, ...args, ...places, ...inventory], {
        env: {
          PATH: `${ansible.folder}:/usr/local/bin:/usr/bin:/bin`,
          SLACK_WEBHOOK_URL: slack.webhookUrl,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      onStart?.({ kill: (signal) => child.kill(signal), err: () => said });
      const [stdout, ended] = await Promise.all([
        text(child.stdout),
        new Promise<Pick<ControlResult, 'status' | 'signal'>>((resolve, reject) => {
          child.once('error', reject);
          child.once('close', (status, signal) => resolve({ status, signal }));
        }),
      ]);
      return { ...ended, stdout, stderr: said };
    },
    history: () => openHistory(join(data, 'history.db'), { clock: systemClock, create: false }),
    told: () => slack.taken.map((message) => textOf(message)),
    marks: () => {
      const folder = join(handoff.folder, 'in-use');
      return existsSync(folder) ? readdirSync(folder) : [];
    },
    [Symbol.asyncDispose]: async () => await kept.disposeAsync(),
  };
}

/** Releases ProjectA with the playbook that every release here has, and hands it over. */
export async function handOverNext({ handoff }: ControlWorld, tag: string, build: number): Promise<void> {
  await handoff.release(tag, build, playbook);
  await handoff.handOver(tag, build);
}

function textOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'text' in message ? String(message.text) : '';
}
