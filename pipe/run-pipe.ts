import type { Context } from '../lib/core/context.ts';
import type { Redactor } from '../lib/core/redaction.ts';
import { systemClock } from '../lib/core/system-clock.ts';
import { publishRelease } from '../lib/release/publish/publish-release.ts';
import { reportEnd } from '../lib/report/report-end.ts';
import { reportRun } from '../lib/report/run-report.ts';
import { modeOf, publishRequest } from '../lib/settings/publish-request.ts';
import { readSettings } from '../lib/settings/read-settings.ts';
import type { Environment } from '../lib/settings/secrets.ts';
import type { Settings } from '../lib/settings/settings.ts';
import type { S3StoreOptions } from '../lib/store/s3/s3-store.ts';
import type { Store } from '../lib/store/store.ts';
import { version } from '../lib/version.ts';
import { type Console, createConsole } from './console.ts';
import { deliverReport } from './deliver-report.ts';
import { explainEnd } from './explain-end.ts';
import { checkHandoff, handOffStage } from './hand-off-stage.ts';
import { printCauses } from './print-causes.ts';
import { printFindings } from './print-findings.ts';
import { printReport } from './print-report.ts';
import { printSettings, subjectOf } from './print-settings.ts';
import { type StageWatch, watchStages } from './watch-stages.ts';

/** What the program gives to the pipe of the world around it. */
export interface Surroundings {
  readonly env: Environment;
  /** Knows the secrets of `env`. */
  readonly redactor: Redactor;
  readonly workingDir: string;
  readonly signal: AbortSignal;
  /** To the build log. */
  readonly write: (text: string) => void;
  /** Of a bug: its stack. */
  readonly crash: (text: string) => void;
  /** Where the pipeline's key and known hosts are. Default: where Bitbucket mounts them. */
  readonly agentFolder?: string;
}

/**
 * Runs the pipe: settings -> source -> plan -> preflight -> pack -> upload -> commit (see `publishRelease`) -> hand off
 * (DIST) -> report.
 * True when what was asked for was done. Never rejects.
 */
export async function runPipe(surroundings: Surroundings): Promise<boolean> {
  const { env, workingDir, redactor } = surroundings;
  const { settings, diagnostics } = readSettings(env, workingDir);
  const debug = settings?.debug ?? false;
  const console = createConsole({ write: surroundings.write, redactor, colours: !env['NO_COLOR'], debug });
  console.info(`tagship ${version}`);
  if (settings === undefined) {
    printFindings(console, diagnostics);
    console.failure('the variables are not complete; nothing was written to any store');
    return false;
  }
  printSettings(console, settings);
  const watch = watchStages(console);
  try {
    return await publish({ settings, diagnostics, console, redactor, watch }, surroundings);
  } catch (error) {
    await tellEnd(error, { settings, diagnostics, console, redactor, watch }, surroundings);
    return false;
  } finally {
    watch.end();
  }
}

interface Run {
  readonly settings: Settings;
  readonly diagnostics: ReturnType<typeof readSettings>['diagnostics'];
  readonly console: Console;
  readonly redactor: Redactor;
  readonly watch: StageWatch;
}

async function publish(
  { settings, diagnostics, console, redactor, watch }: Run,
  surroundings: Surroundings,
): Promise<boolean> {
  const { env, signal } = surroundings;
  const context: Context = { log: console, clock: systemClock, signal };
  const stores = await openStores(settings, { signal, onSecret: (secret) => redactor.add(secret) });
  try {
    const workDir = env['BITBUCKET_PIPE_STORAGE_DIR'];
    const publication = await publishRelease(
      {
        ...publishRequest(settings, stores),
        findings: [...diagnostics, ...(await checkHandoff(settings, surroundings))],
        observer: watch,
        ...(env['PATH'] ? { path: env['PATH'] } : {}),
        ...(workDir ? { workDir } : {}),
      },
      context,
    );
    printFindings(console, publication.diagnostics);
    const handoff = await handOffStage({ settings, publication, stores, console, watch, context }, surroundings);
    const report = reportRun({
      publication,
      subject: subjectOf(settings),
      mode: modeOf(settings),
      stages: watch.finishedStages(),
      handoff,
    });
    printReport(console, report);
    for (const outcome of publication.outcomes ?? []) {
      if (outcome.status === 'failed') {
        printCauses(console, outcome.error, `store ${outcome.store}: `);
      }
    }
    await deliverReport(report, settings, { console, redactor, ...slackTimeout(signal) });
    console[report.status](report.summary);
    return report.status === 'success';
  } finally {
    for (const store of stores) {
      store.close();
    }
  }
}

async function tellEnd(
  error: unknown,
  { settings, console, redactor, watch }: Run,
  { signal, crash }: Surroundings,
): Promise<void> {
  const stages = watch.finishedStages();
  const summary = explainEnd(error, {
    console,
    stage: watch.current(),
    isCommitted: stages.some(({ stage }) => stage === 'commit'),
    crash: (text) => crash(redactor.redact(text)),
  });
  const report = reportEnd({ error, summary, subject: subjectOf(settings), stages });
  await deliverReport(report, settings, { console, redactor, ...slackTimeout(signal) });
  console.failure(summary);
}

/** A run that is stopped has seconds to end: Slack is not waited for as long as otherwise. */
function slackTimeout({ aborted }: AbortSignal): { readonly slackTimeoutMs?: number } {
  return aborted ? { slackTimeoutMs: 2000 } : {};
}

/** The SDK is loaded only when there is a store to use it on: a run that ends at its variables starts in no time. */
async function openStores(
  { stores }: Settings,
  options: Pick<S3StoreOptions, 'signal' | 'onSecret'>,
): Promise<readonly Store[]> {
  if (stores.length === 0) {
    return [];
  }
  const { openS3Store } = await import('../lib/store/s3/s3-store.ts');
  return stores.map((store) => openS3Store({ ...store, ...options, uploadsAtOnce: stores.length }));
}
