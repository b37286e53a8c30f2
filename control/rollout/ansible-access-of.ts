import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnsibleAccess, AnsiblePorts } from '../ansible/ansible-access.ts';
import type { PlaybookOrder } from '../ansible/run-playbook.ts';
import type { Generation } from './current-generation.ts';
import { dataProblem } from './data-folder.ts';
import type { RollOutRun } from './roll-out-run.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';

const keptLogs = 60;
/** The part of a roll-out that changes nothing. */
export const checkPart = 'check';
/** To ask what a node is, and for its logs, takes a minute or two for a thousand of them. */
export const askDeadlineMs = 20 * 60_000;

/** How Ansible is to be run for a part of a roll-out; what it prints goes into a file of that part, of which the newest stay. */
export async function ansibleAccess(
  { settings, data, id, playbookRun }: Pick<RollOutRun, 'settings' | 'data' | 'id'> & Partial<RollOutRun>,
  part: string,
): Promise<AnsibleAccess> {
  const { project, inventory, limit, forks, environment } = settings;
  const folder = data.logs(project);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).toSorted();
    for (const name of names.slice(0, Math.max(0, names.length - keptLogs))) {
      await rm(join(folder, name), { force: true });
    }
  } catch (error) {
    throw dataProblem(error, folder);
  }
  return {
    inventory,
    limit,
    forks,
    deadlineMs: askDeadlineMs,
    ansibleHome: data.ansibleHome,
    logFile: join(folder, `${String(id).padStart(8, '0')}-${part}.log`),
    environment,
    found: playbookRun?.ansible,
  };
}

export interface PlaybookOfGeneration {
  readonly access: AnsibleAccess;
  readonly settings: RollOutSettings;
  readonly generation: Generation;
  readonly playbook: string;
}

export function playbookOrder({ access, settings, generation, playbook }: PlaybookOfGeneration): PlaybookOrder {
  return {
    ...access,
    playbook,
    bundle: generation.folder,
    project: settings.project,
    release: generation.release,
    generation: generation.number,
    deadlineMs: settings.deadlineMs,
  };
}

export function ansiblePorts({ context, processes, redactor }: RollOutPorts): AnsiblePorts {
  return { context, processes, redact: (text) => redactor.redact(text) };
}
