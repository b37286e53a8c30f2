// generated from schemas/repo-info-rel.schema.json; run `npm run generate`

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
 * A tag. A release never changes; developer does, so nothing may depend on it.
 */
export type Release = string;

/**
 * Says where a module's release package and source package are, and which releases of other modules it needs. Versions are read as they are written: 1.10 is the tag 1.10, never the number 1.1.
 */
export interface RepoInfoRel {
  /**
   * The folder of this REL package. On a tag it is that tag; on the developer branch it is developer, or the tag that is being prepared.
   */
  readonly rel_branch: string;
  /**
   * The folder of the SRC package that these scripts install: developer, a tag of the SRC repository, or none for a module without SRC. On a tag it is not developer.
   */
  readonly src_branch: string;
  /**
   * none, or a line for each module that must be installed before this one, with its release. A dependency is always a tag, never developer.
   */
  readonly depend_list: None | NoneAsList | Dependencies;
}
/**
 * A line for each module: its name (its REPO_NAME, case kept) and the tag of its release.
 */
export interface Dependencies {
  readonly [k: string]: Release;
}
