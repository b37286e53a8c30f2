import { type Bundle, readBundle } from '../bundle/read-bundle.ts';
import { TagshipError } from '../core/errors.ts';
import { type Decision, decideApply, type Wanted } from '../node-state/decide-apply.ts';
import { readImages } from '../node-state/images-file.ts';
import type { NodeCondition } from '../node-state/judge-node.ts';
import { type NodePaths, nodePaths } from '../node-state/node-paths.ts';
import type { ApplyReport, NodeVersion } from './apply-report.ts';
import { carryOut, type Result } from './carry-out.ts';
import { type NodeAccess, type NodeRun, withNodeLock } from './node-run.ts';
import type { Belief } from './plan-modules.ts';
import { pruneNode } from './prune-node.ts';
import { type SettledNode, settleNode } from './settle-node.ts';

/**
 * Brings this node to the release of a bundle, or says why not (design.md, section 9). DIST's own scripts are never run.
 * What a person can act on is in the report; before anything was looked at on the node it is thrown.
 * @throws BundleError for a bundle that is not whole
 */
export async function applyBundle(bundleFolder: string, access: Omit<NodeAccess, 'project'>): Promise<ApplyReport> {
  const bundle = await readBundle(bundleFolder);
  const project = bundle.record.name;
  try {
    const report = await withNodeLock({ ...access, project }, async (run) => await applyLocked(run, bundle));
    const reason = 'another run of tagship-node is at work on this node';
    return (
      report ?? {
        ...emptyReport(bundle, await versionNow(nodePaths(access.settings.root, project), access.settings.userId)),
        outcome: 'skipped',
        reason,
      }
    );
  } catch (error) {
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    const { message: reason, hint } = error;
    return {
      ...emptyReport(bundle, await versionNow(nodePaths(access.settings.root, project), access.settings.userId)),
      outcome: 'failed',
      reason,
      hint,
    };
  }
}

async function applyLocked(run: NodeRun, bundle: Bundle): Promise<ApplyReport> {
  const settled = await settleNode(run);
  const { condition } = settled;
  const before = versionOf(condition);
  const decision = decideApply(condition, wantedOf(bundle));
  const interrupted = condition.is === 'interrupted' ? condition.reason : undefined;
  const report: ApplyReport = { ...emptyReport(bundle, before), interrupted };
  return isWork(decision) ? await undertake(run, bundle, { settled, decision, report }) : withoutWork(decision, report);
}

/** What a bundle asks of a node. */
export function wantedOf({ record, lock, handoff, upgradableVersions }: Bundle): Wanted {
  return {
    project: record.name,
    kind: handoff.kind,
    release: record.folder,
    contentSha256: record.package.contentSha256,
    generation: handoff.generation,
    isFloating: lock.modules.some(({ rel, src }) => 'floating' in rel || (src !== null && 'floating' in src)),
    upgradableVersions,
  };
}

type Work = Decision & { readonly do: keyof typeof outcomes };

export function isWork(decision: Decision): decision is Work {
  return decision.do in outcomes;
}

/** What came of a run that has nothing to bring, on a node that is settled. */
export function withoutWork(decision: Exclude<Decision, Work>, report: ApplyReport): ApplyReport {
  switch (decision.do) {
    case 'nothing':
      return report;
    case 'skip':
      return { ...report, outcome: 'skipped', reason: decision.reason };
    case 'refuse':
      return { ...report, outcome: 'refused', reason: decision.reason, hint: decision.hint };
    case 'fail':
      return {
        ...report,
        outcome: 'interrupted',
        reason: decision.reason,
        hint: 'look at the log of its last script, then run tagship-node reset, or hand over a rollback',
      };
  }
}

const outcomes = { install: 'installed', upgrade: 'upgraded', refresh: 'upgraded', back: 'rolled-back' } as const;

async function undertake(
  run: NodeRun,
  { record, handoff, lock }: Bundle,
  {
    settled,
    decision,
    report,
  }: {
    readonly settled: SettledNode;
    readonly decision: Work;
    readonly report: ApplyReport;
  },
): Promise<ApplyReport> {
  const rebuilt = decision.do === 'install' && decision.rebuilt;
  if (rebuilt) {
    run.context.log.warning('images.yaml is gone, and this node was installed before: it is built anew');
  }
  const { folder: release, package: content } = record;
  const result = await carryOut(
    run,
    {
      action: decision.do === 'refresh' ? 'upgrade' : decision.do,
      isRefresh: decision.do === 'refresh',
      belief: beliefIn(settled),
      rebuilt,
      interrupted: report.interrupted,
      release,
      contentSha256: content.contentSha256,
      generation: handoff.generation,
      store: handoff.store,
      modules: lock.modules,
    },
    settled.reading,
  );
  await pruneNode(run);
  return { ...(await reportResult(run, report, result, outcomes[decision.do])), rebuilt };
}

/** What is known of the modules of a node. */
export function beliefIn({ condition, reading }: SettledNode): Belief {
  if (condition.is === 'new' || condition.is === 'unclear') {
    return 'none';
  }
  if (reading.installed.found === 'installed') {
    return 'installed';
  }
  return condition.is === 'active' ? 'unknown' : 'none';
}

/** What came of the work; what the node is by then is what its state file says. */
export async function reportResult(
  { paths, settings, id }: NodeRun,
  report: ApplyReport,
  { outcome, error, scripts, orphans }: Result,
  good: ApplyReport['outcome'],
): Promise<ApplyReport> {
  return {
    ...report,
    outcome: outcome === 'active' ? good : outcome === 'unchanged' ? 'unchanged' : 'failed',
    run: outcome === 'withdrawn' || outcome === 'unchanged' ? undefined : id,
    now: await versionNow(paths, settings.userId),
    scripts,
    orphans,
    reason: error?.message,
    hint: error?.hint,
  };
}

async function versionNow(paths: NodePaths, userId: number): Promise<NodeVersion> {
  const images = await readImages(paths.images, userId);
  if (images.found === 'images') {
    return images.images;
  }
  return { status: images.found === 'nothing' ? 'absent' : 'unclear', version: undefined };
}

export function versionOf(condition: NodeCondition): NodeVersion {
  switch (condition.is) {
    case 'new':
      return { status: 'absent', version: undefined };
    case 'active':
    case 'failure':
      return { status: condition.is, version: condition.version };
    case 'interrupted':
      return { status: 'failure', version: condition.version };
    case 'working':
      return { status: 'maintain', version: undefined };
    case 'unclear':
    case 'blocked':
      return { status: 'unclear', version: undefined };
  }
}

export function emptyReport({ record, handoff }: Bundle, before: NodeVersion): ApplyReport {
  return {
    outcome: 'unchanged',
    project: record.name,
    release: record.folder,
    kind: handoff.kind,
    generation: handoff.generation,
    run: undefined,
    before,
    now: before,
    rebuilt: false,
    interrupted: undefined,
    reason: undefined,
    hint: undefined,
    scripts: [],
    orphans: [],
  };
}
