/** The files of a bundle that are not of the DIST package; a package that has one of them cannot be handed over. */
export const bundleFiles = {
  /** The DIST record, byte for byte as it is stored. */
  record: 'release.json',
  /** schemas/handoff.schema.json */
  handoff: 'handoff.json',
  /** One line for every other file, as `sha256sum` writes and checks it. */
  sums: 'SHA256SUMS',
} as const;
