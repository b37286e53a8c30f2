import { TagshipError } from '../../core/errors.ts';
import { mapLimited } from '../../core/parallel.ts';
import type { Store } from '../../store/store.ts';
import { storesAtOnce } from '../../store/stores-at-once.ts';
import { type Decision, decide } from './decide.ts';
import type { Holding, UploadResult } from './holding.ts';
import type { StorePreflight } from './preflight.ts';
import { readStoreState, type StoredPackage } from './store-state.ts';
import { packedFor, type UploadRun, verifyArrival, writePackage } from './upload-run.ts';

/** A store in which builds replace each other faster than this run can look is left to the others. */
const writeAttempts = 8;

/**
 * Phase one for the developer folder (promise 4): replaces the package under the condition that it is still the one that
 * was read. A newer build that arrives meanwhile is left alone.
 */
export async function uploadDeveloper(run: UploadRun): Promise<readonly UploadResult[]> {
  return await mapLimited(run.stores, storesAtOnce, async ({ store, decision }) => {
    try {
      return await replace(run, store, decision);
    } catch (error) {
      return { status: 'failed', store, error } as const;
    }
  });
}

async function replace(run: UploadRun, store: Store, first: StorePreflight['decision']): Promise<UploadResult> {
  let decision: Decision = first;
  for (let attempt = 1; attempt <= writeAttempts; attempt += 1) {
    if (decision.action === 'stand-back') {
      return { status: 'stood-back', store, newerBuild: decision.newerBuild };
    }
    if (decision.action !== 'put') {
      throw new TagshipError('conflict', `${store.url}/${run.plan.packageKey} changed hands meanwhile`, {
        hint: 'two repositories publish under one name; give one of them another REPO_NAME or BIN_NAME',
      });
    }
    const holding = await replaceOnce(run, store, decision);
    if (holding !== undefined) {
      return { status: 'held', store, holding };
    }
    decision = decide(run.plan, await readStoreState(store, run.plan));
  }
  throw new TagshipError(
    'conflict',
    `${store.url}/${run.plan.packageKey} was replaced ${writeAttempts} times by other builds`,
    {
      hint: 'let the other builds of this branch end, then run the pipeline again',
    },
  );
}

async function replaceOnce(
  run: UploadRun,
  store: Store,
  { condition, replaced, record }: Extract<Decision, { action: 'put' }>,
): Promise<Holding | undefined> {
  const contents = packedFor(run, store);
  const there = { store, contents, record };
  if (replaced !== undefined && isThisBuild(run, replaced, contents.sha256)) {
    return {
      ...there,
      arrival: replaced.metadata?.runId === run.plan.build.runId ? 'uploaded' : 'unchanged',
      etag: replaced.head.etag,
    };
  }
  const outcome = await writePackage(run, store, { contents, body: contents.body }, { condition });
  if (outcome.outcome === 'conflict') {
    return undefined;
  }
  await verifyArrivalUnlessReplaced(run, there, outcome.etag);
  return { ...there, arrival: 'uploaded', etag: outcome.etag };
}

/** Whether the stored package is of this very build, with the very bytes that this run packed. */
function isThisBuild({ plan }: UploadRun, { metadata }: StoredPackage, sha256: string): boolean {
  return (
    metadata?.sha256 === sha256 &&
    metadata.commit === plan.build.commit &&
    metadata.build === plan.build.build &&
    metadata.stepRun >= plan.build.stepRun
  );
}

async function verifyArrivalUnlessReplaced(
  run: UploadRun,
  { store, contents }: Pick<Holding, 'store' | 'contents'>,
  etag: string,
): Promise<void> {
  try {
    await verifyArrival(run, store, { contents, etag });
  } catch (error) {
    const decision = decide(run.plan, await readStoreState(store, run.plan));
    if (decision.action !== 'stand-back') {
      throw error;
    }
  }
}
