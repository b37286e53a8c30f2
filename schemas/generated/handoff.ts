// generated from schemas/handoff.schema.json; run `npm run generate`

/**
 * handoff.json of a bundle: what is handed over, as what, from which store and by whom. The bundle's other own files are release.json (the DIST record, byte for byte as stored) and SHA256SUMS; all else is the stored DIST package.
 */
export interface Handoff {
  readonly schema: 1;
  /**
   * The DIST's REPO_NAME.
   */
  readonly project: string;
  /**
   * The folder of the DIST in its store: `developer` or a tag.
   */
  readonly release: string;
  /**
   * The release of the generation before this one. Missing in the first one and in a bundle for a single machine.
   */
  readonly previousRelease?: string;
  /**
   * Its number on the control node. Missing in a bundle that was made for a single machine.
   */
  readonly generation?: number;
  /**
   * A rollback opens the gate of every node: whatever its version, failed ones included (D6).
   */
  readonly kind: 'release' | 'rollback';
  /**
   * Where a node fetches every package of the lock, with its own credentials.
   */
  readonly store: {
    readonly bucket: string;
    readonly region?: string;
    /**
     * Of an S3-compatible store; AWS's own needs none.
     */
    readonly endpoint?: string;
    readonly expectedBucketOwner?: string;
  };
  /**
   * The build that hands over. It is not always the one that made the release: a rollback is another run.
   */
  readonly source: {
    readonly repository: string;
    readonly repositoryUuid: string;
    readonly commit: string;
    readonly build: number;
    readonly stepRun: number;
    readonly url: string;
  };
  readonly handedOff: {
    readonly at: string;
    readonly by: string;
  };
}
