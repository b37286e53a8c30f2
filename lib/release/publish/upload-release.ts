import { mapLimited } from '../../core/parallel.ts';
import type { Store } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { adoptPackage } from './adopt-package.ts';
import { type BroughtPackage, bringOnce } from './bring-package.ts';
import type { Decision } from './decide.ts';
import {
  type Authority,
  agreed,
  contradiction,
  fillStore,
  isShipmentOf,
  ownShipment,
  restoreStore,
} from './fill-store.ts';
import type { Holding, UploadResult } from './holding.ts';
import type { StorePreflight } from './preflight.ts';
import { putPackage } from './put-package.ts';
import { isOwn, requireOwn } from './require-own.ts';
import { packedFor, type UploadRun } from './upload-run.ts';

/**
 * Phase one for a tag: puts the package into every store that lacks it, create-only. The bytes that are in any store
 * first win (promise 2). Where no store has any yet, one store decides: the others are sent to at the same time, but
 * their uploads are completed only when the deciding one is, so that of two pipelines that run at once one wins
 * everywhere.
 */
export async function uploadRelease(run: UploadRun): Promise<readonly UploadResult[]> {
  await using brought = bringOnce(run);
  const found = await forStores(run, ['keep', 'adopt'], async (preflight) => await holdPresent(run, preflight));
  const recorded = firstHeld(found, (holding) => holding.record !== undefined);
  const vouched = recorded ?? recordedAndGone(run);
  const present = vouched === undefined ? unvouched(run, found) : agreeing(run, found, vouched);
  const first = recorded ?? firstHeld(present);
  const restored = await forStores(run, ['restore'], async ({ store, decision }) => {
    if (decision.action !== 'restore') {
      throw undecided(store, decision);
    }
    return await restoreStore(run, store, { record: decision.record, first, brought });
  });
  const settled = [...present, ...restored];
  // what lies there has to be whole before more is put: bytes that no record will vouch for would stay for ever
  const added = settled.some(({ status }) => status === 'failed')
    ? await forStores(run, ['put'], giveUp)
    : await uploadLacking(run, { first: first ?? firstHeld(restored), brought });
  return judgeContradictions(run, inOrderOf(run.stores, [...settled, ...added]));
}

async function uploadLacking(
  run: UploadRun,
  { first, brought }: { readonly first: Holding | undefined; readonly brought: BroughtPackage },
): Promise<readonly UploadResult[]> {
  if (first !== undefined) {
    return await forStores(run, ['put'], async ({ store }) => await fillStore(run, store, { first, brought }));
  }
  // every pipeline chooses the same store, in whatever order its STORES are
  const [leader] = run.stores
    .filter(({ decision }) => decision.action === 'put')
    .map(({ store }) => store)
    .toSorted((a, b) => (a.place < b.place ? -1 : 1));
  if (leader === undefined) {
    return [];
  }
  const leading = lead(run, leader);
  // it is awaited below, in the leader's own turn and by every follower; that may be late
  leading.catch(() => undefined);
  return await forStores(
    run,
    ['put'],
    async ({ store }) => await (store === leader ? leading : follow(run, store, { leading, brought })),
  );
}

/** Another run may have been there first, and left what no record vouches for. */
async function lead(run: UploadRun, leader: Store): Promise<Holding> {
  const holding = await putPackage(run, leader, ownShipment(run, leader));
  requireOwn(run, holding);
  return holding;
}

async function holdPresent(run: UploadRun, { store, decision }: StorePreflight): Promise<Holding> {
  if (decision.action === 'adopt') {
    return await adoptPackage(run, store, decision.stored);
  }
  if (decision.action !== 'keep') {
    throw undecided(store, decision);
  }
  const { record } = decision;
  const { size, sha256, contentSha256, etag, compression } = record.record.package;
  const { files, placeholders } = record.record;
  const same = contentSha256 === packedFor(run, store).contentSha256;
  const contents = { size, sha256, contentSha256, files, placeholders, compression };
  return { store, arrival: same ? 'unchanged' : 'kept', contents, etag, record };
}

class Superseded extends Error {
  override readonly name = 'Superseded';
}

class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

interface Following {
  readonly leading: Promise<Holding>;
  readonly brought: BroughtPackage;
}

async function follow(run: UploadRun, store: Store, { leading, brought }: Following): Promise<Holding> {
  const shipment = ownShipment(run, store);
  try {
    const holding = await putPackage(run, store, shipment, async () => {
      if (!isShipmentOf(run, shipment, await leaderOf(leading))) {
        throw new Superseded();
      }
    });
    return agreed(run, holding, await leading);
  } catch (error) {
    if (!(error instanceof Superseded)) {
      throw error;
    }
    return await fillStore(run, store, { first: await leading, brought });
  }
}

async function leaderOf(leading: Promise<Holding>): Promise<Holding> {
  return await leading.catch(giveUp);
}

async function giveUp(): Promise<never> {
  throw new GivenUp();
}

/** A store whose record is there and whose package is not. */
function recordedAndGone({ stores }: UploadRun): Authority | undefined {
  return stores.flatMap(({ store, decision }) =>
    decision.action === 'restore' ? [{ store, contents: decision.record.record.package }] : [],
  )[0];
}

/** What lies in the stores when none has a record: this run's own bytes go before those of another one. */
function unvouched(run: UploadRun, results: readonly UploadResult[]): readonly UploadResult[] {
  const first = firstHeld(results, (holding) => isOwn(run, holding)) ?? firstHeld(results);
  return first === undefined
    ? results
    : checked(agreeing(run, results, first), (holding) => {
        requireOwn(run, holding);
      });
}

/** What lies unrecorded in a store has to be what the first store has. */
function agreeing(run: UploadRun, results: readonly UploadResult[], first: Authority): readonly UploadResult[] {
  return checked(results, (holding) => {
    const error = holding.arrival === 'adopted' ? contradiction(run, holding, first) : undefined;
    if (error !== undefined) {
      throw error;
    }
  });
}

function checked(results: readonly UploadResult[], check: (holding: Holding) => void): readonly UploadResult[] {
  return results.map((result) => {
    try {
      if (result.status === 'held') {
        check(result.holding);
      }
      return result;
    } catch (error) {
      return { status: 'failed', store: result.store, error };
    }
  });
}

/** Two stores that recorded different packages of one release cannot be mended, but must not go unsaid. */
function judgeContradictions(run: UploadRun, results: readonly UploadResult[]): readonly UploadResult[] {
  const first = firstHeld(results);
  return results.map((result) => {
    const error = first && result.status === 'held' ? contradiction(run, result.holding, first) : undefined;
    if (error !== undefined && run.strict) {
      return { status: 'failed', store: result.store, error };
    }
    if (error !== undefined) {
      run.context.log.warning(error.message);
    }
    return result;
  });
}

function firstHeld(results: readonly UploadResult[], fits?: (holding: Holding) => boolean): Holding | undefined {
  return results.flatMap((result) =>
    result.status === 'held' && (fits?.(result.holding) ?? true) ? [result.holding] : [],
  )[0];
}

/** Does the work for the stores with these decisions; a failure is a result, so that the others go on. */
async function forStores(
  run: UploadRun,
  actions: readonly Decision['action'][],
  work: (preflight: StorePreflight) => Promise<Holding>,
): Promise<readonly UploadResult[]> {
  const chosen = run.stores.filter(({ decision }) => actions.includes(decision.action));
  return await mapLimited(chosen, storesAtOnce, async (preflight): Promise<UploadResult> => {
    const { store } = preflight;
    try {
      return { status: 'held', store, holding: await work(preflight) };
    } catch (error) {
      return error instanceof GivenUp ? { status: 'given-up', store } : { status: 'failed', store, error };
    }
  });
}

function inOrderOf(stores: readonly StorePreflight[], results: readonly UploadResult[]): readonly UploadResult[] {
  const byName = new Map(results.map((result) => [result.store.name, result]));
  return stores.flatMap(({ store }) => byName.get(store.name) ?? []);
}

function undecided(store: Store, { action }: Decision): RangeError {
  return new RangeError(`store ${store.name} was decided to ${action}`);
}
