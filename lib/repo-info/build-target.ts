/** What a build is of: a tag, the developer branch, or anything else, which is checked but published nowhere (D4). */
export type BuildTarget =
  | { readonly on: 'tag'; readonly tag: string }
  | { readonly on: 'developer' }
  | { readonly on: 'other' };
