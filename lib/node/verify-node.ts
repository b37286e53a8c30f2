import { TagshipError } from '../core/errors.ts';
import { judgeNode, type NodeCondition, type NodeReading } from '../node-state/judge-node.ts';
import { nodePaths } from '../node-state/node-paths.ts';
import type { ScriptReport } from './apply-report.ts';
import { fetchRelease, lockedModule } from './fetch-release.ts';
import { createScriptRunner, hasScript } from './module-scripts.ts';
import { type NodeAccess, type NodeRun, readNode, runDeadline, withNodeLock } from './node-run.ts';
import { pruneNode } from './prune-node.ts';

/** What a node is, as its files tell it now; nothing is written. */
export async function lookAtNode({ project, settings, ports }: NodeAccess): Promise<NodeView> {
  const reading = await readNode(nodePaths(settings.root, project), settings.userId);
  const installed = reading.installed.found === 'installed' ? reading.installed.installed : undefined;
  return { condition: judgeNode(reading, ports.processes), installed, ...lastRunIn(reading) };
}

/** The journal is ahead of installed.json while a run is at work, and when it was interrupted. */
function lastRunIn({ journal, installed }: NodeReading): LastRun {
  if (journal.found === 'journal' && journal.journal.end?.outcome !== 'withdrawn') {
    const { run, rebuilt = false, interrupted } = journal.journal.begin;
    return { lastRun: run, lastRunRebuilt: rebuilt, lastRunInterrupted: interrupted };
  }
  const lastRun = installed.found === 'installed' ? installed.installed.run : undefined;
  return { lastRun, lastRunRebuilt: false, lastRunInterrupted: undefined };
}

interface LastRun {
  /** That changed the node, or began to; a verify is none. */
  readonly lastRun: string | undefined;
  /** What its answer told only once, for whoever did not hear it. */
  readonly lastRunRebuilt: boolean;
  /** How the run before it was interrupted. */
  readonly lastRunInterrupted: string | undefined;
}

export interface NodeView extends LastRun {
  readonly condition: NodeCondition;
  readonly installed:
    | Extract<Awaited<ReturnType<typeof readNode>>['installed'], { found: 'installed' }>['installed']
    | undefined;
}

export interface Verification {
  readonly isRight: boolean;
  readonly version: string | undefined;
  readonly reason: string | undefined;
  readonly hint: string | undefined;
  readonly checks: readonly ScriptReport[];
}

/**
 * Holds an active node against its release: its packages are still what they were, and every check.sh passes. Changes
 * nothing of its state.
 */
export async function verifyNode(access: NodeAccess): Promise<Verification> {
  const found = await withNodeLock(access, verifyLocked, { changesNothing: true });
  return found ?? wrong(undefined, 'another run of tagship-node is at work on this node');
}

async function verifyLocked(run: NodeRun): Promise<Verification> {
  const { project, settings, ports, context, lock } = run;
  const { condition, installed } = await lookAtNode({ project, settings, ports, context });
  if (condition.is !== 'active') {
    const why = 'reason' in condition ? `: ${condition.reason}` : '';
    return wrong(undefined, `the node is not active but ${condition.is}${why}`);
  }
  const current = installed?.current;
  if (!current) {
    return wrong(condition.version, 'the node was not made active by tagship-node: its modules are not known');
  }
  const scripts = createScriptRunner(run, current.store);
  try {
    const modules = current.modules.map(lockedModule);
    const { wanted } = await fetchRelease(run, { store: current.store, modules, unlisted: [] });
    await lock.tell({ deadlineUptimeSeconds: runDeadline(run, wanted.length) });
    for (const [index, module] of wanted.entries()) {
      if (await hasScript(module, 'check.sh')) {
        await scripts.run(module, 'check.sh', index + 1);
      }
    }
  } catch (error) {
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    return { ...wrong(condition.version, error.message), hint: error.hint, checks: scripts.reports };
  } finally {
    // none of them is at work any more, and what they have started goes on
    await lock.tell({ deadlineUptimeSeconds: runDeadline(run, 0), checking: undefined });
    await pruneNode(run);
  }
  return { isRight: true, version: condition.version, reason: undefined, hint: undefined, checks: scripts.reports };
}

function wrong(version: string | undefined, reason: string): Verification {
  return { isRight: false, version, reason, hint: undefined, checks: [] };
}
