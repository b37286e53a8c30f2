import type { PackageBody } from '../archive/package-body.ts';
import { TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import type { Store } from '../store/store.ts';
import { adoptPackage, otherContent } from './adopt-package.ts';
import { fetchPackage } from './fetch-package.ts';
import type { Holding, UploadResult } from './holding.ts';
import type { StorePreflight } from './preflight.ts';
import { readStoredPackage } from './store-state.ts';
import { packedFor, type Shipment, storesAtOnce, type UploadRun, verifyArrival, writePackage } from './upload-run.ts';

/**
 * Phase one for a tag: puts the package into every store that lacks it, create-only. The bytes that are in any store
 * first win (promise 2). Where no store has any yet, one store decides: the others are sent to at the same time, but
 * their uploads are completed only when the deciding one is, so that of two pipelines that run at once one wins
 * everywhere.
 */
export async function uploadRelease(run: UploadRun): Promise<readonly UploadResult[]> {
  const lacking = run.stores.filter(({ decision }) => decision.action === 'put' || decision.action === 'restore');
  const present = run.stores.filter((preflight) => !lacking.includes(preflight));
  const settled = await mapLimited(present, storesAtOnce, async (preflight) =>
    await settle(preflight.store, async () => await holdPresent(run, preflight)),
  );
  const first = settled.find((result) => result.status === 'held');
  const added = await uploadLacking(run, lacking, first?.holding);
  return inOrderOf(run.stores, [...settled, ...added]);
}

async function uploadLacking(
  run: UploadRun,
  lacking: readonly StorePreflight[],
  first: Holding | undefined,
): Promise<readonly UploadResult[]> {
  await using brought = bringOnce(run);
  // every pipeline chooses the same store, in whatever order its STORES are
  const leader = first === undefined ? lacking.toSorted(byUrl)[0] : undefined;
  const leading = leader && putFirst(run, leader);
  // it is awaited below, by the leader's own turn and by every follower; its turn may come late
  leading?.catch(() => undefined);
  return await mapLimited(lacking, storesAtOnce, async (preflight) =>
    await settle(preflight.store, async () => {
      if (first !== undefined) {
        return await fill(run, preflight, first, brought);
      }
      if (leading === undefined || preflight === leader) {
        return await (leading ?? putFirst(run, preflight));
      }
      return await follow(run, preflight, { leading, brought });
    }),
  );
}

async function holdPresent(run: UploadRun, { store, decision }: StorePreflight): Promise<Holding> {
  if (decision.action === 'adopt') {
    return await adoptPackage(run, store, decision.stored);
  }
  if (decision.action !== 'keep') {
    throw new RangeError(`store ${store.name} was decided to ${decision.action}, not to keep a package`);
  }
  const { record } = decision;
  const { size, sha256, contentSha256, etag } = record.record.package;
  const { files, placeholders } = record.record;
  const same = contentSha256 === packedFor(run, store).contentSha256;
  const contents = { size, sha256, contentSha256, files, placeholders };
  return { store, arrival: same ? 'unchanged' : 'kept', contents, etag, record };
}

async function putFirst(run: UploadRun, { store }: StorePreflight): Promise<Holding> {
  return await put(run, store, ownShipment(run, store));
}

class Superseded extends Error {
  override readonly name = 'Superseded';
}

interface Following {
  readonly leading: Promise<Holding>;
  readonly brought: BroughtPackage;
}

async function follow(run: UploadRun, preflight: StorePreflight, { leading, brought }: Following): Promise<Holding> {
  const { store } = preflight;
  const shipment = ownShipment(run, store);
  try {
    return await put(run, store, shipment, async () => {
      const first = await leading.catch((error: unknown) => {
        throw new TagshipError('publish-failed', 'the package was not completed, because another store failed before it', {
          cause: error,
        });
      });
      if (!isShipmentOf(run, shipment, first)) {
        throw new Superseded();
      }
    });
  } catch (error) {
    if (!(error instanceof Superseded)) {
      throw error;
    }
    return await fill(run, preflight, await leading, brought);
  }
}

/** Puts into a store what another one has: the same bytes for SRC, the same content for REL and DIST. */
async function fill(
  run: UploadRun,
  { store, decision }: StorePreflight,
  first: Holding,
  brought: BroughtPackage,
): Promise<Holding> {
  const own = ownShipment(run, store);
  if (run.plan.kind !== 'src' && !isShipmentOf(run, own, first)) {
    throw otherContent(`${first.store.url}/${run.plan.packageKey}`, first.contents.contentSha256, own.contents.contentSha256);
  }
  const shipment = isShipmentOf(run, own, first) ? own : await brought.shipmentOf(first);
  if (decision.action !== 'restore') {
    const holding = await put(run, store, shipment);
    return shipment === own || holding.arrival !== 'uploaded' ? holding : { ...holding, arrival: 'filled' };
  }
  return await restore(run, store, { decision, shipment });
}

async function restore(
  run: UploadRun,
  store: Store,
  { decision, shipment }: { decision: Extract<StorePreflight['decision'], { action: 'restore' }>; shipment: Shipment },
): Promise<Holding> {
  const recorded = decision.record.record.package.sha256;
  if (shipment.contents.sha256 !== recorded) {
    throw new TagshipError('integrity', `${store.url}/${run.plan.packageKey} is missing, and its recorded bytes (${recorded}) cannot be made again`, {
      hint: 'restore the former version of the object in the store, or release under a new tag',
    });
  }
  return { ...(await put(run, store, shipment)), record: decision.record };
}

async function put(
  run: UploadRun,
  store: Store,
  shipment: Shipment,
  beforeCompletion?: () => Promise<void>,
): Promise<Holding> {
  const { plan } = run;
  const condition = { if: 'absent' } as const;
  const outcome = await writePackage(run, store, shipment, { condition, ...(beforeCompletion && { beforeCompletion }) });
  if (outcome.outcome === 'written') {
    await verifyArrival(run, store, { contents: shipment.contents, etag: outcome.etag });
    return { store, arrival: 'uploaded', contents: shipment.contents, etag: outcome.etag, record: undefined };
  }
  const stored = await readStoredPackage(store, plan.packageKey);
  const metadata = stored?.metadata;
  if (stored === undefined || metadata?.commit !== plan.build.commit) {
    const other = metadata === undefined ? 'something that tagship did not put' : `commit ${metadata.commit}`;
    throw new TagshipError('tag-moved', `${store.url}/${plan.packageKey} was taken meanwhile by ${other}; this build is of commit ${plan.build.commit}`, {
      hint: 'two pipelines publish one tag; let the other one end, and give this commit a new tag',
    });
  }
  if (metadata.runId === plan.build.runId) {
    // the answer to an earlier try of this very write was lost
    await verifyArrival(run, store, { contents: shipment.contents, etag: stored.head.etag });
    return { store, arrival: 'uploaded', contents: shipment.contents, etag: stored.head.etag, record: undefined };
  }
  return await adoptPackage(run, store, { head: stored.head, metadata });
}

function ownShipment(run: UploadRun, store: Store): Shipment {
  const packed = packedFor(run, store);
  return { contents: packed, read: async (start, end) => await packed.body.read(start, end) };
}

function isShipmentOf({ plan }: UploadRun, { contents }: Shipment, first: Holding): boolean {
  return plan.kind === 'src'
    ? contents.sha256 === first.contents.sha256
    : contents.contentSha256 === first.contents.contentSha256;
}

/** The bytes of the store that had them first: several stores may lack them, and they are brought once. */
interface BroughtPackage extends AsyncDisposable {
  shipmentOf(first: Holding): Promise<Shipment>;
}

function bringOnce({ plan, workDir, context }: UploadRun): BroughtPackage {
  let fetched: Promise<PackageBody> | undefined;
  return {
    async shipmentOf({ store, contents }) {
      const { sha256 } = contents;
      fetched ??= fetchPackage({ store, key: plan.packageKey, sha256, workDir, signal: context.signal });
      const body = await fetched;
      return { contents, read: async (start, end) => await body.read(start, end) };
    },
    async [Symbol.asyncDispose]() {
      const body = await fetched?.catch(() => undefined);
      await body?.close();
    },
  };
}

async function settle(store: Store, work: () => Promise<Holding>): Promise<UploadResult> {
  try {
    return { status: 'held', store, holding: await work() };
  } catch (error) {
    return { status: 'failed', store, error };
  }
}

function inOrderOf(stores: readonly StorePreflight[], results: readonly UploadResult[]): readonly UploadResult[] {
  const byName = new Map(results.map((result) => [result.store.name, result]));
  return stores.flatMap(({ store }) => byName.get(store.name) ?? []);
}

function byUrl(a: StorePreflight, b: StorePreflight): number {
  return a.store.url < b.store.url ? -1 : 1;
}
