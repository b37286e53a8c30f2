import { judgeHosts } from '../judge-hosts.ts';
import type { RollOutRun } from '../roll-out-run.ts';

/** Holds both links of each host against what was rolled out. */
export async function judgeTheNodes(run: RollOutRun): Promise<void> {
  const { settings, history, generation, playbookRun, looks } = run;
  if (generation === undefined || playbookRun === undefined) {
    return;
  }
  const { release, kind } = generation;
  run.verdicts = judgeHosts(
    {
      looks,
      dispatches: playbookRun.dispatches,
      groups: playbookRun.groups,
      expected: { release, kind, stuckAfterMs: settings.stuckAfterMs },
    },
    { history, project: settings.project },
  );
}
