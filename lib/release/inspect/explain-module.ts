import type { LockedModule, ReleaseRecord } from '../record.ts';

/** Why a release installs a module, in that version and in that place. */
export interface ModuleExplanation {
  readonly module: LockedModule;
  /** Its place in the order of installation, from 1. */
  readonly position: number;
  readonly moduleCount: number;
  /** Where the project's own lists name it. */
  readonly subRepo: OwnEntry | undefined;
  readonly upgradeList: OwnEntry | undefined;
  readonly subRepoCount: number;
  /** The modules of the release that depend on it, in the order of installation. */
  readonly dependents: readonly Dependent[];
  /** The modules of the release that it depends on itself. */
  readonly dependencies: readonly PlacedModule[];
  /** Whose turn it was when it was placed: from a module of sub_repo down to this one. Itself alone: its own turn. */
  readonly placedBy: readonly PlacedModule[];
}

interface OwnEntry {
  readonly version: string;
  /** In its list, from 1. */
  readonly position: number;
}

export interface PlacedModule {
  readonly name: string;
  readonly version: string;
  /** In the order of installation, from 1. */
  readonly position: number;
}

interface Dependent extends PlacedModule {
  /** The version in its depend_list; undefined when its record could not be read. */
  readonly asksFor: string | undefined;
}

/**
 * Explains a module of a DIST's lock by the record alone; `askedBy` are the records of REL that were found for the modules
 * that depend on it. undefined when the release does not install the module. Pure.
 */
export function explainModule(
  dist: ReleaseRecord,
  name: string,
  askedBy: readonly ReleaseRecord[],
): ModuleExplanation | undefined {
  const modules = dist.lock?.modules ?? [];
  const module = modules.find((candidate) => candidate.name === name);
  if (module === undefined) {
    return undefined;
  }
  const { subRepo, upgradeList } = ownLists(dist);
  const placed = new Map(
    modules.map((one, index) => [one.name, { name: one.name, version: one.version, position: index + 1 }]),
  );
  const place = (other: string): readonly PlacedModule[] => {
    const found = placed.get(other);
    return found === undefined ? [] : [found];
  };
  const dependents = dependentsOf(dist, name).flatMap((dependent) => place(dependent.name));
  return {
    module,
    position: modules.indexOf(module) + 1,
    moduleCount: modules.length,
    subRepo: ownEntry(subRepo, name),
    upgradeList: ownEntry(upgradeList, name),
    subRepoCount: subRepo.length,
    dependents: dependents.map((dependent) => ({ ...dependent, asksFor: versionAskedFor(dependent, name, askedBy) })),
    dependencies: module.dependsOn.flatMap(place),
    placedBy: wayTo(name, subRepo, modules).flatMap(place),
  };
}

/** The modules of a release that depend on one of them, in the order of installation. */
export function dependentsOf({ lock }: ReleaseRecord, name: string): readonly LockedModule[] {
  return lock?.modules.filter(({ dependsOn }) => dependsOn.includes(name)) ?? [];
}

type NamedVersions = readonly { readonly name: string; readonly version: string }[];

function ownLists({ repoInfo }: ReleaseRecord): {
  readonly subRepo: NamedVersions;
  readonly upgradeList: NamedVersions;
} {
  return repoInfo !== undefined && 'subRepo' in repoInfo ? repoInfo : { subRepo: [], upgradeList: [] };
}

function ownEntry(list: NamedVersions, name: string): OwnEntry | undefined {
  const index = list.findIndex((entry) => entry.name === name);
  const entry = list[index];
  return entry === undefined ? undefined : { version: entry.version, position: index + 1 };
}

function versionAskedFor(
  { name, version }: PlacedModule,
  wanted: string,
  records: readonly ReleaseRecord[],
): string | undefined {
  const record = records.find((candidate) => candidate.name === name && candidate.folder === version);
  const dependList =
    record?.repoInfo !== undefined && 'dependList' in record.repoInfo ? record.repoInfo.dependList : [];
  return dependList.find((dependency) => dependency.name === wanted)?.version;
}

/** The way on which the order of installation (see `orderModules`) comes to a module first: depth-first over sub_repo. */
function wayTo(name: string, subRepo: NamedVersions, modules: readonly LockedModule[]): readonly string[] {
  const dependsOn = new Map(modules.map((module) => [module.name, module.dependsOn]));
  const entered = new Set<string>();
  const ways = subRepo.map((entry) => [entry.name]).toReversed();
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const here = way.at(-1) ?? '';
    if (here === name) {
      return way;
    }
    if (!entered.has(here)) {
      entered.add(here);
      const from = way;
      ways.push(...(dependsOn.get(here) ?? []).map((next) => [...from, next]).toReversed());
    }
  }
  return [name];
}
