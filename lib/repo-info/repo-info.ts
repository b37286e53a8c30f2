/** A repo-info file that was found right, in a normal form: `none` is an empty list, modules are in file order. */
export type RepoInfo = RelRepoInfo | DistRepoInfo;

export interface RelRepoInfo {
  readonly kind: 'rel';
  /** `developer` or a tag (R38). */
  readonly relBranch: string;
  /** `developer`, a tag, or `none` for a REL without SRC (R39, R12). */
  readonly srcBranch: string;
  /** Always tags (R41). */
  readonly dependList: readonly ModuleVersion[];
}

export interface DistRepoInfo {
  readonly kind: 'dist';
  /** `developer` or a tag (R44). */
  readonly relBranch: string;
  /** The order of installation (R46). */
  readonly subRepo: readonly ModuleEntry[];
  /** Versions that win over those of `subRepo`; it has no arguments of its own (R47, D8). */
  readonly upgradeList: readonly ModuleEntry[];
}

export interface ModuleVersion {
  readonly name: string;
  readonly version: string;
}

export interface ModuleEntry extends ModuleVersion {
  /** Passed to the module's scripts, one by one. */
  readonly args: readonly string[];
}
