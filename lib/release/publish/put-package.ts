import { TagshipError } from '../../core/errors.ts';
import type { Store } from '../../store/store.ts';
import type { StoredRecord } from '../record.ts';
import { adoptPackage } from './adopt-package.ts';
import type { Holding } from './holding.ts';
import { readStoredPackage } from './store-state.ts';
import { type Shipment, type UploadRun, verifyArrival, writePackage } from './upload-run.ts';

/** Puts back a package that is recorded and gone; `shipment` is of the recorded bytes. */
export async function restorePackage(
  run: UploadRun,
  store: Store,
  { record, shipment }: { readonly record: StoredRecord; readonly shipment: Shipment },
): Promise<Holding> {
  return { ...(await putPackage(run, store, shipment)), record };
}

/**
 * Puts a package into a tag folder, create-only, and makes sure that it arrived. Where another run of the same commit
 * was first, its package is adopted. Throws `tag-moved` when another commit was.
 */
export async function putPackage(
  run: UploadRun,
  store: Store,
  shipment: Shipment,
  beforeCompletion?: () => Promise<void>,
): Promise<Holding> {
  const { plan } = run;
  const condition = { if: 'absent' } as const;
  const outcome = await writePackage(run, store, shipment, {
    condition,
    ...(beforeCompletion && { beforeCompletion }),
  });
  if (outcome.outcome === 'written') {
    await verifyArrival(run, store, { contents: shipment.contents, etag: outcome.etag });
    return { store, arrival: 'uploaded', contents: shipment.contents, etag: outcome.etag, record: undefined };
  }
  const stored = await readStoredPackage(store, plan.packageKey);
  if (stored === undefined) {
    throw new TagshipError('conflict', `${store.url}/${plan.packageKey} could not be written, and nothing is there`, {
      hint: 'another program removes objects there, or the store lost the write; run the pipeline again',
    });
  }
  const { metadata } = stored;
  if (metadata?.commit !== plan.build.commit) {
    const other = metadata === undefined ? 'something that tagship did not put' : `commit ${metadata.commit}`;
    throw new TagshipError(
      'tag-moved',
      `${store.url}/${plan.packageKey} was taken meanwhile by ${other}; this build is of commit ${plan.build.commit}`,
      {
        hint: 'two pipelines publish one tag; let the other one end, and give this commit a new tag',
      },
    );
  }
  if (metadata.runId === plan.build.runId) {
    // the answer to an earlier try of this very write was lost
    await verifyArrival(run, store, { contents: shipment.contents, etag: stored.head.etag });
    return { store, arrival: 'uploaded', contents: shipment.contents, etag: stored.head.etag, record: undefined };
  }
  return await adoptPackage(run, store, { head: stored.head, metadata });
}
