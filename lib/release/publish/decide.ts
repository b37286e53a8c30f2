import { quoted } from '../../core/diagnostics.ts';
import { none } from '../../core/names.ts';
import type { WriteCondition } from '../../store/store.ts';
import { isNewerBuild } from '../build.ts';
import type { StoredRecord } from '../record.ts';
import { anothersHint } from './adopt-package.ts';
import { isDeveloperBuild, type ReleasePlan, recordedBinName } from './plan.ts';
import type { OwnPackage, StoredPackage, StoreState } from './store-state.ts';

/** What is to be done in one store, given what lies there. */
export type Decision =
  /** Released before, from this commit: nothing is written. */
  | { readonly action: 'keep'; readonly record: StoredRecord; readonly stored: StoredPackage }
  /** Recorded from this commit, but the package is gone: the recorded bytes are put back. */
  | { readonly action: 'restore'; readonly record: StoredRecord }
  /** A run of this commit put the package and ended before its record: the bytes are read and recorded. */
  | { readonly action: 'adopt'; readonly stored: OwnPackage }
  | {
      readonly action: 'put';
      readonly condition: WriteCondition;
      readonly replaced?: StoredPackage;
      readonly record?: StoredRecord;
    }
  /** The developer folder already has a newer build: it is left alone (promise 4). */
  | { readonly action: 'stand-back'; readonly newerBuild: number }
  | { readonly action: 'refuse'; readonly message: string; readonly hint: string };

/** Decides by design.md, section 3, promises 3 to 5. Pure. */
export function decide(plan: ReleasePlan, state: StoreState): Decision {
  return (
    refusalForClash(plan, state) ?? (isDeveloperBuild(plan) ? decideDeveloper(plan, state) : decideRelease(plan, state))
  );
}

function refusalForClash(plan: ReleasePlan, { clashes, stored }: StoreState): Decision | undefined {
  const kindStored = stored?.metadata?.kind;
  const [record] = clashes;
  const other = record ?? (kindStored === undefined || kindStored === plan.kind ? undefined : plan.packageKey);
  if (other === undefined) {
    return undefined;
  }
  const what = record === undefined ? 'package' : 'record';
  const kind = /\.(src|rel|dist)\.json$/.exec(record ?? '')?.[1] ?? kindStored ?? '';
  return {
    action: 'refuse',
    message: `${quoted(other)} is the ${what} of a ${kind.toUpperCase()}, and this build is a ${plan.kind.toUpperCase()}`,
    hint: 'two repositories publish under one name; give one of them another REPO_NAME or BIN_NAME',
  };
}

function decideRelease(plan: ReleasePlan, { record, stored }: StoreState): Decision {
  if (record !== undefined) {
    if (record.record.source.commit !== plan.build.commit) {
      return movedTag(plan, record.record.source.commit);
    }
    if (record.record.binName !== recordedBinName(plan) && !lacksBinName(plan)) {
      return {
        action: 'refuse',
        message: `tag ${plan.folder} was released with BIN_NAME ${quoted(record.record.binName ?? '')}, and this build has ${quoted(plan.binName ?? '')}`,
        hint: 'give the build the BIN_NAME of the release, or release under a new tag',
      };
    }
    return stored === undefined ? { action: 'restore', record } : { action: 'keep', record, stored };
  }
  if (stored === undefined) {
    return { action: 'put', condition: { if: 'absent' } };
  }
  if (stored.metadata === undefined) {
    return {
      action: 'refuse',
      message: `${plan.packageKey} is there without a record and was not put by tagship`,
      hint: 'a tag folder is never overwritten; release under a new tag, or remove the object if nothing uses it',
    };
  }
  const { head, metadata } = stored;
  // a desk does not know its repository's UUID; what is adopted is asked again
  if (plan.build.repositoryUuid !== '' && metadata.repositoryUuid !== plan.build.repositoryUuid) {
    return {
      action: 'refuse',
      message: `${plan.packageKey} is there without a record and was put by another repository, ${quoted(metadata.repositoryUuid)}`,
      hint: anothersHint,
    };
  }
  if (metadata.commit === plan.build.commit) {
    return { action: 'adopt', stored: { head, metadata } };
  }
  return {
    action: 'refuse',
    message: `${plan.packageKey} is there without a record, of commit ${metadata.commit}; this build is of commit ${plan.build.commit}`,
    hint: 'a pipeline of that commit is under way or ended early; run it again, or remove the object if that commit is not to be released',
  };
}

/** A REL with a SRC and no BIN_NAME: that stops every release, and is told where the variables are. */
function lacksBinName({ kind, binName, repoInfo }: ReleasePlan): boolean {
  return kind === 'rel' && binName === undefined && repoInfo?.kind === 'rel' && repoInfo.srcBranch !== none;
}

function movedTag(plan: ReleasePlan, storedCommit: string): Decision {
  return {
    action: 'refuse',
    message: `tag ${plan.folder} was released from commit ${storedCommit}, and this build is of commit ${plan.build.commit}`,
    hint: 'a release is never overwritten; leave the tag where it was and give the new commit a new tag',
  };
}

function decideDeveloper(plan: ReleasePlan, { record, stored }: StoreState): Decision {
  const metadata = stored?.metadata;
  if (metadata !== undefined && metadata.repositoryUuid !== plan.build.repositoryUuid) {
    return {
      action: 'refuse',
      message: `${plan.packageKey} was published by another repository, ${quoted(metadata.repositoryUuid)}`,
      hint: 'builds of two repositories have no order; give one of them another REPO_NAME or BIN_NAME, or remove the object to hand the name over',
    };
  }
  // the package of a newer build may have been replaced after its record was written
  const newer = [metadata, record?.record.source].find(
    (build) => build !== undefined && isNewerBuild(build, plan.build),
  );
  if (newer !== undefined) {
    return { action: 'stand-back', newerBuild: newer.build };
  }
  const kept = record === undefined ? {} : { record };
  if (stored === undefined) {
    return { action: 'put', condition: { if: 'absent' }, ...kept };
  }
  return { action: 'put', condition: { if: 'unchanged', etag: stored.head.etag }, replaced: stored, ...kept };
}
