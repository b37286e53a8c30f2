// generated from schemas/history-line.schema.json; run `npm run generate`

/**
 * One line of `history` on the control node: a hand-off that was made there. Lines are added and never changed or removed.
 */
export interface HistoryLine {
  readonly schema: 1;
  readonly generation: number;
  readonly release: string;
  readonly kind: 'release' | 'rollback';
  /**
   * Tells one developer build from another.
   */
  readonly contentSha256: string;
  readonly recordBuild: number;
  readonly build: number;
  /**
   * A lower one that was never seen is late, also after a rollback.
   */
  readonly highestBuild: number;
  readonly repositoryUuid: string;
  readonly commit: string;
  readonly at: string;
  readonly by: string;
}
