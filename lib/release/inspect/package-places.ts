/** Where something lies in a store: a module or project, and one of its folders. */
export interface PackagePlace {
  readonly name: string;
  readonly folder: string;
  /** Whether it is the record of a DIST. */
  readonly isProject: boolean;
}

/** The places of all packages and records among the keys of a store. Pure. */
export function packagePlaces(keys: readonly string[]): readonly PackagePlace[] {
  return keys.flatMap((key) => {
    const [, name, folder] = /^([^/]+)\/([^/]+)\/[^/]+\.(?:tar\.gz|(?:src|rel|dist)\.json)$/.exec(key) ?? [];
    return name === undefined || folder === undefined ? [] : [{ name, folder, isProject: key.endsWith('.dist.json') }];
  });
}
