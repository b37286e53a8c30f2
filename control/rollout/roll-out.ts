import { openHistory } from '../history/open-history.ts';
import { concludeRun, outcomeOf } from './conclude-run.ts';
import { dataFolder } from './data-folder.ts';
import type { RollOutResult, RollOutRun } from './roll-out-run.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';
import { sendWaiting } from './send-waiting.ts';
import { askTheNodes } from './stages/ask-the-nodes.ts';
import { collectTheLogs } from './stages/collect-the-logs.ts';
import { findTheGeneration } from './stages/find-the-generation.ts';
import { judgeTheNodes } from './stages/judge-the-nodes.ts';
import { runThePlaybook } from './stages/run-the-playbook.ts';

interface Stage {
  readonly name: string;
  /** Whether what it needs is not there. */
  readonly skip?: (run: RollOutRun) => boolean;
  readonly run: (run: RollOutRun) => Promise<void>;
}

/**
 * A roll-out, in its order. What keeps a stage from being done is the run's problem: those that need it are skipped, and the
 * others go on, so that what is known of each host is judged, written and told.
 */
const stages: readonly Stage[] = [
  { name: 'run the playbook', skip: ({ generation }) => generation === undefined, run: runThePlaybook },
  { name: 'ask the nodes', skip: lacksHosts, run: askTheNodes },
  { name: 'judge the nodes', skip: lacksHosts, run: judgeTheNodes },
  { name: 'collect the logs', skip: lacksHosts, run: collectTheLogs },
];

/**
 * Rolls the current generation out once; the caller has the lock of the project. What goes wrong with it is in the result.
 * Throws where the history cannot be opened or written: `disk-full`, `integrity`, `conflict`, `control-node`.
 */
export async function rollOut(settings: RollOutSettings, ports: RollOutPorts): Promise<RollOutResult> {
  const { context } = ports;
  const data = dataFolder(settings.data);
  using history = openHistory(data.history, { clock: context.clock });
  await using cleanup = new AsyncDisposableStack();
  const startedAt = context.clock.now();
  const found = await findTheGeneration(settings, ports, cleanup);
  const id = history.beginRun({
    project: settings.project,
    generation: found.generation?.number,
    release: found.generation?.release,
    kind: found.generation?.kind,
    playbook: found.playbook,
    inventory: settings.inventory,
    limit: settings.limit,
    at: startedAt,
  });
  const run: RollOutRun = {
    settings,
    ports,
    data,
    history,
    startedAt,
    id,
    generation: found.generation,
    playbook: found.playbook,
    problem: found.problem,
    playbookRun: undefined,
    looks: [],
    verdicts: [],
    groups: [],
  };
  for (const { name, skip, run: work } of stages) {
    if (context.signal.aborted || skip?.(run)) {
      continue;
    }
    context.log.debug(`stage: ${name}`);
    try {
      await work(run);
    } catch (error) {
      run.problem ??= { stage: name, error };
    }
  }
  if (context.signal.aborted) {
    run.problem ??= { stage: 'stop', error: context.signal.reason };
  }
  await concludeRun(run);
  const messages = await sendWaiting(history, ports, data.sendLock);
  return {
    project: settings.project,
    run: run.id,
    generation: run.generation,
    startedAt,
    endedAt: context.clock.now(),
    outcome: outcomeOf(run),
    problem: run.problem,
    verdicts: run.verdicts,
    groups: run.groups,
    messages,
  };
}

/** Of an inventory that could not be read, or without Ansible, nobody can be asked. */
function lacksHosts({ playbookRun }: RollOutRun): boolean {
  return playbookRun === undefined || playbookRun.groups.size === 0;
}
