import { TagshipError } from '../../core/errors.ts';
import type { Store } from '../../store/store.ts';
import type { StoredRecord } from '../record.ts';
import { otherContent } from './adopt-package.ts';
import type { BroughtPackage } from './bring-package.ts';
import type { Holding, PackageContents } from './holding.ts';
import { putPackage, restorePackage } from './put-package.ts';
import { packedFor, type Shipment, type UploadRun } from './upload-run.ts';

export interface First {
  /** The store that had the package first. */
  readonly first: Holding;
  readonly brought: BroughtPackage;
}

/** What a release has to be in every store: what lies in one, or what its record says of it. */
export interface Authority {
  readonly store: Store;
  readonly contents: Pick<PackageContents, 'sha256' | 'contentSha256'>;
}

/** Puts into a store what another one has: the same bytes for SRC, the same content for REL and DIST. */
export async function fillStore(run: UploadRun, store: Store, { first, brought }: First): Promise<Holding> {
  const own = ownShipment(run, store);
  if (isShipmentOf(run, own, first)) {
    return agreed(run, await putPackage(run, store, own), first);
  }
  if (run.plan.kind !== 'src') {
    const url = `${first.store.url}/${run.plan.packageKey}`;
    throw otherContent(url, first.contents.contentSha256, own.contents.contentSha256);
  }
  const holding = agreed(run, await putPackage(run, store, await brought.shipmentOf(first)), first);
  return holding.arrival === 'uploaded' ? { ...holding, arrival: 'filled' } : holding;
}

/** The holding, if it is what the first store has: another run may have been there between. Throws `conflict` if not. */
export function agreed(run: UploadRun, holding: Holding, first: Holding): Holding {
  const error = contradiction(run, holding, first);
  if (error !== undefined) {
    throw error;
  }
  return holding;
}

/**
 * What is wrong with a store that holds another package of a release than the first one, of SRC other bytes, of REL and
 * DIST other content: it cannot be replaced, and recorded it would make one release of two (promise 2).
 */
export function contradiction({ plan }: UploadRun, holding: Holding, first: Authority): TagshipError | undefined {
  const { store, contents } = holding;
  const [digest, member] =
    plan.kind === 'src' ? (['sha256', 'sha256'] as const) : (['content', 'contentSha256'] as const);
  if (contents[member] === first.contents[member]) {
    return undefined;
  }
  return new TagshipError(
    'conflict',
    `${store.url}/${plan.packageKey} (${digest} ${contents[member]}) is not what ${first.store.url} has of this release (${digest} ${first.contents[member]})`,
    { hint: 'if no record vouches for it, remove the object and run the pipeline again; else release under a new tag' },
  );
}

/** Puts back what a record vouches for: the very bytes, made again or brought from a store that has them. */
export async function restoreStore(
  run: UploadRun,
  store: Store,
  {
    record,
    first,
    brought,
  }: { readonly record: StoredRecord; readonly first: Holding | undefined } & Pick<First, 'brought'>,
): Promise<Holding> {
  const { sha256 } = record.record.package;
  const own = ownShipment(run, store);
  if (own.contents.sha256 === sha256) {
    return await restorePackage(run, store, { record, shipment: own });
  }
  if (first?.contents.sha256 === sha256) {
    return await restorePackage(run, store, { record, shipment: await brought.shipmentOf(first) });
  }
  throw new TagshipError(
    'integrity',
    `${store.url}/${run.plan.packageKey} is missing, and its recorded bytes (sha256 ${sha256}) cannot be made again`,
    { hint: 'restore the former version of the object in the store, or release under a new tag' },
  );
}

/** What this run packed for a store. */
export function ownShipment(run: UploadRun, store: Store): Shipment {
  const packed = packedFor(run, store);
  return { contents: packed, body: packed.body };
}

/** Whether a shipment is what the first store has: of SRC the same bytes, of REL and DIST the same content. */
export function isShipmentOf({ plan }: UploadRun, { contents }: Shipment, first: Holding): boolean {
  return plan.kind === 'src'
    ? contents.sha256 === first.contents.sha256
    : contents.contentSha256 === first.contents.contentSha256;
}
