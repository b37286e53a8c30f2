import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its files. */
export type PeerFolder = 'scenario.json' | 'nodes.json' | 'ansible-playbook' | 'inventory.ini' | 'asked';

/** How the program itself behaves. */
export interface PeerScenario {
  readonly version: string;
  readonly ends?: 'well' | 'inventory error' | 'playbook error' | 'garbage' | 'cut';
  /** How long the playbook is at work on each node. */
  readonly nodeMs: number;
}

/** A node as it stands there. */
export interface PeerNode {
  readonly groups: readonly string[];
  readonly is: 'well' | 'failing' | 'unreachable' | 'at work';
  /** Of images.yaml; undefined: it has none. */
  readonly status?: string | undefined;
  /** The last that was installed. */
  readonly version?: string | undefined;
  readonly reason?: string | undefined;
  readonly lastRun?: string | undefined;
  readonly lastRunRebuilt?: boolean;
  readonly runs: number;
}

/** A stand-in for Ansible over nodes that are files, for tests that are not about Ansible. */
export interface AnsiblePeer extends Disposable {
  /** To be the first in PATH. */
  readonly folder: string;
  readonly inventory: string;
  /** From now on. */
  behave(scenario: Partial<PeerScenario>): void;
  nodes(): Readonly<Record<string, PeerNode>>;
  /** How often it was asked for its version. */
  timesAsked(): number;
  /** Puts a node into a state, or adds it. */
  put(host: string, node: Partial<PeerNode>): void;
  /** Takes a node out of the inventory. */
  remove(host: string): void;
}

const program = join(import.meta.dirname, 'program.ts');

export function startAnsiblePeer(hosts: readonly string[], groups: readonly string[] = ['eu']): AnsiblePeer {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-ansible-peer-'));
  const pathOf = (name: PeerFolder): string => join(folder, name);
  const nodes = (): Readonly<Record<string, PeerNode>> => JSON.parse(readFileSync(pathOf('nodes.json'), 'utf8'));
  const write = (name: PeerFolder, value: unknown): void => {
    writeFileSync(`${pathOf(name)}.put`, JSON.stringify(value));
    renameSync(`${pathOf(name)}.put`, pathOf(name));
  };
  const behave = (scenario: Partial<PeerScenario>): void => {
    write('scenario.json', { version: '2.14.18', nodeMs: 0, ...scenario });
  };
  write('nodes.json', Object.fromEntries(hosts.map((host) => [host, { groups, is: 'well', runs: 0 }])));
  behave({});
  writeFileSync(pathOf('asked'), '');
  writeFileSync(pathOf('inventory.ini'), `${hosts.join('\n')}\n`);
  writeFileSync(pathOf('ansible-playbook'), `#!/bin/sh\nexec '${process.execPath}' '${program}' '${folder}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    folder,
    inventory: pathOf('inventory.ini'),
    behave,
    nodes,
    timesAsked: () => readFileSync(pathOf('asked'), 'utf8').length,
    put: (host, node) =>
      write('nodes.json', { ...nodes(), [host]: { groups, is: 'well', runs: 0, ...nodes()[host], ...node } }),
    remove(host) {
      const { [host]: _gone, ...others } = nodes();
      write('nodes.json', others);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
