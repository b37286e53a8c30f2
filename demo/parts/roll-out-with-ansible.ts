import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startSlackPeer } from '../../lib/testing/slack-peer.ts';
import type { Narration } from '../narration.ts';
import { createDemoNode, type DemoNode } from '../node.ts';
import { endedWell } from '../run-pipeline.ts';
import type { World } from '../world.ts';

const project = 'ProjectA';
/** Where packages of a system, pipx and Homebrew put Ansible; nothing else of the environment counts. */
const programs = ['/usr/local/bin', '/usr/bin', '/bin', join(homedir(), '.local/bin'), '/opt/homebrew/bin'].join(
  delimiter,
);
const program = join(import.meta.dirname, '../../dist/tagship-control.mjs');
const nodeProgram = join(import.meta.dirname, '../../dist/tagship-node.mjs');
const why =
  'A control node brings the releases to its nodes with Ansible, here over local connections to two folders that stand for ' +
  'nodes. Then it asks each node what it is, and tells people on Slack what is wrong; a small server on this machine stands ' +
  'in for Slack.';

/** Rolls two releases out by tagship-control and the Ansible of this machine, and shows the alert that would go to Slack. */
export async function rollOutWithAnsible(world: World, narration: Narration, signal: AbortSignal): Promise<void> {
  narration.part('The same with Ansible, and somebody is told', why);
  if (!hasAnsible()) {
    narration.line(
      '  There is no ansible-playbook on this machine, so this part is left out. To see it, install Ansible and run the demo again:',
    );
    narration.line(
      '  apt-get install --no-install-recommends ansible-core (Debian, Ubuntu), elsewhere pipx install ansible-core',
    );
    return;
  }
  const slack = await startSlackPeer();
  try {
    const remotePath = world.folder();
    const data = world.folder();
    const nodes = [1, 2].map((number) =>
      createDemoNode({ name: `edge-${number}`, root: join(world.folder(), 'root'), stores: world.stores, signal }),
    );
    const control: Control = { world, narration, signal, remotePath, data, webhookUrl: slack.webhookUrl };
    const inventory = writeInventory(world, nodes);
    const playbook = writePlaybook(world);

    await handOver(control, '2.1.0');
    const installed = await rollOut(control, [inventory, playbook]);
    narration.claim('both nodes are as wanted, and nobody is told', installed === 0 && slack.taken.length === 0);

    symlinkSync('/nowhere/at/all', join(nodes[1]?.root ?? '', 'opt/modulex/etc/modulex-client.conf.previous'));
    await handOver(control, '2.2.0');
    const upgraded = await rollOut(control, [inventory, playbook]);
    narration.line('  What Slack gets:');
    slack.taken.forEach((message) => narration.quote(messageText(message)));
    const again = await rollOut(control, [inventory, playbook], { isQuiet: true });
    narration.claim(
      'one node could not be upgraded: one message says so, with the script and its last lines, and the next run does not repeat it',
      upgraded === 1 && again === 1 && slack.taken.length === 1 && messageText(slack.taken[0]).includes('edge-2'),
    );

    await handOver(control, '2.1.0');
    const back = await rollOut(control, [inventory, playbook]);
    narration.line('  What Slack gets:');
    slack.taken.slice(1).forEach((message) => narration.quote(messageText(message)));
    narration.claim('after the rollback both are well, and that is told once', back === 0 && slack.taken.length === 2);
  } finally {
    await slack.close();
  }
}

interface Control {
  readonly world: World;
  readonly narration: Narration;
  readonly signal: AbortSignal;
  readonly remotePath: string;
  readonly data: string;
  readonly webhookUrl: string;
}

function hasAnsible(): boolean {
  try {
    execFileSync('ansible-playbook', ['--version'], { env: { PATH: programs }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Each node is a folder: Ansible connects to this machine, and the node program takes the folder for its root. */
function writeInventory(world: World, nodes: readonly DemoNode[]): string {
  const keys = world.stores.variablesOf('node');
  const folder = world.folder();
  const program = join(folder, 'tagship-node');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${nodeProgram}' "$@"\n`, { mode: 0o755 });
  const inventory = {
    edge: { hosts: Object.fromEntries(nodes.map((node) => [node.name, { tagship_root: node.root }])) },
    all: {
      vars: {
        ansible_connection: 'local',
        ansible_become: false,
        tagship_node: program,
        store_key: keys['PROJECTA_AWS_ACCESS_KEY_ID'],
        store_secret: keys['PROJECTA_AWS_SECRET_ACCESS_KEY'],
      },
    },
  };
  const file = join(folder, 'inventory.json');
  writeFileSync(file, JSON.stringify(inventory), { mode: 0o600 });
  return file;
}

/** An operator's own: the bundle need not be copied to a node that is a folder of this machine. */
function writePlaybook(world: World): string {
  const file = join(world.folder(), 'playbook.yml');
  writeFileSync(
    file,
    `- name: Bring the nodes to this release
  hosts: all
  gather_facts: false
  tasks:
    - name: Let tagship-node decide
      ansible.builtin.command:
        argv: ["{{ tagship_node }}", apply, --json, --bundle, "{{ tagship_bundle }}", --root, "{{ tagship_root }}"]
      environment:
        AWS_ACCESS_KEY_ID: "{{ store_key }}"
        AWS_SECRET_ACCESS_KEY: "{{ store_secret }}"
      register: apply
      changed_when: false
      failed_when: apply.rc not in [0, 2]
`,
  );
  return file;
}

async function handOver({ world, narration, remotePath }: Control, tag: string): Promise<void> {
  const repository = world.repository(`${project}.dist`);
  const run = await world.runPipeline(repository, repository.tag(tag), {
    CONTROL_NODE: 'local',
    REMOTE_PATH: remotePath,
  });
  if (!endedWell(run)) {
    throw new Error(`${project} ${tag} was not handed over:\n${run.stdout}${run.stderr}`);
  }
  narration.line(`  ${run.stdout.trimEnd().split('\n').at(-1) ?? ''}`);
}

/** The exit status. */
async function rollOut(
  { remotePath, data, webhookUrl, narration, signal }: Control,
  [inventory, playbook]: readonly [string, string],
  { isQuiet = false } = {},
): Promise<number | null> {
  const places = ['--root', remotePath, '--data', data, '--inventory', inventory, '--playbook', playbook];
  const child = spawn(process.execPath, [program, 'rollout', ...places], {
    env: { PATH: programs, HOME: data, SLACK_WEBHOOK_URL: webhookUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const [told] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (!isQuiet) {
    narration.quote(`tagship-control rollout\n${told}`);
  }
  return child.exitCode;
}

interface Block {
  readonly text?: { readonly text?: string };
}

/** What people see of it. */
function messageText(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('blocks' in message) || !Array.isArray(message.blocks)) {
    return '';
  }
  return message.blocks.map((block: Block) => block.text?.text ?? '').join('\n');
}
