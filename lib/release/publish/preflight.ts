import { type Diagnostic, isError } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';
import { mapLimited } from '../../core/parallel.ts';
import type { ModulePlaces } from '../../repo-info/module-places.ts';
import type { ReadablePart } from '../../repo-info/readable-part.ts';
import type { Store } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { checkReferences } from '../lock/references.ts';
import { findingOf, type Hazard } from '../protection/hazard.ts';
import { judgeOwnership } from '../protection/judge-ownership.ts';
import { judgeProtection } from '../protection/judge-protection.ts';
import { probeRelPackage } from '../protection/probe-credential.ts';
import type { Lock } from '../record.ts';
import { problemInStore } from '../store-problem.ts';
import { verifyPackage } from '../verify-package.ts';
import { type Decision, decide } from './decide.ts';
import type { ReleasePlan } from './plan.ts';
import { readStoreState } from './store-state.ts';

/** What was found in one store, and what is therefore to be done there. */
export interface StorePreflight {
  readonly store: Store;
  readonly decision: Decision;
  /** DIST only. */
  readonly lock: Lock | undefined;
}

export interface Preflight {
  readonly stores: readonly StorePreflight[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a DIST installs from one store. */
export interface StoreLock {
  /** The store's name. */
  readonly store: string;
  readonly lock: Lock;
}

export interface PreflightOptions {
  /** Prove the right to write where something is to be written. A dry run leaves it out: it starts an upload. */
  readonly proveWritable: boolean;
  /** Where repo-info names other packages. */
  readonly places?: ModulePlaces;
  /** What it names, where it has errors: then the plan has no repo-info. */
  readonly readable?: ReadablePart | undefined;
}

/**
 * Asks every store, in parallel, all that could stop the release, and decides what is to be done in each (promise 1).
 * A store that fails does not keep the others from being checked. `stores` lacks those with an error.
 */
export async function preflight(
  plan: ReleasePlan,
  stores: readonly Store[],
  options: PreflightOptions,
): Promise<Preflight> {
  const found = await mapLimited(stores, storesAtOnce, async (store) => await preflightStore(plan, store, options));
  return {
    stores: found.flatMap(({ result }) => (result === undefined ? [] : [result])),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  };
}

interface StoreFindings {
  readonly result: StorePreflight | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function preflightStore(plan: ReleasePlan, store: Store, options: PreflightOptions): Promise<StoreFindings> {
  const { places, readable } = options;
  try {
    // the listing in it comes first: a store that cannot be reached is reported once and not by every call
    const decision = decide(plan, await readStoreState(store, plan));
    const [own, references, unsafe] = await Promise.all([
      checkDecision(plan, store, decision, options),
      checkReferences({ ...plan, ...(places && { places }), readable, version: plan.folder }, store),
      checkProtection(plan, store, { probes: options.proveWritable && isWritten(decision) }),
    ]);
    const diagnostics = [...own, ...references.diagnostics, ...unsafe];
    const usable = !diagnostics.some(isError);
    return { result: usable ? { store, decision, lock: references.lock } : undefined, diagnostics };
  } catch (error) {
    const problem = problemInStore(error, store);
    return { result: undefined, diagnostics: [(await anothersBucket(store, error)) ?? problem] };
  }
}

/** A store that refuses all because its bucket is another account's: that is then what to say. */
async function anothersBucket(store: Store, error: unknown): Promise<Diagnostic | undefined> {
  if (!(error instanceof TagshipError) || error.code !== 'store-access') {
    return undefined;
  }
  const [hazard] = await passingOver(async () => judgeOwnership(store, await store.guard.readOwnership()));
  return hazard?.grade === 'unsafe' ? findingOf(hazard, store, 'error') : undefined;
}

/**
 * Warns of what is unsafe about the store. What cannot be read is passed over: a release does not need it, and what else
 * is wrong the other checks tell.
 */
async function checkProtection(
  plan: ReleasePlan,
  store: Store,
  { probes }: { readonly probes: boolean },
): Promise<readonly Diagnostic[]> {
  const hazards = await Promise.all([
    passingOver(async () => judgeProtection(store, await store.guard.readProtection())),
    passingOver(async () => (probes ? await probeRelPackage(store, plan) : [])),
  ]);
  return hazards.flat().map((hazard) => findingOf(hazard, store, 'warning'));
}

async function passingOver(work: () => Promise<readonly Hazard[]>): Promise<readonly Hazard[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TagshipError && error.code !== 'interrupted') {
      return [];
    }
    throw error;
  }
}

function isWritten({ action }: Decision): boolean {
  return action === 'put' || action === 'adopt' || action === 'restore';
}

async function checkDecision(
  plan: ReleasePlan,
  store: Store,
  decision: Decision,
  options: PreflightOptions,
): Promise<readonly Diagnostic[]> {
  const at = { in: 'store', store: store.name } as const;
  try {
    switch (decision.action) {
      case 'refuse':
        return [{ severity: 'error', at, message: decision.message, hint: decision.hint }];
      case 'stand-back': {
        const message = `${plan.packageKey} is of build ${decision.newerBuild}, newer than this build ${plan.build.build}`;
        return [{ severity: 'warning', at, message, hint: 'nothing is written there' }];
      }
      case 'keep':
        await verifyPackage(store, decision.record.record, { head: decision.stored.head });
        return [];
      case 'adopt':
      case 'restore':
      case 'put':
        if (options.proveWritable) {
          await store.proveWritable(plan.packageKey);
        }
        // a right to the package alone would release in the other stores, and not in this one
        if (options.proveWritable && decision.action !== 'restore') {
          await store.proveWritable(plan.recordKey);
        }
        return [];
    }
  } catch (error) {
    return [problemInStore(error, store)];
  }
}
