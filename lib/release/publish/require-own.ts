import { quoted } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';
import type { Holding } from './holding.ts';
import { packedFor, type UploadRun } from './upload-run.ts';

/** Whether a store holds the very bytes that this run packed for it. */
export function isOwn(run: UploadRun, { store, contents }: Holding): boolean {
  return contents.sha256 === packedFor(run, store).sha256;
}

/**
 * Of a SRC that is compiled anew, nothing tells the package of a run that ended before its records from one that was
 * planted. Where no store has a record it decides what is released in all of them, which is therefore warned of. Throws
 * `conflict` for a strict run.
 */
export function requireOwn(run: UploadRun, holding: Holding): void {
  const { plan, strict, context } = run;
  const { store, contents, putBy } = holding;
  if (plan.kind !== 'src' || putBy === undefined || isOwn(run, holding)) {
    return;
  }
  const message = `${store.url}/${plan.packageKey} (sha256 ${contents.sha256}) has no record and is not what this run packed (sha256 ${packedFor(run, store).sha256}); run ${quoted(putBy.runId)} of build ${putBy.build} put it there, and it is what all stores get`;
  const hint = 'if no run of that build ended early, remove the object, and run the pipeline again';
  if (strict) {
    throw new TagshipError('conflict', message, { hint });
  }
  context.log.warning(`${message}; ${hint}`);
}
