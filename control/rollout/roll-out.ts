import { endLeftRuns } from '../ansible/run-ansible.ts';
import { openHistory } from '../history/open-history.ts';
import { checkPart } from './ansible-access-of.ts';
import { concludeRun, outcomeOf } from './conclude-run.ts';
import { type DataFolder, dataFolder } from './data-folder.ts';
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
  { name: 'run the playbook', skip: ({ playbook }) => playbook === undefined, run: runThePlaybook },
  { name: 'ask the nodes', skip: isHopeless, run: askTheNodes },
  { name: 'judge the nodes', run: judgeTheNodes },
  { name: 'collect the logs', run: collectTheLogs },
];

/**
 * Rolls the current generation out once; the caller has the lock of the project. What goes wrong with it is in the result.
 * Throws where the history cannot be opened or written: `disk-full`, `integrity`, `conflict`, `control-node`.
 */
export async function rollOut(settings: RollOutSettings, ports: RollOutPorts): Promise<RollOutResult> {
  const { context } = ports;
  const data = dataFolder(settings.data);
  await endRunsOfDead(settings.project, data, ports);
  using history = openHistory(data.history, { clock: context.clock });
  await using cleanup = new AsyncDisposableStack();
  const startedAt = context.clock.now();
  const found = await findTheGeneration(settings, ports, cleanup);
  const leftDispatches = history.leftDispatches(settings.project);
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
    leftDispatches,
    playbookRun: undefined,
    inventory: new Map(),
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
  // last, so that what goes wrong with it keeps no message back
  history.prune();
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

/** The lock is ours, so no other roll-out of this project is at work; one that only checks needs no lock. */
async function endRunsOfDead(project: string, data: DataFolder, { processes, context }: RollOutPorts): Promise<void> {
  const logs = data.logs(project);
  const ended = await endLeftRuns(
    processes,
    (logFile) => logFile.startsWith(`${logs}/`) && !logFile.endsWith(`-${checkPart}.log`),
  );
  if (ended > 0) {
    context.log.info(`${ended} processes of a roll-out that was killed were still at work, and were ended`);
  }
}

/** Without a release there is nothing to hold the nodes against, and without Ansible nobody to ask them. */
function isHopeless({ generation, playbookRun }: RollOutRun): boolean {
  return generation === undefined || (playbookRun !== undefined && playbookRun.ansible === undefined);
}
