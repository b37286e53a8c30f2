import { TagshipError } from '../../core/errors.ts';
import { mapLimited } from '../../core/parallel.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { type CommitResult, commitRecords } from './commit-records.ts';
import type { UploadResult } from './holding.ts';
import { outcomesOfCommit, outcomesWithoutCommit, type StoreOutcome } from './outcome.ts';
import { isDeveloperBuild } from './plan.ts';
import { uploadDeveloper } from './upload-developer.ts';
import { uploadRelease } from './upload-release.ts';
import type { UploadRun } from './upload-run.ts';

/** Phase one: the package in every store (promise 2). */
export async function uploadPackages(run: UploadRun): Promise<readonly UploadResult[]> {
  const isDeveloper = isDeveloperBuild(run.plan);
  const results = await (isDeveloper ? uploadDeveloper(run) : uploadRelease(run));
  // here, so that a run which ends in this phase does not seem to have come to the records
  run.context.signal.throwIfAborted();
  // a package of `developer` may be replaced at any moment, and tells by its metadata by what
  return isDeveloper
    ? results
    : await mapLimited(results, storesAtOnce, async (result) => await lookAgain(run, result));
}

/** What this run did not put was seen before the uploads, which may have taken long. */
async function lookAgain({ plan, stores }: UploadRun, result: UploadResult): Promise<UploadResult> {
  if (result.status !== 'held' || result.holding.arrival === 'uploaded' || result.holding.arrival === 'filled') {
    return result;
  }
  const { store, holding } = result;
  try {
    const head = await store.head(plan.packageKey);
    const decision = stores.find(({ store: { name } }) => name === store.name)?.decision;
    // the ETag of a record may be that of another copy of the same bytes
    const seen = decision?.action === 'keep' ? decision.stored.head.etag : holding.etag;
    if (head?.size === holding.contents.size && head.etag === seen) {
      return result;
    }
    const message = `${store.url}/${plan.packageKey} was removed or changed while the other stores were uploaded to`;
    throw new TagshipError('integrity', message, { hint: 'find out by whom, then run the pipeline again' });
  } catch (error) {
    return { status: 'failed', store, error };
  }
}

/** Phase two: the record in every store, if and only if every store holds its package; else nothing is written. */
export async function commitUploads(
  run: UploadRun,
  uploads: readonly UploadResult[],
): Promise<readonly StoreOutcome[]> {
  if (uploads.some(({ status }) => status === 'failed' || status === 'given-up')) {
    return outcomesWithoutCommit(run.plan, uploads);
  }
  const holdings = uploads.flatMap((result) => (result.status === 'held' ? [result.holding] : []));
  const commits: readonly CommitResult[] = await commitRecords(run, holdings);
  return outcomesOfCommit(run.plan, uploads, commits);
}
