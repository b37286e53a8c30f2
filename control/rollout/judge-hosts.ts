import type { History } from '../history/history.ts';
import { judgeHost } from '../watch/judge-host.ts';
import type { Dispatch, NodeLook } from '../watch/observation.ts';
import type { Expected, Verdict } from '../watch/verdict.ts';

export interface HostsToJudge {
  readonly looks: readonly NodeLook[];
  readonly dispatches: readonly Dispatch[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly expected: Omit<Expected, 'buildingSince'>;
}

type Memory = Pick<History, 'buildingSince' | 'leftDispatches'>;

/**
 * Judges every host that was asked. What a node told once to a run that was killed before its end is told now: `history` has
 * kept it.
 */
export function judgeHosts(
  { looks, dispatches, groups, expected }: HostsToJudge,
  { history, project }: { readonly history: Memory; readonly project: string },
): readonly Verdict[] {
  const buildingSince = history.buildingSince(project);
  const byHost = new Map(dispatches.map((dispatch) => [dispatch.host, dispatch]));
  const left = Map.groupBy(history.leftDispatches(project), ({ host }) => host);
  return looks.map((look) => {
    const { host } = look;
    const judge = (dispatch: Dispatch | undefined): Verdict =>
      judgeHost(
        { host, groups: groups.get(host) ?? [], dispatch, look },
        { ...expected, buildingSince: buildingSince.get(host) },
      );
    const verdict = judge(byHost.get(host));
    const told = verdict.event === undefined ? (left.get(host) ?? []).map(judge) : [];
    const earlier = told.findLast(({ event }) => event !== undefined);
    return earlier === undefined ? verdict : { ...verdict, event: earlier.event, eventReason: earlier.eventReason };
  });
}
