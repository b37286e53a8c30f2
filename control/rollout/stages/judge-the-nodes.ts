import { judgeHost } from '../../watch/judge-host.ts';
import { cannotConnect, type Dispatch, type NodeLook, type ReportedRun } from '../../watch/observation.ts';
import type { RollOutRun } from '../roll-out-run.ts';

/** Holds both links of each host against what was rolled out. */
export async function judgeTheNodes(run: RollOutRun): Promise<void> {
  const { settings, history, generation, playbookRun, inventory } = run;
  if (generation === undefined) {
    return;
  }
  const { release, kind } = generation;
  const dispatches = playbookRun?.dispatches ?? [];
  const byHost = new Map(dispatches.map((dispatch) => [dispatch.host, dispatch]));
  const buildingSince = history.buildingSince(settings.project);
  // answers come in any order, and people look for a host by its name
  run.looks = [...run.looks, ...unasked(run.looks, dispatches)].toSorted((one, other) =>
    one.host < other.host ? -1 : 1,
  );
  const unheard = unheardOf(run);
  unheard.forEach((dispatch) => history.keepDispatch(run.id, dispatch));
  run.leftDispatches = [...run.leftDispatches, ...unheard];
  run.verdicts = run.looks.map((look) =>
    judgeHost(
      { host: look.host, groups: inventory.get(look.host) ?? [], dispatch: byHost.get(look.host), look },
      { release, kind, stuckAfterMs: settings.stuckAfterMs, buildingSince: buildingSince.get(look.host) },
    ),
  );
}

/**
 * What a run of the node's own told once, while nobody listened: a roll-out that was killed just then, or somebody at the
 * node. Of a host whose runs were not known before it may have been long ago.
 */
function unheardOf({ settings, history, looks, leftDispatches, playbookRun }: RollOutRun): readonly Dispatch[] {
  const telling = looks.filter(({ lastRunTold }) => lastRunTold !== undefined);
  if (telling.length === 0) {
    return [];
  }
  const known = new Map(history.nodes(settings.project).map(({ host, nodeRun }) => [host, nodeRun]));
  const heard = new Set(
    [...leftDispatches, ...(playbookRun?.dispatches ?? [])].map(({ host, report }) => `${host}\n${report?.run ?? ''}`),
  );
  return telling.flatMap(({ host, askedAt, lastRun, lastRunTold }): readonly Dispatch[] => {
    const before = known.get(host);
    if (
      lastRunTold === undefined ||
      before === undefined ||
      lastRun === undefined ||
      before === lastRun ||
      heard.has(`${host}\n${lastRun}`)
    ) {
      return [];
    }
    const report: ReportedRun = {
      ...lastRunTold,
      outcome: 'unheard',
      run: lastRun,
      release: undefined,
      reason: undefined,
      hint: undefined,
      scripts: [],
    };
    return [{ host, status: 'success', sentAt: askedAt, task: undefined, message: undefined, report }];
  });
}

/** Where the questions broke off, what the playbook said of a host that failed is not to be lost. */
function unasked(looks: readonly NodeLook[], dispatches: readonly Dispatch[]): readonly NodeLook[] {
  const asked = new Set(looks.map(({ host }) => host));
  return dispatches
    .filter(({ host, status }) => status !== 'success' && !asked.has(host))
    .map(({ host, sentAt, message }) =>
      cannotConnect({
        host,
        askedAt: sentAt,
        reason: message ?? 'it could not be asked after the playbook had failed there',
      }),
    );
}
