import type { PlaceholderValues } from '../../archive/placeholders.ts';
import { developerFolder, none } from '../../core/names.ts';
import type { RepoInfo } from '../../repo-info/repo-info.ts';
import { type PackageIdentity, packageKey, type RepositoryKind, recordKey } from '../../store/layout.ts';
import type { Build } from '../build.ts';

/** What is to be released, before any store is asked. */
export interface ReleaseInput {
  readonly kind: RepositoryKind;
  /** REPO_NAME */
  readonly name: string;
  /** BIN_NAME: SRC always, REL if it has a SRC. */
  readonly binName?: string;
  /** `developer` or the tag. */
  readonly folder: string;
  /** REL and DIST. */
  readonly repoInfo?: RepoInfo;
  readonly build: Build;
}

/** A store as far as a plan needs to know it. */
export interface PlannedStore {
  readonly name: string;
  readonly bucket: string;
}

/** One package to one store. */
interface PlannedUpload {
  /** `ModuleX@s3://acme-projecta`: names this upload in logs, results and alerts. */
  readonly id: string;
  readonly store: string;
  readonly values: PlaceholderValues;
}

/** One source, many stores (P109): what goes where, as data. */
export interface ReleasePlan extends ReleaseInput {
  readonly identity: PackageIdentity;
  readonly packageKey: string;
  readonly recordKey: string;
  readonly uploads: readonly PlannedUpload[];
}

/** Lays out what is to be written where. Pure: no store is asked. */
export function planRelease(input: ReleaseInput, stores: readonly PlannedStore[]): ReleasePlan {
  const identity = packageIdentity(input);
  return {
    ...input,
    identity,
    packageKey: packageKey(identity),
    recordKey: recordKey(identity),
    uploads: stores.map((store) => ({
      id: `${identity.packageName}@s3://${store.bucket}`,
      store: store.name,
      values: placeholderValues(input, store.bucket),
    })),
  };
}

/** The BIN_NAME that a record has: a DIST has none. */
export function recordedBinName({ kind, binName }: Pick<ReleaseInput, 'kind' | 'binName'>): string | undefined {
  return kind === 'dist' ? undefined : binName;
}

/** Whether the folder is overwritten by newer builds (R27) instead of being immutable. */
export function isDeveloperBuild({ folder }: Pick<ReleasePlan, 'folder'>): boolean {
  return folder === developerFolder;
}

/** The values of the five placeholders in this build; a name that is missing has no value (design.md, section 6). */
function placeholderValues(
  { kind, name, binName, folder, repoInfo }: Omit<ReleaseInput, 'build'>,
  bucket: string,
): PlaceholderValues {
  const srcTag = repoInfo?.kind === 'rel' && repoInfo.srcBranch !== none ? repoInfo.srcBranch : undefined;
  return {
    BUCKET_NAME: bucket,
    REPO_NAME: name,
    ...(kind === 'rel' && binName !== undefined ? { BIN_NAME: binName } : {}),
    ...(srcTag === undefined ? {} : { SRC_TAG: srcTag }),
    REL_TAG: folder,
  };
}

function packageIdentity({ kind, name, binName, folder }: ReleaseInput): PackageIdentity {
  return { kind, name, folder, packageName: kind === 'src' ? (binName ?? name) : name };
}
