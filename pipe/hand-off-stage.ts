import type { Context } from '../lib/core/context.ts';
import type { Diagnostic } from '../lib/core/diagnostics.ts';
import { developerFolder } from '../lib/core/names.ts';
import { describeControlNode } from '../lib/handoff/control-node.ts';
import { type HandoffOutcome, handOffRelease } from '../lib/handoff/hand-off-release.ts';
import { checkConnection } from '../lib/handoff/ssh-connection.ts';
import type { Publication } from '../lib/release/publish/publish-release.ts';
import { describeError, type HandoffReport } from '../lib/report/run-report.ts';
import { modeOf } from '../lib/settings/publish-request.ts';
import type { Environment } from '../lib/settings/secrets.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { storePlace } from '../lib/settings/store-place.ts';
import type { Store } from '../lib/store/store.ts';
import { version } from '../lib/version.ts';
import type { Console } from './console.ts';
import { printCauses } from './print-causes.ts';
import { printFindings } from './print-findings.ts';
import { handoffStage, type StageWatch } from './watch-stages.ts';

interface HandoffSurroundings {
  readonly env: Environment;
  readonly agentFolder?: string;
}

interface Handover {
  readonly settings: Settings;
  readonly publication: Publication;
  /** The first is the one that the release is taken from. */
  readonly stores: readonly Store[];
  readonly console: Console;
  readonly watch: StageWatch;
  readonly context: Context;
}

/** What would keep the hand-off from being tried, told before anything is released. */
export async function checkHandoff(
  settings: Settings,
  { env, agentFolder }: HandoffSurroundings,
): Promise<readonly Diagnostic[]> {
  const { controlNode } = settings;
  return controlNode?.kind === 'ssh' && modeOf(settings) !== 'check'
    ? await checkConnection(controlNode, { path: env['PATH'] ?? '', ...(agentFolder && { agentFolder }) })
    : [];
}

/** The pipe's last stage: hands a DIST that is in its first store to the control node. undefined: nothing was to be. */
export async function handOffStage(
  { settings, publication, stores, console, watch, context }: Handover,
  { env, agentFolder }: HandoffSurroundings,
): Promise<HandoffReport | undefined> {
  const { controlNode, name, target, origin, dryRun } = settings;
  const [store] = stores;
  const [place] = settings.stores;
  const standing = standingOf(publication, store);
  if (
    modeOf(settings) === 'check' ||
    controlNode === undefined ||
    store === undefined ||
    place === undefined ||
    standing === 'none'
  ) {
    return undefined;
  }
  const nothing = { kind: null, generation: null, previousRelease: null, error: null } as const;
  const report = { controlNode: describeControlNode(controlNode), ...nothing } as const;
  if (standing !== 'released') {
    return { ...report, status: standing };
  }
  const workDir = env['BITBUCKET_PIPE_STORAGE_DIR'];
  const startedMs = performance.now();
  watch.started(handoffStage);
  const outcome = await handOffRelease(
    {
      store,
      place: storePlace(place),
      project: name,
      folder: target.on === 'tag' ? target.tag : developerFolder,
      controlNode,
      source: { ...origin },
      by: `tagship ${version}`,
      dryRun,
      path: env['PATH'] ?? '',
      ...(workDir && { workDir }),
      ...(agentFolder && { agentFolder }),
    },
    context,
  );
  watch.finished(handoffStage, performance.now() - startedMs);
  printFindings(console, outcome.diagnostics);
  if (outcome.status === 'failed') {
    printCauses(console, outcome.error, 'control node: ');
  }
  const root = 'root' in outcome ? outcome.root : undefined;
  return { ...report, controlNode: describeControlNode(controlNode, root), ...reportOf(outcome) };
}

/** Whether the release is in its first store, and by this build. */
function standingOf(
  { status, outcomes, preflight }: Publication,
  store: Store | undefined,
): 'released' | 'planned' | 'skipped' | 'none' {
  if (status === 'invalid' || status === 'failed') {
    return 'none';
  }
  const outcome = outcomes?.find((one) => one.store === store?.name)?.status;
  if (outcome !== undefined) {
    return outcome === 'released' ? 'released' : 'skipped';
  }
  const decision = preflight?.stores.find((one) => one.store.name === store?.name)?.decision.action;
  switch (decision) {
    case undefined:
      return 'none';
    case 'keep':
      return 'released';
    case 'stand-back':
      return 'skipped';
    default:
      return 'planned';
  }
}

function reportOf(outcome: HandoffOutcome): Partial<HandoffReport> & Pick<HandoffReport, 'status'> {
  switch (outcome.status) {
    case 'handed-off':
    case 'planned': {
      const { status, kind, generation, previousRelease = null } = outcome;
      return { status, kind, generation, previousRelease };
    }
    case 'refused':
      return { status: 'refused', error: `${outcome.message}; ${outcome.hint}` };
    case 'failed':
      return { status: 'failed', error: describeError(outcome.error) };
    case 'invalid':
      return { status: 'failed', error: 'the release is not in its store as it was recorded; nothing was handed over' };
  }
}
