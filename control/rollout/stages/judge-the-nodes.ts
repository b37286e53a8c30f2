import { judgeHost } from '../../watch/judge-host.ts';
import { cannotConnect, type Dispatch, type NodeLook } from '../../watch/observation.ts';
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
  run.verdicts = run.looks.map((look) =>
    judgeHost(
      { host: look.host, groups: inventory.get(look.host) ?? [], dispatch: byHost.get(look.host), look },
      { release, kind, stuckAfterMs: settings.stuckAfterMs, buildingSince: buildingSince.get(look.host) },
    ),
  );
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
