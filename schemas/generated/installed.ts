// generated from schemas/installed.schema.json; run `npm run generate`

export type Name = string;
export type Version = string;
export type Key = string;
export type Sha256 = string;

/**
 * installed.json of a node: which modules are there, in which bytes, and the last whole releases. Written after the journal and before images.yaml.
 */
export interface Installed {
  readonly schema: 1;
  readonly project: Name;
  readonly program: string;
  /**
   * The run that this is the outcome of.
   */
  readonly run: string;
  /**
   * As images.yaml has it; `absent` after a reset to a new node.
   */
  readonly status: 'active' | 'failure' | 'absent';
  readonly version: Version | null;
  readonly reason: string | null;
  /**
   * In the order of their installation, those that no release lists any more (orphans) last.
   */
  readonly modules: readonly InstalledModule[];
  readonly current: NodeRelease | null;
  readonly previous: NodeRelease | null;
}
export interface InstalledModule {
  readonly module: NodeModule;
  /**
   * `whole`, or the script that began and did not end well.
   */
  readonly state: 'whole' | 'deploying' | 'upgrading' | 'removing';
  /**
   * No release lists it any more, and it has no remove.sh.
   */
  readonly orphan: boolean;
}
/**
 * A module in the bytes that were fetched for this node; a floating one too is pinned by them.
 */
export interface NodeModule {
  readonly name: Name;
  readonly version: Version;
  readonly rel: NodePackage;
  /**
   * null for a module without SRC.
   */
  readonly src: NodePackage | null;
  readonly args: readonly string[];
}
export interface NodePackage {
  readonly key: Key;
  readonly size: number;
  readonly sha256: Sha256;
}
/**
 * A release as this node has it or was to have it: all that is needed to come back to it without its bundle.
 */
export interface NodeRelease {
  readonly release: Version;
  readonly contentSha256: Sha256;
  readonly generation?: number;
  readonly store: NodeStore;
  readonly modules: readonly NodeModule[];
}
export interface NodeStore {
  readonly bucket: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly expectedBucketOwner?: string;
}
