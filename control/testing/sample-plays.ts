import type { ToldRun } from './local-ansible.ts';

/** Plays and tasks for tests, as the JSON that Ansible reads as YAML. */

export type Task = Readonly<Record<string, unknown>>;

export function command(text: string): Task {
  return { 'ansible.builtin.command': { argv: ['sh', '-c', text] } };
}

export function play(tasks: readonly Task[], more: Task = {}): Task {
  return { hosts: 'all', gather_facts: false, tasks, ...more };
}

export function onlyOn(host: string): Task {
  return { when: `inventory_hostname == '${host}'` };
}

export const fails: Task = { name: 'Fail', ...command('echo out; echo why >&2; exit 3') };
export const works: Task = { name: 'Work', ...command('true') };

/** Variables of a host at whose address nothing listens. */
export const unreachable = 'ansible_connection=ssh ansible_host=127.0.0.99 ansible_port=1';
/** What Ansible says of it; the second where ssh had ended before Ansible wrote to it, on a busy machine. */
export const refused = /Connection refused|Data could not be sent to remote host/;

/** `{ a: 'success', b: 'failed' }`; a host that the run did not come to is missing. */
export function statuses({ dispatches }: ToldRun): Readonly<Record<string, string>> {
  return Object.fromEntries(dispatches.map(({ host, status }) => [host, status]));
}
