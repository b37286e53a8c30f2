import { dirname } from 'node:path';
import { replaceFile } from '../node-state/durable-files.ts';
import { serializeInstalled } from '../node-state/installed-file.ts';
import { beliefIn, reportResult, versionOf } from './apply-bundle.ts';
import type { ApplyReport } from './apply-report.ts';
import { carryOut } from './carry-out.ts';
import { lockedModule } from './fetch-release.ts';
import { type NodeAccess, type NodeRun, requireLock, withNodeLock } from './node-run.ts';
import { pruneNode } from './prune-node.ts';
import { type SettledNode, settleNode } from './settle-node.ts';

/**
 * Takes a failed node out of its failure: back to its last whole release, by the modules' own scripts and from the kept
 * packages, or to a new node, on which the next release is installed anew. A node is never called active without its
 * scripts and checks.
 */
export async function resetNode(access: NodeAccess, to: 'last-release' | 'absent'): Promise<ApplyReport> {
  const report = await withNodeLock(access, async (run) => {
    const settled = await settleNode(run);
    return to === 'absent' ? await forget(run, settled) : await goBack(run, settled);
  });
  return (
    report ?? {
      ...emptyReport(access.project),
      outcome: 'refused',
      reason: 'another run of tagship-node is at work on this node',
      hint: 'wait for its end: tagship-node status tells',
    }
  );
}

async function goBack(run: NodeRun, settled: SettledNode): Promise<ApplyReport> {
  const { condition, reading } = settled;
  const before = versionOf(condition);
  const report: ApplyReport = { ...emptyReport(run.project), before, now: before };
  switch (condition.is) {
    case 'new':
    case 'active':
      return report;
    case 'working':
    case 'blocked':
      return refused(report, condition.is === 'blocked' ? condition.reason : 'another run is at work on this node');
    case 'failure':
    case 'interrupted':
    case 'unclear':
  }
  const current = reading.installed.found === 'installed' ? reading.installed.installed.current : null;
  if (current === null) {
    const { installed } = reading;
    return refused(report, installed.found === 'nonsense' ? installed.reason : 'this node never had a whole release');
  }
  const { release, contentSha256, generation, store, modules } = current;
  const result = await carryOut(
    run,
    {
      action: 'reset',
      belief: beliefIn(settled),
      release,
      contentSha256,
      generation,
      store,
      modules: modules.map(lockedModule),
    },
    reading,
  );
  await pruneNode(run);
  return await reportResult(run, { ...report, release }, result, 'reset');
}

async function forget(run: NodeRun, { condition, reading }: SettledNode): Promise<ApplyReport> {
  const { paths, ports, project } = run;
  const before = versionOf(condition);
  const report: ApplyReport = { ...emptyReport(project), before, now: before };
  if (condition.is === 'blocked' || condition.is === 'working') {
    return refused(report, condition.is === 'blocked' ? condition.reason : 'another run is at work on this node');
  }
  await requireLock(run);
  if (reading.installed.found === 'installed') {
    const { installed } = reading.installed;
    // what is there stays known, so that what the next release does not list is removed by it
    const modules = installed.modules.map((entry) => ({ ...entry, state: 'deploying' as const }));
    const forgotten = { ...installed, status: 'absent', version: null, reason: null, modules } as const;
    const bytes = serializeInstalled({ ...forgotten, current: null, previous: null });
    await replaceFile(ports.files, paths.installed, bytes);
  } else {
    await ports.files.remove(paths.installed);
  }
  await ports.files.remove(paths.journal);
  await ports.files.remove(paths.images);
  await ports.files.flush(dirname(paths.images));
  return { ...report, outcome: 'reset', now: { status: 'absent', version: undefined } };
}

function refused(report: ApplyReport, reason: string): ApplyReport {
  return {
    ...report,
    outcome: 'refused',
    reason,
    hint: 'tagship-node reset --to absent makes it a new node, on which the next release is installed',
  };
}

function emptyReport(project: string): ApplyReport {
  const nothing = { status: 'absent', version: undefined } as const;
  return {
    outcome: 'unchanged',
    project,
    release: undefined,
    kind: undefined,
    generation: undefined,
    run: undefined,
    before: nothing,
    now: nothing,
    rebuilt: false,
    interrupted: undefined,
    reason: undefined,
    hint: undefined,
    scripts: [],
    orphans: [],
  };
}
