import { readBundle } from '../bundle/read-bundle.ts';
import { decideApply } from '../node-state/decide-apply.ts';
import { judgeNode } from '../node-state/judge-node.ts';
import { nodePaths } from '../node-state/node-paths.ts';
import { emptyReport, isWork, versionOf, wantedOf, withoutWork } from './apply-bundle.ts';
import type { ApplyReport } from './apply-report.ts';
import { type NodeAccess, readNode } from './node-run.ts';
import { asSettled } from './settle-node.ts';

const foreseen = {
  install: 'would-install',
  upgrade: 'would-upgrade',
  refresh: 'would-upgrade',
  back: 'would-roll-back',
} as const satisfies Readonly<Record<string, ApplyReport['outcome']>>;

/**
 * What `applyBundle` would decide at this moment. Nothing is written, fetched or run, and no lock is taken: whether the
 * packages come and the scripts end well is not known.
 * @throws BundleError for a bundle that is not whole
 */
export async function foreseeApply(bundleFolder: string, access: Omit<NodeAccess, 'project'>): Promise<ApplyReport> {
  const bundle = await readBundle(bundleFolder);
  const { root, userId } = access.settings;
  const reading = await readNode(nodePaths(root, bundle.record.name), userId);
  const condition = judgeNode(asSettled(reading), access.ports.processes);
  const decision = decideApply(condition, wantedOf(bundle));
  const report = emptyReport(bundle, versionOf(condition));
  return isWork(decision) ? { ...report, outcome: foreseen[decision.do] } : withoutWork(decision, report);
}
