// generated from schemas/repo-info-dist.schema.json; run `npm run generate`

/**
 * There are no modules.
 */
export type None = 'none';
/**
 * Read as none; write none.
 *
 * @minItems 1
 * @maxItems 1
 */
export type NoneAsList = readonly [None];
/**
 * A tag, or developer for the newest test build (not on a tag of this repository).
 */
export type Version = string;

/**
 * Says of which modules, in which versions and in which order a project consists. Versions are read as they are written: 1.10 is the tag 1.10, never the number 1.1.
 */
export interface RepoInfoDist {
  /**
   * The folder of this DIST package. On a tag it is that tag; on the developer branch it is developer, or the tag that is being prepared.
   */
  readonly rel_branch: string;
  /**
   * none, or a line for each module with its version. Modules are installed in the order of these lines. On a tag every version is a tag.
   */
  readonly sub_repo: None | NoneAsList | Modules;
  /**
   * none, or a line for each module of sub_repo whose version this release raises. Its version wins over that of sub_repo, on new nodes too. On a tag every version is a tag.
   */
  readonly upgrade_list: None | NoneAsList | Upgrades;
}
/**
 * A line for each module: its name (its REPO_NAME, case kept), and its version or a version with arguments.
 */
export interface Modules {
  /**
   * A version, or a map of version and args.
   */
  readonly [k: string]: Version | VersionWithArguments;
}
/**
 * The long form of an entry: arguments are passed to the module's scripts.
 */
export interface VersionWithArguments {
  readonly version: Version;
  /**
   * Passed to the module's deploy.sh and upgrade.sh, one by one, as they are written.
   *
   * Items: One argument, passed as it is written.
   */
  readonly args?: readonly string[];
}
/**
 * A line for each module: a name that sub_repo has too, and the new version. Arguments stand in sub_repo.
 */
export interface Upgrades {
  readonly [k: string]: Version;
}
