import { TagshipError } from '../../../lib/core/errors.ts';
import { createRedactor } from '../../../lib/core/redaction.ts';
import { systemClock } from '../../../lib/core/system-clock.ts';
import { publishRelease } from '../../../lib/release/publish/publish-release.ts';
import { reportRun } from '../../../lib/report/run-report.ts';
import { modeOf, publishRequest } from '../../../lib/settings/publish-request.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { openS3Store, type S3StoreOptions } from '../../../lib/store/s3/s3-store.ts';
import { createConsole } from '../../../pipe/console.ts';
import { explainEnd } from '../../../pipe/explain-end.ts';
import { printFindings } from '../../../pipe/print-findings.ts';
import { printReport } from '../../../pipe/print-report.ts';
import { subjectOf } from '../../../pipe/print-settings.ts';
import { watchStages } from '../../../pipe/watch-stages.ts';

/**
 * The library in a process of its own, told what to do by the pipe's variables and telling what it did in the pipe's
 * words; its one argument is how the stores are that no variable describes.
 */
const storeOptions: Pick<S3StoreOptions, 'conditionalMultipart' | 'idleTimeoutMs'> = JSON.parse(
  process.argv[2] ?? '{}',
);

const stop = new AbortController();
process.once('SIGTERM', () => {
  stop.abort(new TagshipError('interrupted', 'stopped by SIGTERM'));
});

process.exitCode = 1;
process.exit((await publish()) ? 0 : 1);

async function publish(): Promise<boolean> {
  const { signal } = stop;
  const console = createConsole({
    write: (text) => process.stdout.write(text),
    redactor: createRedactor(),
    colours: false,
    debug: false,
  });
  const { settings, diagnostics } = readSettings(process.env, process.cwd());
  if (settings === undefined) {
    throw new Error(JSON.stringify(diagnostics));
  }
  const stores = settings.stores.map((store) =>
    openS3Store({ ...store, ...storeOptions, signal, uploadsAtOnce: settings.stores.length }),
  );
  const watch = watchStages(console);
  try {
    const publication = await publishRelease(
      {
        ...publishRequest(settings, stores),
        findings: diagnostics,
        observer: watch,
        workDir: process.env['BITBUCKET_PIPE_STORAGE_DIR'] ?? '',
      },
      { log: console, clock: systemClock, signal },
    );
    const stages = watch.finishedStages();
    const report = reportRun({ publication, subject: subjectOf(settings), mode: modeOf(settings), stages });
    printFindings(console, publication.diagnostics);
    printReport(console, report);
    console[report.status](report.summary);
    return report.status === 'success';
  } catch (error) {
    const summary = explainEnd(error, {
      console,
      stage: watch.current(),
      isCommitted: watch.finishedStages().some(({ stage }) => stage === 'commit'),
      crash: (text) => process.stderr.write(text),
    });
    console.failure(summary);
    return false;
  }
}
