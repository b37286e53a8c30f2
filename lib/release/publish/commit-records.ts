import { TagshipError } from '../../core/errors.ts';
import { mapLimited } from '../../core/parallel.ts';
import { bufferBody } from '../../store/body.ts';
import type { WriteCondition } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { isNewerBuild } from '../build.ts';
import { type ReleaseRecord, readRecord, type StoredRecord, serializeRecord } from '../record.ts';
import { buildRecord } from './build-record.ts';
import type { Holding } from './holding.ts';
import { isDeveloperBuild } from './plan.ts';
import type { UploadRun } from './upload-run.ts';

/** What became of one store in the second phase. */
export type CommitResult =
  | {
      readonly status: 'recorded';
      readonly holding: Holding;
      readonly record: ReleaseRecord;
      readonly written: boolean;
    }
  | { readonly status: 'stood-back'; readonly holding: Holding; readonly newerBuild: number }
  | { readonly status: 'failed'; readonly holding: Holding; readonly error: unknown };

/** As for packages: see `uploadDeveloper`. */
const writeAttempts = 8;

/** Of all records that are written at the same time. */
const mostFilesAtOnce = 100_000;

/**
 * Phase two: writes the record in every store, each by one small conditional PUT, which is the moment of the release
 * (promise 3). To be called only when every store holds its package. A store that fails does not stop the others: what
 * is recorded is released, and the next run completes the rest.
 */
export async function commitRecords(run: UploadRun, holdings: readonly Holding[]): Promise<readonly CommitResult[]> {
  const publishedAt = run.context.clock.now();
  return await mapLimited(holdings, recordsAtOnce(holdings), async (holding) => {
    try {
      const record = buildRecord({ run, holding, publishedAt });
      return await commitRecord(run, holding, record);
    } catch (error) {
      return (await recordedAfterAll(run, holding)) ?? ({ status: 'failed', holding, error } as const);
    }
  });
}

/** A record is in memory as text and as bytes, which is 30 MB for the most files that a package has. */
function recordsAtOnce(holdings: readonly Holding[]): number {
  const files = Math.max(1, ...holdings.map(({ contents }) => contents.files.length));
  return Math.max(1, Math.min(storesAtOnce, Math.floor(mostFilesAtOnce / files)));
}

/** The answer to a write may be lost and the record be there: what is there decides. */
async function recordedAfterAll({ plan }: UploadRun, holding: Holding): Promise<CommitResult | undefined> {
  try {
    const present = await readRecord(holding.store, plan.identity);
    const isOwn =
      present?.record.package.sha256 === holding.contents.sha256 &&
      present.record.source.commit === plan.build.commit &&
      present.record.source.build === plan.build.build;
    return present !== undefined && isOwn
      ? { status: 'recorded', holding, record: present.record, written: true }
      : undefined;
  } catch {
    // the first error is the one to tell
    return undefined;
  }
}

/**
 * A newer build has the record; its package may have been replaced by ours all the same, where it has the very bytes that
 * were read before (the condition is on the bytes).
 */
async function requireTheirPackage({ plan }: UploadRun, holding: Holding, newerBuild: number): Promise<void> {
  const head = await holding.store.head(plan.packageKey);
  if (head?.metadata['run-id'] === plan.build.runId) {
    throw new TagshipError(
      'conflict',
      `${holding.store.url}/${plan.packageKey} is of this build, and its record of the newer build ${newerBuild}`,
      { hint: 'run the pipeline of the newer build again: it puts its package back' },
    );
  }
}

async function commitRecord(run: UploadRun, holding: Holding, record: ReleaseRecord): Promise<CommitResult> {
  const body = bufferBody(serializeRecord(record));
  let present = holding.record;
  for (let attempt = 1; attempt <= writeAttempts; attempt += 1) {
    const settled = present && settleWithPresent(run, { holding, record, present });
    if (settled?.status === 'stood-back') {
      await requireTheirPackage(run, holding, settled.newerBuild);
    }
    if (settled !== undefined) {
      return settled;
    }
    const condition: WriteCondition =
      present === undefined ? { if: 'absent' } : { if: 'unchanged', etag: present.etag };
    const metadata = { 'run-id': run.plan.build.runId };
    const options = { condition, contentType: 'application/json', metadata };
    const outcome = await holding.store.write(run.plan.recordKey, body, options);
    if (outcome.outcome === 'written') {
      return { status: 'recorded', holding, record, written: true };
    }
    present = await readRecord(holding.store, run.plan.identity);
  }
  throw new TagshipError(
    'conflict',
    `${holding.store.url}/${run.plan.recordKey} was replaced ${writeAttempts} times by other builds`,
    {
      hint: 'let the other builds of this branch end, then run the pipeline again',
    },
  );
}

/** What a record that is already there means; undefined when it is to be replaced (developer only). */
function settleWithPresent(
  { plan }: UploadRun,
  { holding, record, present }: { holding: Holding; record: ReleaseRecord; present: StoredRecord },
): CommitResult | undefined {
  const there = present.record;
  if (there.package.sha256 === record.package.sha256 && there.source.commit === record.source.commit) {
    if (!isDeveloperBuild(plan) || !isNewerBuild(plan.build, there.source)) {
      const written = there.published.at === record.published.at && present !== holding.record;
      return { status: 'recorded', holding, record: there, written };
    }
    return undefined;
  }
  if (!isDeveloperBuild(plan)) {
    throw new TagshipError(
      'conflict',
      `${holding.store.url}/${plan.recordKey} was written meanwhile, for sha256 ${there.package.sha256} of commit ${there.source.commit}`,
      {
        hint: 'two pipelines publish one tag; look at what the other one reports, and run this one again',
      },
    );
  }
  return isNewerBuild(there.source, plan.build)
    ? { status: 'stood-back', holding, newerBuild: there.source.build }
    : undefined;
}
