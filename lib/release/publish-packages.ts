import { type CommitResult, commitRecords } from './commit-records.ts';
import type { UploadResult } from './holding.ts';
import { outcomesOfCommit, outcomesWithoutCommit, type StoreOutcome } from './outcome.ts';
import { isDeveloperBuild } from './plan.ts';
import { uploadDeveloper } from './upload-developer.ts';
import { uploadRelease } from './upload-release.ts';
import type { UploadRun } from './upload-run.ts';

/** Phase one: the package in every store (promise 2). */
export async function uploadPackages(run: UploadRun): Promise<readonly UploadResult[]> {
  const results = await (isDeveloperBuild(run.plan) ? uploadDeveloper(run) : uploadRelease(run));
  // here, so that a run which ends in this phase does not seem to have come to the records
  run.context.signal.throwIfAborted();
  return results;
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
