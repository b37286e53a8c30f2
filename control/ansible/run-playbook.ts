import { TagshipError } from '../../lib/core/errors.ts';
import type { Dispatch } from '../watch/observation.ts';
import type { AnsibleAccess, AnsiblePorts } from './ansible-access.ts';
import { createDispatchCollector } from './collect-dispatches.ts';
import { explainEnd } from './explain-end.ts';
import type { AnsibleProgram } from './find-ansible.ts';
import type { AnsibleEnd } from './run-ansible.ts';
import { startAnsible } from './start-ansible.ts';

export interface PlaybookOrder extends AnsibleAccess {
  readonly playbook: string;
  /** The folder of the generation: `tagship_bundle` for the playbook. */
  readonly bundle: string;
  readonly project: string;
  readonly release: string;
  readonly generation: number;
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** Changes nothing: Ansible's check mode. */
  readonly check?: boolean | undefined;
}

export interface PlaybookRun {
  /** Of every host that the run came to. */
  readonly dispatches: readonly Dispatch[];
  /** Every host of the inventory with its groups, without `all` and `ungrouped`; empty if Ansible did not get so far. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Of Ansible; undefined if it did not end by itself. */
  readonly exitStatus: number | undefined;
  /** Undefined where it is not there. */
  readonly ansible: AnsibleProgram | undefined;
  /** Why the run was none or not a whole one; hosts that failed are none. */
  readonly problem: TagshipError | undefined;
}

/**
 * Rolls a bundle out: link 1 (R94). What keeps it from being a whole run is in `problem`, so that what became of the hosts
 * until then is not lost. Throws the signal's reason if it is aborted before the playbook has begun.
 */
export async function runPlaybook(order: PlaybookOrder, ports: AnsiblePorts): Promise<PlaybookRun> {
  const { playbook, inventory, limit, logFile } = order;
  const { redact, context } = ports;
  const collector = createDispatchCollector(redact);
  try {
    const call = {
      playbook: { file: playbook },
      isCheck: order.check,
      variables: {
        ...order.extraVars,
        tagship_bundle: order.bundle,
        tagship_project: order.project,
        tagship_release: order.release,
        tagship_generation: order.generation,
      },
    };
    const end = await startAnsible(call, order, {
      ...ports,
      onEvent(event) {
        collector.take(event);
        ports.onEvent?.(event);
      },
    });
    const problem = explainEnd({ end, told: collector, playbook, inventory, limit, logFile, redact });
    return {
      dispatches: collector.dispatches(endOf(end)),
      groups: collector.groups,
      exitStatus: end.how === 'exit' ? end.status : undefined,
      ansible: end.ansible,
      problem,
    };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    return { dispatches: [], groups: new Map(), exitStatus: undefined, ansible: undefined, problem: error };
  }
}

function endOf(end: AnsibleEnd): string {
  switch (end.how) {
    case 'deadline':
      return 'the playbook was ended at its deadline';
    case 'stopped':
      return 'tagship-control was stopped';
    case 'signal':
      return `ansible-playbook was ended by ${end.signal}`;
    case 'exit':
      return `ansible-playbook ended with ${end.status}`;
  }
}
