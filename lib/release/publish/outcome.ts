import { TagshipError } from '../../core/errors.ts';
import type { ReleaseRecord } from '../record.ts';
import type { CommitResult } from './commit-records.ts';
import type { Arrival, UploadResult } from './holding.ts';
import type { ReleasePlan } from './plan.ts';

/** What became of the release in one store. */
export type StoreOutcome =
  /** The package and its record are there. `written`: this run wrote the record, before it nothing was released there. */
  | {
      readonly status: 'released';
      readonly id: string;
      readonly store: string;
      readonly arrival: Arrival;
      readonly written: boolean;
      readonly record: ReleaseRecord;
    }
  /** A newer developer build is there and was left alone. */
  | { readonly status: 'stood-back'; readonly id: string; readonly store: string; readonly newerBuild: number }
  /** The package is there; its record was not written, because another store failed. */
  | { readonly status: 'not-recorded'; readonly id: string; readonly store: string; readonly arrival: Arrival }
  /** Nothing was written there, because another store failed before. */
  | { readonly status: 'given-up'; readonly id: string; readonly store: string }
  | {
      readonly status: 'failed';
      readonly id: string;
      readonly store: string;
      readonly error: unknown;
      /** The record was sent, and whether it was written is not known. */
      readonly isRecordUnknown?: true;
    };

export function isFailure({ status }: StoreOutcome): boolean {
  return status === 'failed' || status === 'not-recorded' || status === 'given-up';
}

/** The outcomes when a store failed in the first phase: no record was written anywhere. */
export function outcomesWithoutCommit(plan: ReleasePlan, results: readonly UploadResult[]): readonly StoreOutcome[] {
  return results.map((result) => {
    const named = { store: result.store.name, id: uploadId(plan, result.store.name) };
    switch (result.status) {
      case 'held': {
        const { record, arrival, contents } = result.holding;
        // in the developer folder the record may still be of the package that was replaced
        return record === undefined || record.record.package.sha256 !== contents.sha256
          ? { ...named, status: 'not-recorded', arrival }
          : { ...named, status: 'released', arrival, written: false, record: record.record };
      }
      case 'stood-back':
        return { ...named, status: 'stood-back', newerBuild: result.newerBuild };
      case 'given-up':
        return { ...named, status: 'given-up' };
      case 'failed':
        return { ...named, status: 'failed', error: result.error };
    }
  });
}

/** The outcomes when every store held its package, in the order of the plan. */
export function outcomesOfCommit(
  plan: ReleasePlan,
  uploads: readonly UploadResult[],
  commits: readonly CommitResult[],
): readonly StoreOutcome[] {
  const committed = commits.map((result): StoreOutcome => {
    const named = { store: result.holding.store.name, id: uploadId(plan, result.holding.store.name) };
    switch (result.status) {
      case 'recorded':
        return {
          ...named,
          status: 'released',
          arrival: result.holding.arrival,
          written: result.written,
          record: result.record,
        };
      case 'stood-back':
        return { ...named, status: 'stood-back', newerBuild: result.newerBuild };
      case 'failed':
        return {
          ...named,
          status: 'failed',
          error: result.error,
          ...(isSettled(result.error) ? {} : { isRecordUnknown: true }),
        };
    }
  });
  const stoodBack = outcomesWithoutCommit(
    plan,
    uploads.filter(({ status }) => status === 'stood-back'),
  );
  const byStore = new Map([...committed, ...stoodBack].map((outcome) => [outcome.store, outcome]));
  return plan.uploads.flatMap(({ store }) => byStore.get(store) ?? []);
}

/** Whether an error of writing a record says that it was not written. */
function isSettled(error: unknown): boolean {
  return error instanceof TagshipError && (error.code === 'conflict' || error.code === 'store-access');
}

function uploadId(plan: ReleasePlan, store: string): string {
  return plan.uploads.find((upload) => upload.store === store)?.id ?? store;
}
