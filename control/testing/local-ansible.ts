import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from '../../lib/core/context.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import type { AnsibleAccess, AnsiblePorts } from '../ansible/ansible-access.ts';
import type { AnsibleEvent } from '../ansible/ansible-event.ts';
import { type PlaybookOrder, type PlaybookRun, runPlaybook } from '../ansible/run-playbook.ts';

/** A control node with the machine's own Ansible; its nodes are this machine, unless the inventory says otherwise. */
export interface LocalAnsible extends Disposable {
  readonly folder: string;
  readonly access: AnsibleAccess;
  /** Returns the path. */
  write(name: string, text: string): string;
  play(playbook: string | readonly object[], options?: Partial<PlaybookOrder> & Partial<Asked>): Promise<ToldRun>;
  ports(asked?: Partial<Asked>): AnsiblePorts;
}

interface Asked {
  readonly onEvent: (event: AnsibleEvent) => void;
  readonly redact: (text: string) => string;
  readonly context: Context;
}

export interface ToldRun extends PlaybookRun {
  readonly events: readonly AnsibleEvent[];
}

/** TAGSHIP_ANSIBLE names a folder with another ansible-playbook than the machine's, to try another version. */
export function ansibleSurroundings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const { PATH = '', HOME = '/', TAGSHIP_ANSIBLE } = env;
  return { PATH: [...(TAGSHIP_ANSIBLE === undefined ? [] : [TAGSHIP_ANSIBLE]), PATH].join(delimiter), HOME };
}

export function hasAnsible(env: Readonly<Record<string, string | undefined>>): boolean {
  try {
    execFileSync('ansible-playbook', ['--version'], { env: ansibleSurroundings(env), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What the ansible-playbook of TAGSHIP_ANSIBLE, or of the machine, says of itself. */
export function expectedVersion({ PATH, HOME, TAGSHIP_ANSIBLE }: NodeJS.ProcessEnv): string {
  const program = TAGSHIP_ANSIBLE === undefined ? 'ansible-playbook' : join(TAGSHIP_ANSIBLE, 'ansible-playbook');
  const said = execFileSync(program, ['--version'], { env: { PATH, HOME, LC_ALL: 'C.UTF-8' }, encoding: 'utf8' });
  return /\[core (.*)\]/.exec(said)?.[1] ?? `none in: ${said}`;
}

/** Not one that has ended and was not waited for. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[XZ]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** `inventory`: lines of an INI file; hosts are this machine and have its Python. */
export function openLocalAnsible(inventory: string, env: Readonly<Record<string, string | undefined>>): LocalAnsible {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-ansible-'));
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const local = `
[all:vars]
ansible_connection=local
ansible_python_interpreter=/usr/bin/python3
ansible_become=false
`;
  const access: AnsibleAccess = {
    inventory: write('inventory.ini', `${inventory}\n${local}`),
    forks: 5,
    deadlineMs: 120_000,
    ansibleHome: join(folder, 'home'),
    logFile: join(folder, 'ansible.log'),
    environment: ansibleSurroundings(env),
    graceMs: 2_000,
  };
  const ports = (asked: Partial<Asked> = {}): AnsiblePorts => ({
    context: silentContext(),
    processes: machineProcesses,
    redact: (text) => text,
    ...asked,
  });
  return {
    folder,
    access,
    write,
    ports,
    async play(playbook, options = {}) {
      const { onEvent, redact, context, ...order } = options;
      const events: AnsibleEvent[] = [];
      const text = typeof playbook === 'string' ? playbook : JSON.stringify(playbook);
      const run = await runPlaybook(
        {
          ...access,
          playbook: write('playbook.yml', text),
          bundle: '/srv/tagship/ProjectA/generations/000007',
          project: 'ProjectA',
          release: '2.1.0',
          generation: 7,
          ...order,
        },
        ports({
          ...(redact && { redact }),
          ...(context && { context }),
          onEvent(event) {
            events.push(event);
            onEvent?.(event);
          },
        }),
      );
      return { ...run, events };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
