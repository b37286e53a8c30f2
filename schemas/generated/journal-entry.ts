// generated from schemas/journal-entry.schema.json; run `npm run generate`

/**
 * One line of a node's journal.jsonl, which tells of its last run and overrules images.yaml.
 */
export type JournalEntry = BeginEntry | StartEntry | DoneEntry | KeptEntry | EndEntry | SettledEntry;
/**
 * Names one run of tagship-node, and the folder of its logs.
 */
export type Run = string;
export type Name = string;
export type Version = string;
export type Sha256 = string;
export type Key = string;
export type Time = string;

/**
 * The first line, before the first script.
 */
export interface BeginEntry {
  readonly entry: 'begin';
  readonly schema: 1;
  readonly run: Run;
  readonly program: string;
  readonly project: Name;
  readonly action: 'install' | 'upgrade' | 'back' | 'reset';
  readonly target: NodeRelease;
  /**
   * What is known of the modules is not believed: all are deployed anew.
   */
  readonly afresh: boolean;
  /**
   * The node was installed before, and its images.yaml was gone.
   */
  readonly rebuilt?: boolean;
  /**
   * How the run before this one was interrupted, where this one takes over from it.
   */
  readonly interrupted?: string;
  readonly holder: Holder;
  /**
   * In seconds since the machine started: a clock that is set back does not move it.
   */
  readonly deadlineUptimeSeconds: number;
  readonly at: Time;
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
 * A process that no other one can be taken for.
 */
export interface Holder {
  readonly pid: number;
  /**
   * In clock ticks since the machine started (field 22 of /proc/PID/stat).
   */
  readonly startTime: string;
  readonly bootId: string;
}
/**
 * A script that changes the node is about to run.
 */
export interface StartEntry {
  readonly entry: 'start';
  readonly step: number;
  readonly script: 'deploy.sh' | 'upgrade.sh' | 'remove.sh';
  readonly module: NodeModule;
  readonly at: Time;
}
/**
 * It ended well, and what it wrote is on the disk: it is never run again for this.
 */
export interface DoneEntry {
  readonly entry: 'done';
  readonly step: number;
  readonly at: Time;
}
/**
 * A module that is no longer listed and has no remove.sh.
 */
export interface KeptEntry {
  readonly entry: 'kept';
  readonly module: NodeModule;
  readonly at: Time;
}
/**
 * With it the outcome is decided: installed.json and images.yaml follow from it.
 */
export interface EndEntry {
  readonly entry: 'end';
  /**
   * `withdrawn`: nothing was run, and the node is as it was.
   */
  readonly outcome: 'active' | 'failure' | 'withdrawn';
  readonly reason: string | null;
  readonly at: Time;
}
/**
 * installed.json and images.yaml say so too; what they say later, somebody else wrote.
 */
export interface SettledEntry {
  readonly entry: 'settled';
  readonly at: Time;
}
