import { type PlaybookRun, runPlaybook } from '../ansible/run-playbook.ts';
import { ansibleAccess, ansiblePorts, checkPart, playbookOrder } from './ansible-access-of.ts';
import { findPlaybook, type Generation, useCurrent } from './current-generation.ts';
import { dataFolder, makeDataFolder } from './data-folder.ts';
import { createDispatchProgress } from './dispatch-progress.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';

export interface CheckedRollOut {
  readonly generation: Generation;
  readonly run: PlaybookRun;
}

/**
 * Asks every node what the current generation would do there, by Ansible's check mode. Nothing is changed, kept or told; a
 * roll-out that is at work meanwhile is not disturbed. Throws where there is no generation or no playbook.
 */
export async function checkRollOut(settings: RollOutSettings, ports: RollOutPorts): Promise<CheckedRollOut> {
  await makeDataFolder(settings.data);
  await using used = await useCurrent(settings, ports);
  const { generation } = used;
  const playbook = await findPlaybook(settings.playbook, generation);
  const progress = createDispatchProgress(ports);
  const access = await ansibleAccess({ settings, data: dataFolder(settings.data), id: 0 }, checkPart);
  const order = playbookOrder({ access, settings, generation, playbook });
  const run = await runPlaybook(
    { ...order, check: true },
    { ...ansiblePorts(ports), onEvent: (event) => progress.take(event) },
  );
  return { generation, run };
}
