/** The three kinds of repository (R7). */
export type RepositoryKind = 'src' | 'rel' | 'dist';

export const repositoryKinds: readonly RepositoryKind[] = ['src', 'rel', 'dist'];

/** What fixes the keys of one package and its record (R65): SRC is named after its binary, REL and DIST after REPO_NAME. */
export interface PackageIdentity {
  readonly kind: RepositoryKind;
  /** REPO_NAME: the module or the project. */
  readonly name: string;
  /** `developer` or a tag. */
  readonly folder: string;
  /** Name of the package without suffix: BIN_NAME for SRC (R14), REPO_NAME for REL and DIST (R16). */
  readonly packageName: string;
}

/** A folder has the packages of a SRC or two and of one REL or DIST, and their records; with more than that something is wrong. */
export const mostKeysInFolder = 10_000;

/** `ModuleX/2.0.0/`: everything of one module in one version. */
export function folderPrefix({ name, folder }: Pick<PackageIdentity, 'name' | 'folder'>): string {
  return `${name}/${folder}/`;
}

/** `ModuleX/2.0.0/ModuleX.tar.gz`: exactly where existing `aws s3 cp` scripts look (R66). */
export function packageKey(identity: PackageIdentity): string {
  return `${folderPrefix(identity)}${identity.packageName}.tar.gz`;
}

/** `ModuleX/2.0.0/ModuleX.rel.json`, beside the package. */
export function recordKey(identity: PackageIdentity): string {
  return recordKeyOfKind(identity, identity.kind);
}

/** The records that another kind of repository would write for the same package name: a clash of names. */
export function clashingRecordKeys(identity: PackageIdentity): readonly string[] {
  return repositoryKinds.filter((kind) => kind !== identity.kind).map((kind) => recordKeyOfKind(identity, kind));
}

function recordKeyOfKind(identity: PackageIdentity, kind: RepositoryKind): string {
  return `${folderPrefix(identity)}${identity.packageName}.${kind}.json`;
}
