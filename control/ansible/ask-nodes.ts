import type { TagshipError } from '../../lib/core/errors.ts';
import { cannotConnect, type NodeLook } from '../watch/observation.ts';
import type { AnsibleAccess, AnsiblePorts } from './ansible-access.ts';
import { askScript } from './node-scripts.ts';
import { readLook } from './read-look.ts';
import { runOwnPlay } from './run-own-play.ts';

export interface AskOrder extends AnsibleAccess {
  readonly project: string;
  /** By their names in the inventory. Default: all of `limit`. */
  readonly hosts?: readonly string[] | undefined;
  /** How long a node may take to answer. Default: 60. */
  readonly timeoutSeconds?: number | undefined;
}

export interface AskedNodes {
  /** Of every host that was asked, those that cannot be reached too. */
  readonly looks: readonly NodeLook[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Why not all of them were asked; of a host without a look nothing is known. */
  readonly problem: TagshipError | undefined;
}

/**
 * Asks every node for its state: link 2 (R95). Over Ansible's own connection, as root; nothing but sh is needed there.
 * Throws the signal's reason if it is aborted.
 */
export async function askNodes(order: AskOrder, ports: AnsiblePorts): Promise<AskedNodes> {
  const { project, hosts, timeoutSeconds = 60 } = order;
  const looks: NodeLook[] = [];
  if (hosts?.length === 0) {
    return { looks, groups: new Map(), problem: undefined };
  }
  const play = {
    name: 'Ask the nodes',
    script: askScript,
    variables: { tagship_project: project },
    hosts,
    timeoutSeconds,
  };
  const run = await runOwnPlay(play, order, ports, (answer) => {
    const { host, askedAt } = answer;
    looks.push(
      'output' in answer
        ? readLook({ host, askedAt, output: answer.output, redact: ports.redact })
        : cannotConnect({ host, askedAt, reason: answer.problem }),
    );
  });
  return { looks, ...run };
}
