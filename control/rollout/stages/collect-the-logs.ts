import { collectLogs } from '../../ansible/collect-logs.ts';
import type { NodeLogs, NodeRun } from '../../history/node-logs.ts';
import { ansibleAccess, ansiblePorts } from '../ansible-access-of.ts';
import type { RollOutRun } from '../roll-out-run.ts';

/** A time of collecting is written before the next: no more than this is held in memory. */
const hostsAtOnce = 100;

/** Brings the logs of node runs that are not known yet (W116). What cannot be had now is tried again by the next roll-out. */
export async function collectTheLogs(run: RollOutRun): Promise<void> {
  const { settings, ports, history, looks } = run;
  const ofNodes = looks.flatMap(({ host, status, lastRun }): readonly NodeRun[] =>
    lastRun === undefined || status === 'cannot connect' ? [] : [{ host, nodeRun: lastRun }],
  );
  const wanted = history.lackingLogs(settings.project, ofNodes);
  if (wanted.length === 0) {
    return;
  }
  ports.context.log.info(`the logs of ${wanted.length} nodes are collected`);
  const access = await ansibleAccess(run, 'logs');
  for (let from = 0; from < wanted.length; from += hostsAtOnce) {
    const runs = new Map(wanted.slice(from, from + hostsAtOnce).map(({ host, nodeRun }) => [host, nodeRun]));
    const { hosts, problem } = await collectLogs({ ...access, project: settings.project, runs }, ansiblePorts(ports));
    history.keepLogs(
      run.id,
      hosts
        .filter((one) => one.problem === undefined || one.isGone)
        .map(({ host, run: nodeRun, logs }): NodeLogs => {
          return { host, nodeRun, release: releaseOf({ host, nodeRun }, run), files: logs };
        }),
    );
    for (const one of hosts.filter((host) => host.problem !== undefined && !host.isGone)) {
      ports.context.log.warning(`the logs of ${one.host} could not be collected: ${one.problem ?? ''}`);
    }
    if (problem !== undefined) {
      ports.context.log.warning(`not all logs could be collected: ${problem.message}`);
      return;
    }
  }
}

/** What a run was about, if it was the one of this roll-out. */
function releaseOf({ host, nodeRun }: NodeRun, { playbookRun }: RollOutRun): string | undefined {
  const report = playbookRun?.dispatches.find((dispatch) => dispatch.host === host)?.report;
  return report?.run === nodeRun ? report.release : undefined;
}
