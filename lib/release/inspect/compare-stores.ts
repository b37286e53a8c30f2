import { developerFolder } from '../../core/names.ts';
import { compareVersions } from '../../repo-info/compare-versions.ts';
import { type PackageIdentity, packageKey, repositoryKinds } from '../../store/layout.ts';
import type { ReleaseRecord } from '../record.ts';
import type { StoredRelease, StoreReleases } from './list-releases.ts';

/** One release in all stores. */
export interface ComparedRelease {
  readonly identity: PackageIdentity;
  /** At least one; more than one where the stores got it from different runs. */
  readonly variants: readonly ReleaseVariant[];
  /** Stores that have the module and lack this release of it. */
  readonly missingIn: readonly string[];
  /** How what the stores have differs: it was made of another commit, or of other content. */
  readonly difference: 'commit' | 'content' | undefined;
}

/** What some stores have alike. */
export interface ReleaseVariant {
  /** One or more, by their names. */
  readonly stores: readonly string[];
  /** That of the first of them; digests of rendered packages are each store's own. */
  readonly record: ReleaseRecord;
}

/** Puts the same release of all stores side by side, by module, version and kind. Pure. */
export function compareStores(listed: readonly StoreReleases[]): readonly ComparedRelease[] {
  const found = listed.flatMap(({ store, releases }) => releases.map((release) => ({ ...release, store: store.name })));
  const having = listed.map(({ store, releases }) => ({
    store: store.name,
    modules: new Set(releases.map(({ identity }) => identity.name)),
  }));
  const byKey = Object.values(Object.groupBy(found, ({ identity }) => packageKey(identity)));
  return byKey
    .flatMap((same = []) => {
      const [first] = same;
      return first === undefined ? [] : [compareRelease(first.identity, same, having)];
    })
    .toSorted((a, b) => compareIdentities(a.identity, b.identity));
}

/** Groups by what `describe` tells of them, in order. */
export function groupAlike<T>(items: readonly T[], describe: (item: T) => unknown): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const description = JSON.stringify(describe(item));
    const group = groups.get(description);
    if (group === undefined) {
      groups.set(description, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

function compareRelease(
  identity: PackageIdentity,
  same: readonly (StoredRelease & { readonly store: string })[],
  stores: readonly { readonly store: string; readonly modules: ReadonlySet<string> }[],
): ComparedRelease {
  const alike = groupAlike(same, ({ record }) => [
    contentOf(record),
    record.source,
    record.published,
    record.lock?.modules.map(({ name, version }) => [name, version]),
  ]);
  const having = new Set(same.map(({ store }) => store));
  const lacking = stores.filter(({ store, modules }) => !having.has(store) && modules.has(identity.name));
  return {
    identity,
    variants: alike.map((group) => ({ stores: group.map(({ store }) => store), record: group[0].record })),
    missingIn: lacking.map(({ store }) => store),
    difference: differenceOf(same.map(({ record }) => record)),
  };
}

function differenceOf(records: readonly ReleaseRecord[]): ComparedRelease['difference'] {
  if (new Set(records.map(({ source }) => source.commit)).size > 1) {
    return 'commit';
  }
  return new Set(records.map(contentOf)).size > 1 ? 'content' : undefined;
}

/** SRC is the same bytes in every store; REL and DIST are rendered for each, of the same content (promise 2). */
function contentOf({ kind, package: { sha256, contentSha256 } }: ReleaseRecord): string {
  return kind === 'src' ? sha256 : contentSha256;
}

function compareIdentities(a: PackageIdentity, b: PackageIdentity): number {
  return (
    compareTexts(a.name, b.name) ||
    compareFolders(a.folder, b.folder) ||
    repositoryKinds.indexOf(a.kind) - repositoryKinds.indexOf(b.kind) ||
    compareTexts(a.packageName, b.packageName)
  );
}

/** Tags in the order of versions where they have one, `developer` last. */
function compareFolders(a: string, b: string): number {
  if (a === developerFolder || b === developerFolder) {
    return Number(a === developerFolder) - Number(b === developerFolder);
  }
  return (compareVersions(a, b) || undefined) ?? compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
