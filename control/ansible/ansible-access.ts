import type { Context } from '../../lib/core/context.ts';
import type { Processes } from '../../lib/node-state/processes.ts';
import type { AnsibleEvent } from './ansible-event.ts';
import type { AnsibleProgram } from './find-ansible.ts';

/** What every run of Ansible needs to know. Paths are absolute. */
export interface AnsibleAccess {
  /** A file, or a folder of files. */
  readonly inventory: string;
  /** Hosts and groups, as Ansible's own `--limit` takes them. Default: all of the inventory. */
  readonly limit?: string | undefined;
  readonly forks: number;
  /** Of the whole run. */
  readonly deadlineMs: number;
  /** A folder for what Ansible leaves of itself, and for our plugin; made if it is missing. */
  readonly ansibleHome: string;
  /** Gets what Ansible prints: its beginning and its end, 4 MiB at most. */
  readonly logFile: string;
  /** Of the program. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Default: the `ansible-playbook` of PATH. */
  readonly program?: string | undefined;
  /** What was found before, in the same roll-out: to ask for it takes as long as half a question to a node. Default: asked now. */
  readonly found?: AnsibleProgram | undefined;
  /** From TERM to KILL. Default: 10 s. */
  readonly graceMs?: number | undefined;
}

export interface AnsiblePorts {
  readonly context: Context;
  readonly processes: Processes;
  /** Takes secrets out of what nodes and Ansible say. */
  readonly redact: (text: string) => string;
  /** Is told what happens, as it happens. */
  readonly onEvent?: ((event: AnsibleEvent) => void) | undefined;
}
