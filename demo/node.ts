import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ProjectStores } from '../lib/testing/project-stores.ts';

const program = join(import.meta.dirname, '..', 'dist', 'tagship-node.mjs');

/** A folder that stands for a machine: the node program takes it for the root of one. */
export interface DemoNode {
  /** `node-1` */
  readonly name: string;
  readonly root: string;
  /** Brings the node to the release of a bundle, as Ansible or a timer would. */
  apply(bundle: string): Promise<NodeRun>;
}

/** What tagship-node says with `--json`, as far as it is shown. */
export interface NodeRun {
  readonly outcome: string;
  readonly now: { readonly status: string; readonly version?: string };
  readonly reason?: string;
  readonly scripts: readonly { readonly module: string; readonly script: string; readonly end: string }[];
}

interface NodeRequest {
  readonly name: string;
  readonly root: string;
  readonly stores: ProjectStores;
  readonly signal: AbortSignal;
}

/** Makes a node of ProjectA with the read-only keys that examples/iam gives to nodes. */
export function createDemoNode({ name, root, stores, signal }: NodeRequest): DemoNode {
  mkdirSync(root, { recursive: true });
  const keys = stores.variablesOf('node');
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    AWS_ACCESS_KEY_ID: keys['PROJECTA_AWS_ACCESS_KEY_ID'],
    AWS_SECRET_ACCESS_KEY: keys['PROJECTA_AWS_SECRET_ACCESS_KEY'],
  };
  return {
    name,
    root,
    async apply(bundle) {
      const args = [program, 'apply', '--json', '--bundle', bundle, '--root', root];
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
      const [report, log] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      if (report === '') {
        throw new Error(`tagship-node ended on ${name} without a report:\n${log}`);
      }
      return JSON.parse(report);
    },
  };
}
