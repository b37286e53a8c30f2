import type { PackedPackage } from '../../archive/pack-packages.ts';
import type { PackageBody } from '../../archive/package-body.ts';
import type { Context } from '../../core/context.ts';
import { TagshipError } from '../../core/errors.ts';
import type { Store, WriteCondition, WriteOutcome } from '../../store/store.ts';
import { toObjectMetadata } from '../package-metadata.ts';
import type { PackageContents } from './holding.ts';
import type { ReleasePlan } from './plan.ts';
import type { StorePreflight } from './preflight.ts';

/** All that the first phase works with. */
export interface UploadRun {
  readonly plan: ReleasePlan;
  /** One for each store, none with an error. */
  readonly stores: readonly StorePreflight[];
  /** By the store's name. */
  readonly packed: ReadonlyMap<string, PackedPackage>;
  /** For packages that are brought from another store. */
  readonly workDir: string;
  /** Every warning is an error. */
  readonly strict: boolean;
  readonly context: Context;
}

export function packedFor(run: UploadRun, store: Store): PackedPackage {
  const packed = run.packed.get(store.name);
  if (packed === undefined) {
    throw new RangeError(`nothing was packed for store ${store.name}`);
  }
  return packed;
}

/** Bytes on their way to a store, with what a record will say of them. */
export interface Shipment {
  readonly contents: PackageContents;
  readonly body: PackageBody;
}

/** Writes a package with its metadata. */
export async function writePackage(
  run: UploadRun,
  store: Store,
  shipment: Shipment,
  options: { readonly condition: WriteCondition; readonly beforeCompletion?: () => Promise<void> },
): Promise<WriteOutcome> {
  const { plan } = run;
  const { contents, body } = shipment;
  return await store.write(
    plan.packageKey,
    { ...body, sha256: contents.sha256 },
    { ...options, contentType: 'application/gzip', metadata: toObjectMetadata(plan.kind, contents, plan.build) },
  );
}

/** Asks the store whether a package has arrived as it was sent. Throws `integrity` when it has not. */
export async function verifyArrival(
  run: UploadRun,
  store: Store,
  expected: { readonly contents: PackageContents; readonly etag: string },
): Promise<void> {
  const url = `${store.url}/${run.plan.packageKey}`;
  const head = await store.head(run.plan.packageKey);
  if (
    head?.size !== expected.contents.size ||
    head.etag !== expected.etag ||
    head.metadata['sha256'] !== expected.contents.sha256
  ) {
    const seen = head === undefined ? 'nothing is there' : `${head.size} bytes with ETag ${head.etag} are there`;
    throw new TagshipError('integrity', `${url} is not what was just sent: ${seen}`, {
      hint: 'another program writes there, or the store lost the write; find out before the pipeline is run again',
    });
  }
}
