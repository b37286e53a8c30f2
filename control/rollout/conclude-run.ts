import { describeError } from '../../lib/report/run-report.ts';
import type { RollOutEnd } from '../alerts/alert-group.ts';
import { controlNodeHost, type OpenCause } from '../alerts/cause.ts';
import { composeMessages } from '../alerts/compose-messages.ts';
import { decideAlerts } from '../alerts/decide-alerts.ts';
import type { HostOutcome } from '../history/node-history.ts';
import type { Verdict } from '../watch/verdict.ts';
import { readTrouble, removeTrouble } from './history-trouble.ts';
import type { RollOutResult, RollOutRun } from './roll-out-run.ts';

/**
 * Decides what is to be told, and writes it with all that the run found in one transaction: after it, whatever happens, the
 * messages are sent once; before it, the next run finds the same again. A run that was stopped says nothing of any host.
 */
export async function concludeRun(run: RollOutRun): Promise<void> {
  const { settings, ports, history, generation, verdicts, problem } = run;
  const { project, remindAfterMs, language } = settings;
  const now = ports.context.clock.now();
  const isStopped = ports.context.signal.aborted;
  const release = generation?.release ?? '';
  const marks = [project, ''].map((name) => run.data.troubleMark(name));
  const told = await Promise.all(marks.map(readTrouble));
  const trouble = told.find((at) => at !== undefined);
  const open = withTrouble(history.openCauses(project), trouble, release);
  const alerts = isStopped
    ? { open, groups: [] }
    : decideAlerts(open, verdicts, {
        now,
        release,
        remindAfterMs,
        knownHosts: run.inventory.size === 0 ? undefined : new Set(run.inventory.keys()),
        leftDispatches: run.leftDispatches,
        rollOut: endOfRollOut(run),
      });
  run.groups = alerts.groups;
  const gone = isStopped ? [] : goneHosts(run);
  const messages = composeMessages(alerts.groups, {
    language,
    project,
    release,
    generation: generation?.number,
    run: `${project}/${run.id}`,
    now,
    redactor: ports.redactor,
  });
  history.endRun(run.id, {
    at: now,
    outcome: outcomeOf(run),
    problem: problem === undefined ? undefined : ports.redactor.redact(describeError(problem.error)),
    hosts: hostOutcomes(run),
    gone,
    causes: { open: alerts.open },
    messages,
    logs: [],
  });
  if (gone.length > 0) {
    ports.context.log.info(`not in the inventory any more, and left out from now on: ${gone.join(', ')}`);
  }
  if (trouble !== undefined) {
    await Promise.all(marks.map(removeTrouble));
  }
}

/** A cause that is told as a notice only, `refused`, is what the release itself asks for. */
export function isTrouble({ cause }: Pick<Verdict, 'cause'>): boolean {
  return cause !== undefined && cause !== 'refused';
}

export function outcomeOf({ ports, problem, verdicts }: RollOutRun): RollOutResult['outcome'] {
  if (ports.context.signal.aborted) {
    return 'interrupted';
  }
  return problem !== undefined || verdicts.some(isTrouble) ? 'failed' : 'whole';
}

/** What people were told while the history could not be used is open, as if it had been written there. */
function withTrouble(open: readonly OpenCause[], told: Date | undefined, release: string): readonly OpenCause[] {
  const isKnown = open.some(({ host, cause }) => host === controlNodeHost && cause === 'roll-out');
  return told === undefined || isKnown
    ? open
    : [...open, { host: controlNodeHost, cause: 'roll-out', release, since: told, lastToldAt: told, times: 1 }];
}

function endOfRollOut({ startedAt, problem, playbookRun, ports }: RollOutRun): RollOutEnd {
  const ansible =
    playbookRun?.ansible === undefined ? 'not run' : playbookRun.problem === undefined ? 'success' : 'failed';
  return {
    at: startedAt,
    ansible,
    step: problem?.stage,
    problem: problem === undefined ? undefined : ports.redactor.redact(describeError(problem.error)),
  };
}

/** Those that an earlier inventory had; of an inventory that could not be read nothing is known. */
function goneHosts({ settings, history, inventory }: RollOutRun): readonly string[] {
  if (inventory.size === 0) {
    return [];
  }
  const known = history.nodes(settings.project).map(({ host }) => host);
  return known.filter((host) => !inventory.has(host));
}

function hostOutcomes({ verdicts, looks }: RollOutRun): readonly HostOutcome[] {
  const runs = new Map(looks.map(({ host, lastRun }) => [host, lastRun]));
  return verdicts.map((verdict) => ({ ...verdict, nodeRun: runs.get(verdict.host) }));
}
