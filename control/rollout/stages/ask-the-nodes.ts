import { askNodes } from '../../ansible/ask-nodes.ts';
import { ansibleAccess, ansiblePorts } from '../ansible-access-of.ts';
import type { RollOutRun } from '../roll-out-run.ts';

/** Link 2: what every node says of itself, those that the playbook did not reach too. */
export async function askTheNodes(run: RollOutRun): Promise<void> {
  const { settings, ports } = run;
  ports.context.log.info('every node is asked for its state');
  const asked = await askNodes(
    { ...(await ansibleAccess(run, 'ask')), project: settings.project },
    ansiblePorts(ports),
  );
  run.looks = asked.looks;
  if (run.inventory.size === 0) {
    run.inventory = asked.groups;
  }
  if (asked.problem !== undefined) {
    throw asked.problem;
  }
}
