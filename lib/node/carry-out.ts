import { TagshipError } from '../core/errors.ts';
import type { InstalledModule } from '../node-state/installed-file.ts';
import { beginJournal, type JournalWriter, type NodeRelease, type NodeStore } from '../node-state/journal.ts';
import type { NodeReading } from '../node-state/judge-node.ts';
import type { LockedModule } from '../release/record.ts';
import { version } from '../version.ts';
import type { ScriptReport } from './apply-report.ts';
import { fetchRelease, type ReadyModule, type ReadyRelease } from './fetch-release.ts';
import { createScriptRunner, hasScript, type ScriptRunner } from './module-scripts.ts';
import { explainSystemError, moveImages, type NodeRun, readNode, requireLock, runDeadline } from './node-run.ts';
import { type Belief, type PlannedModule, planModules, unlistedModules } from './plan-modules.ts';
import { rememberGeneration } from './remember-generation.ts';
import { settle } from './settle-node.ts';

/** A release that a node is to be brought to. */
export interface Undertaking {
  readonly action: 'install' | 'upgrade' | 'back' | 'reset';
  /** The release is there: it is brought again only if something of it is other by now. */
  readonly isRefresh?: boolean;
  readonly belief: Belief;
  /** images.yaml was gone; how the run before was interrupted: kept until the next run, for whoever did not hear the answer. */
  readonly rebuilt?: boolean;
  readonly interrupted?: string | undefined;
  readonly release: string;
  readonly contentSha256: string;
  readonly generation: number | undefined;
  readonly store: NodeStore;
  readonly modules: readonly LockedModule[];
}

export interface Result {
  /** `withdrawn`: nothing was run, and the node is as it was; `unchanged`: because a refresh found nothing to do. */
  readonly outcome: 'active' | 'failure' | 'withdrawn' | 'unchanged';
  readonly error: TagshipError | undefined;
  readonly scripts: readonly ScriptReport[];
  readonly orphans: readonly string[];
}

/**
 * Brings a node to a release: fetches all, then lets the modules' scripts change the node, each told in the journal before
 * and after. Every error that the node ends whole with is in the result; bugs are thrown.
 */
export async function carryOut(run: NodeRun, undertaking: Undertaking, reading: NodeReading): Promise<Result> {
  const installed = reading.installed.found === 'installed' ? reading.installed.installed.modules : [];
  const unlisted = unlistedModules(undertaking.modules, installed);
  let ready: ReadyRelease;
  let plan: readonly PlannedModule[];
  let journal: JournalWriter;
  try {
    ready = await fetchRelease(run, { store: undertaking.store, modules: undertaking.modules, unlisted });
    plan = planModules(
      ready.wanted.map(({ module }) => module),
      installed,
      undertaking.belief,
    );
    if (undertaking.isRefresh && unlisted.length === 0 && plan.every(({ script }) => script === undefined)) {
      await rememberGeneration(run, reading.installed, undertaking.generation);
      return { outcome: 'unchanged', error: undefined, scripts: [], orphans: [] };
    }
    await requireScripts(ready, plan);
    journal = await begin(run, undertaking, { ready, isNew: isNew(undertaking, reading) });
  } catch (error) {
    return { outcome: 'withdrawn', error: asTagshipError(error, run), scripts: [], orphans: [] };
  }
  const scripts = createScriptRunner(run, undertaking.store);
  const progress: Progress = { run, journal, scripts, step: 0, orphans: [] };
  let failure: TagshipError | undefined;
  try {
    await changeModules(progress, ready, { plan, unlisted });
  } catch (error) {
    failure = asTagshipError(error, run);
  }
  try {
    await end(run, journal, failure);
  } catch (error) {
    // the journal has the outcome, or tells that there is none: the next run goes on from there
    failure = withUnwritten(failure, asTagshipError(error, run));
    await rememberEnd(run, failure);
  }
  return {
    outcome: failure === undefined ? 'active' : 'failure',
    error: failure,
    scripts: scripts.reports,
    orphans: progress.orphans,
  };
}

/** A module without the script that it needs is found before anything is changed. */
async function requireScripts({ wanted }: ReadyRelease, plan: readonly PlannedModule[]): Promise<void> {
  for (const [index, { module, script }] of plan.entries()) {
    const ready = wanted[index];
    if (ready !== undefined && script !== undefined && !(await hasScript(ready, script))) {
      throw new TagshipError('integrity', `the package of ${module.name} ${module.version} has no ${script}`, {
        hint: 'every module has a deploy.sh and an upgrade.sh; publish it under a new tag with both',
      });
    }
  }
}

/** Whether nothing of the project serves on this node: then it is built, and not maintained (R79, R80). */
function isNew({ action }: Undertaking, { images, installed }: NodeReading): boolean {
  const hasInstalled = installed.found === 'installed' && installed.installed.modules.length > 0;
  const isActive = images.found === 'images' && images.images.status === 'active';
  return action === 'install' || (!hasInstalled && !isActive);
}

const mostReasonCharacters = 2000;

async function begin(
  run: NodeRun,
  { action, belief, rebuilt, interrupted, release, contentSha256, generation, store }: Undertaking,
  { ready, isNew }: { readonly ready: ReadyRelease; readonly isNew: boolean },
): Promise<JournalWriter> {
  const { paths, ports, context, lock, project } = run;
  const modules = ready.wanted.map(({ module }) => module);
  const target: NodeRelease = {
    release,
    contentSha256,
    ...(generation === undefined ? {} : { generation }),
    store,
    modules,
  };
  // a script and two checks for each module, and removals
  const deadlineUptimeSeconds = runDeadline(run, modules.length * 3 + ready.unlisted.length);
  await lock.tell({ deadlineUptimeSeconds });
  context.signal.throwIfAborted();
  await requireLock(run);
  const journal = await beginJournal(ports.files, paths.journal, {
    entry: 'begin',
    schema: 1,
    run: run.id,
    program: version,
    project,
    action,
    target,
    afresh: belief === 'none',
    ...(rebuilt ? { rebuilt } : {}),
    ...(interrupted === undefined ? {} : { interrupted: interrupted.slice(0, mostReasonCharacters).toWellFormed() }),
    holder: ports.processes.self(),
    deadlineUptimeSeconds,
    at: context.clock.now().toISOString(),
  });
  try {
    await moveImages(run, { version: release, status: isNew ? 'building' : 'maintain' });
  } catch (error) {
    const reason = asTagshipError(error, run).message;
    await journal.add({ entry: 'end', outcome: 'withdrawn', reason, at: context.clock.now().toISOString() });
    throw error;
  }
  return journal;
}

interface Progress {
  readonly run: NodeRun;
  readonly journal: JournalWriter;
  readonly scripts: ScriptRunner;
  readonly orphans: string[];
  step: number;
}

async function changeModules(
  progress: Progress,
  ready: ReadyRelease,
  { plan, unlisted }: { readonly plan: readonly PlannedModule[]; readonly unlisted: readonly InstalledModule[] },
): Promise<void> {
  for (const [index, { script }] of plan.entries()) {
    const module = ready.wanted[index];
    if (module !== undefined) {
      if (script !== undefined) {
        await change(progress, module, script);
      }
      await check(progress, module);
    }
  }
  if (await removeModules(progress, ready.unlisted, unlisted)) {
    // what was removed may have been needed after all
    for (const module of ready.wanted) {
      await check(progress, module);
    }
  }
  await progress.run.ports.files.flushAll();
}

/** Runs a script that changes the node. What it wrote is on the disk before the journal says that it was done. */
async function change(
  progress: Progress,
  ready: ReadyModule,
  script: 'deploy.sh' | 'upgrade.sh' | 'remove.sh',
): Promise<void> {
  const { run, journal, scripts } = progress;
  const at = (): string => run.context.clock.now().toISOString();
  run.context.signal.throwIfAborted();
  progress.step += 1;
  const { step } = progress;
  await journal.add({ entry: 'start', step, script, module: ready.module, at: at() });
  await scripts.run(ready, script, step);
  await run.ports.files.flushAll();
  await journal.add({ entry: 'done', step, at: at() });
}

async function check(progress: Progress, ready: ReadyModule): Promise<void> {
  progress.run.context.signal.throwIfAborted();
  if (await hasScript(ready, 'check.sh')) {
    progress.step += 1;
    await progress.scripts.run(ready, 'check.sh', progress.step);
  }
}

/** Returns whether a remove.sh was run. */
async function removeModules(
  progress: Progress,
  ready: readonly ReadyModule[],
  unlisted: readonly InstalledModule[],
): Promise<boolean> {
  const { run, journal, orphans } = progress;
  let hasRemoved = false;
  for (const { module } of unlisted) {
    const found = ready.find((one) => one.module.name === module.name);
    if (found !== undefined && (await hasScript(found, 'remove.sh'))) {
      await change(progress, found, 'remove.sh');
      hasRemoved = true;
    } else {
      await journal.add({ entry: 'kept', module, at: run.context.clock.now().toISOString() });
      run.context.log.warning(`${module.name} ${module.version} is listed no longer and has no remove.sh: it stays`);
      orphans.push(module.name);
    }
  }
  return hasRemoved;
}

async function end(run: NodeRun, journal: JournalWriter, failure: TagshipError | undefined): Promise<void> {
  const { paths, context, settings } = run;
  const at = context.clock.now().toISOString();
  const outcome = failure === undefined ? 'active' : 'failure';
  await journal.add({ entry: 'end', outcome, reason: failure?.message ?? null, at });
  const written = await readNode(paths, settings.userId);
  if (written.journal.found !== 'journal') {
    throw new TagshipError('node-state', `${paths.journal} is not what was written`, {
      hint: 'find out who else writes there',
    });
  }
  await settle(run, written.journal.journal, written);
}

/** What the node failed of comes first: a disk may be full because of it. */
function withUnwritten(failure: TagshipError | undefined, unwritten: TagshipError): TagshipError {
  return failure === undefined
    ? unwritten
    : new TagshipError(failure.code, `${failure.message}, and then: ${unwritten.message}`, {
        ...(unwritten.hint !== undefined && { hint: unwritten.hint }),
        cause: unwritten,
      });
}

/** The lock's own bytes are overwritten, which needs no room where a journal can have no further line. */
async function rememberEnd({ lock, id, context }: NodeRun, { message }: TagshipError): Promise<void> {
  await lock.tell({ ended: { run: id, reason: message } }).catch((error: unknown) => {
    context.log.debug(`the lock was not written: ${String(error)}`);
  });
}

function asTagshipError(error: unknown, { paths }: NodeRun): TagshipError {
  if (error instanceof TagshipError) {
    return error;
  }
  const explained = explainSystemError(error, paths.folder);
  if (explained === undefined) {
    throw error;
  }
  return explained;
}
