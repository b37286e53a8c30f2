// generated from schemas/release-record.schema.json; run `npm run generate`

export type Key = string;
export type SizeBytes = number;
export type Sha256 = string;
export type Version = string;
export type Name = string;
export type Args = readonly string[];
/**
 * A package by its digest, or a floating one (from a `developer` folder), whose digest is that of the package when it is fetched.
 */
export type LockedPackage =
  | {
      readonly key: Key;
      readonly size: SizeBytes;
      readonly sha256: Sha256;
    }
  | {
      readonly key: Key;
      readonly floating: true;
    };

/**
 * The JSON beside a package in a store that says that the package is complete, what is in it and where it comes from. It is written last: what has no record is not released.
 */
export interface ReleaseRecord {
  readonly schema: 1;
  /**
   * The kind of repository that the package was made from.
   */
  readonly kind: 'src' | 'rel' | 'dist';
  /**
   * REPO_NAME: the module or the project.
   */
  readonly name: string;
  /**
   * BIN_NAME: the name of the SRC package. A REL without SRC has none.
   */
  readonly binName?: string;
  /**
   * `developer` or the tag: the last level of the store.
   */
  readonly folder: string;
  /**
   * The tar.gz that this record vouches for.
   */
  readonly package: {
    readonly key: Key;
    readonly size: SizeBytes;
    /**
     * Digest of the package as stored.
     */
    readonly sha256: string;
    /**
     * Digest of the uncompressed tar stream with its placeholders unrendered: equal in every store and whatever compressed it.
     */
    readonly contentSha256: string;
    /**
     * The store's ETag of the package, without quotes. Another ETag means that the bytes have to be read and hashed.
     */
    readonly etag: string;
    /**
     * How the package was compressed: the same entries and the same compressor give the same bytes.
     */
    readonly compression: string;
  };
  /**
   * Every regular file of the package as stored, in the order of the archive.
   */
  readonly files: readonly {
    readonly path: string;
    readonly size: SizeBytes;
    /**
     * Permission bits, octal.
     */
    readonly mode: '0644' | '0755';
    readonly sha256: Sha256;
  }[];
  /**
   * What was rendered for this store.
   */
  readonly placeholders: readonly {
    readonly file: string;
    readonly name: 'BUCKET_NAME' | 'REPO_NAME' | 'BIN_NAME' | 'SRC_TAG' | 'REL_TAG';
    readonly count: number;
  }[];
  /**
   * REL and DIST only.
   */
  readonly repoInfo?: RelRepoInfo | DistRepoInfo;
  /**
   * DIST only: the closed list of every module that the release installs, in the order of installation.
   */
  readonly lock?: {
    readonly modules: readonly LockedModule[];
  };
  /**
   * Where the package comes from.
   */
  readonly source: {
    readonly repository: string;
    readonly repositoryUuid: string;
    readonly commit: string;
    readonly ref: string;
    readonly build: number;
    readonly stepRun: number;
    readonly url: string;
  };
  readonly published: {
    readonly at: string;
    readonly by: string;
  };
}
export interface RelRepoInfo {
  readonly relBranch: Version;
  /**
   * `developer`, a tag of SRC, or `none`.
   */
  readonly srcBranch: string;
  readonly dependList: readonly ModuleVersion[];
}
export interface ModuleVersion {
  readonly name: Name;
  readonly version: Version;
}
export interface DistRepoInfo {
  readonly relBranch: Version;
  readonly subRepo: readonly ModuleEntry[];
  readonly upgradeList: readonly ModuleEntry[];
}
export interface ModuleEntry {
  readonly name: Name;
  readonly version: Version;
  readonly args: Args;
}
/**
 * One module of a lock. An install of the whole list, in its order, is an install of the release.
 */
export interface LockedModule {
  readonly name: Name;
  readonly version: Version;
  readonly rel: LockedPackage;
  /**
   * null for a module without SRC.
   */
  readonly src: LockedPackage | null;
  readonly dependsOn: readonly Name[];
  readonly args: Args;
  /**
   * The path from the release to the module.
   */
  readonly because: string;
}
