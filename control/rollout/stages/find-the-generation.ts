import { findPlaybook, type Generation, useCurrent } from '../current-generation.ts';
import type { RollOutProblem } from '../roll-out-run.ts';
import type { RollOutPorts, RollOutSettings } from '../roll-out-settings.ts';

export interface FoundGeneration {
  readonly generation: Generation | undefined;
  readonly playbook: string | undefined;
  readonly problem: RollOutProblem | undefined;
}

/** Resolves `current` once, and keeps that generation until `cleanup` is disposed of. Never rejects. */
export async function findTheGeneration(
  settings: RollOutSettings,
  ports: RollOutPorts,
  cleanup: AsyncDisposableStack,
): Promise<FoundGeneration> {
  let generation: Generation | undefined;
  try {
    ({ generation } = cleanup.use(await useCurrent(settings, ports)));
    const playbook = await findPlaybook(settings.playbook, generation);
    return { generation, playbook, problem: undefined };
  } catch (error) {
    return { generation, playbook: settings.playbook, problem: { stage: 'find the generation', error } };
  }
}
