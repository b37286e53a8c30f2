import { TagshipError } from '../../lib/core/errors.ts';
import { type Answer, heading, line } from '../../lib/report/answer/answer.ts';
import { formatTime } from '../../lib/report/answer/format-time.ts';
import type { LogRun } from '../history/node-logs.ts';
import type { CommonOptions, ControlDesk } from './control-desk.ts';
import { withHistory } from './open-project.ts';

export interface LogsOptions extends CommonOptions {
  readonly run?: string;
}

interface LogsAsked extends LogsOptions {
  readonly node: string;
  readonly release: string | undefined;
}

/** `tagship-control logs NODE [RELEASE]`: what the scripts of a run printed, as it was collected. */
export async function logs({ context }: ControlDesk, asked: LogsAsked): Promise<Answer> {
  return await withHistory(asked, context.clock, (history, project) => {
    const { node } = asked;
    const runs = history.logRuns(project, node);
    const found = findRun(runs, asked);
    const texts = history.logs(project, found);
    const others = runs.filter(({ nodeRun }) => nodeRun !== found.nodeRun);
    return {
      data: {
        project,
        node,
        run: found.nodeRun,
        release: found.release ?? null,
        collectedAt: found.collectedAt.toISOString(),
        logs: texts,
        others: others.map(({ nodeRun, release }) => ({ run: nodeRun, release: release ?? null })),
      },
      blocks: [
        line(`${project} on ${node}: ${describeLogRun(found)}`),
        ...texts.flatMap(({ file, text }) => [heading(file), line(text.trimEnd())]),
        ...(texts.length === 0 ? [line('it has no logs: it ran no script, or they were too old')] : []),
      ],
      findings: [],
    };
  });
}

function findRun(runs: readonly LogRun[], { node, release, run }: LogsAsked): LogRun {
  const found = runs.find(
    (one) => (run === undefined || one.nodeRun === run) && (release === undefined || one.release === release),
  );
  if (found !== undefined) {
    return found;
  }
  const wanted = [...(release === undefined ? [] : [release]), ...(run === undefined ? [] : [`run ${run}`])].join(', ');
  throw new TagshipError('invalid-input', `there are no logs of ${node}${wanted === '' ? '' : ` for ${wanted}`}`, {
    hint:
      runs.length === 0
        ? 'they are collected after each roll-out that ran scripts there; tagship-control status --nodes lists the nodes'
        : `there are ${runs.map(describeLogRun).join(', ')}`,
  });
}

/** `2.1.0, run 20261122T080000-1` */
function describeLogRun({ nodeRun, release, collectedAt }: LogRun): string {
  return `${release ?? 'a release that is not known'} (run ${nodeRun}, collected ${formatTime(collectedAt.toISOString())} UTC)`;
}
