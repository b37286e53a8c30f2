import { type Diagnostic, type FilePlace, isError } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';
import { developerFolder, mostModules, none } from '../../core/names.ts';
import { mapLimited } from '../../core/parallel.ts';
import { type ModulePlaces, placeOfModule } from '../../repo-info/module-places.ts';
import type { ModuleEntry, ModuleVersion } from '../../repo-info/repo-info.ts';
import { packageKey } from '../../store/layout.ts';
import type { Store } from '../../store/store.ts';
import { type Lock, type LockedModule, type ReleaseRecord, readRecord } from '../record.ts';
import { problemInStore } from '../store-problem.ts';
import { verifyPackage } from '../verify-package.ts';
import { type GraphFinding, type ModuleNode, readModuleGraph, renderPath } from './module-graph.ts';
import { orderModules } from './order-modules.ts';

export interface LockRequest {
  /** Where the project's modules lie. */
  readonly store: Store;
  /** The project and the release that the lock is for. */
  readonly project: ModuleVersion;
  /** Every module that the project names, in its order, in its effective version (D8). */
  readonly modules: readonly ModuleEntry[];
  /** Where repo-info names them. */
  readonly places?: ModulePlaces;
  /** Modules that the project names in a version that cannot be read: what depends on them is not followed to them. */
  readonly leftOut?: ReadonlySet<string>;
}

/** `lock` is undefined if and only if an error was found; warnings leave it usable. */
export interface ResolvedLock {
  readonly lock: Lock | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const verificationsAtOnce = 16;

/**
 * Resolves what a project's release installs: the closure over depend_list, in the order of installation, each package
 * verified to be in the store as its record says. Done for each store at publish time, so that nothing of it is left to
 * find out on a node (D15). Never throws for what it finds; rejects only when the run is aborted.
 */
export async function resolveLock(request: LockRequest): Promise<ResolvedLock> {
  const { store, project, modules, leftOut } = request;
  const graph = await readModuleGraph({
    project,
    modules,
    ...(leftOut && { leftOut }),
    readRecord: async (module) => await readModule(store, module),
  });
  const diagnostics = graph.findings.map((finding) => explainFinding(finding, request));
  const order = orderModules(modules, graph.nodes);
  if ('cycle' in order) {
    diagnostics.push(explainCycle(order.cycle, request));
    return { lock: undefined, diagnostics };
  }
  const entries = new Map(modules.map((entry) => [entry.name, entry]));
  const results = await mapLimited(
    order.ordered,
    verificationsAtOnce,
    async (node) => await tryLock(node, request, entries.get(node.name)),
  );
  diagnostics.push(...results.flatMap((result) => ('problem' in result ? [result.problem] : [])));
  const locked = results.flatMap((result) => ('module' in result ? [result.module] : []));
  return { lock: diagnostics.some(isError) ? undefined : { modules: locked }, diagnostics };
}

/** Without its list of files: the records of a whole closure stay in memory, in every store. */
async function readModule(store: Store, module: ModuleVersion): Promise<ReleaseRecord | undefined> {
  const stored = await readRecord(store, relIdentity(module));
  return stored && { ...stored.record, files: [], placeholders: [] };
}

async function tryLock(
  node: ModuleNode,
  request: LockRequest,
  entry: ModuleEntry | undefined,
): Promise<{ readonly module: LockedModule } | { readonly problem: Diagnostic }> {
  try {
    return { module: await lockModule(node, request, entry) };
  } catch (error) {
    return {
      problem: problemInStore(error, request.store, {
        subject: renderPath(node.path),
        namedAt: namedAt(request, node.path),
      }),
    };
  }
}

/** @param entry how the project names the module, if it does */
async function lockModule(
  node: ModuleNode,
  { store, project }: LockRequest,
  entry: ModuleEntry | undefined,
): Promise<LockedModule> {
  if (node.version === developerFolder && entry?.version !== developerFolder) {
    throw new TagshipError('integrity', 'a depend_list asks for a test build (developer), which no release may', {
      hint: 'no pipeline publishes that; find out who wrote the record',
    });
  }
  const src = await readSrcRecord(node, store);
  await Promise.all([lockable(node.record, store), src && lockable(src, store)]);
  return {
    name: node.name,
    version: node.version,
    rel: lockPackage(node.record),
    src: src === undefined ? null : lockPackage(src),
    dependsOn: node.dependsOn.map(({ name }) => name),
    args: [...(entry?.args ?? [])],
    because: renderPath(entry === undefined ? node.path : [project, node]),
  };
}

/** The record of the SRC package that a module's scripts fetch, or undefined for a module without SRC (R18). */
async function readSrcRecord(node: ModuleNode, store: Store): Promise<ReleaseRecord | undefined> {
  const { binName, repoInfo } = node.record;
  if (repoInfo === undefined || !('srcBranch' in repoInfo) || repoInfo.srcBranch === none || binName === undefined) {
    return undefined;
  }
  if (repoInfo.srcBranch === developerFolder && node.version !== developerFolder) {
    throw new TagshipError(
      'integrity',
      `${node.name} ${node.version} is a release whose record says src_branch developer`,
      {
        hint: 'no pipeline publishes that; find out who wrote the record',
      },
    );
  }
  const identity = { kind: 'src', name: node.name, folder: repoInfo.srcBranch, packageName: binName } as const;
  const stored = await readRecord(store, identity);
  if (stored === undefined) {
    throw new TagshipError('integrity', `${packageKey(identity)} is not released there (no record)`, {
      hint: `publish ${node.name}'s SRC ${repoInfo.srcBranch} there first`,
    });
  }
  return stored.record;
}

async function lockable(record: ReleaseRecord, store: Store): Promise<void> {
  // a floating package is whatever is there when it is fetched; its record may lag behind it (promise 4)
  if (record.folder !== developerFolder) {
    await verifyPackage(store, record);
  }
}

function lockPackage(record: ReleaseRecord): LockedModule['rel'] {
  const { key, size, sha256 } = record.package;
  return record.folder === developerFolder ? { key, floating: true } : { key, size, sha256 };
}

function relIdentity({ name, version }: ModuleVersion) {
  return { kind: 'rel', name, folder: version, packageName: name } as const;
}

/** Where the project names the first of these modules that it names. */
function namedAt({ places = new Map() }: LockRequest, modules: readonly ModuleVersion[]): FilePlace | undefined {
  return modules.map(({ name }) => placeOfModule(places, name)).find((place) => place !== undefined);
}

function placeIn(request: LockRequest, modules: readonly ModuleVersion[]): Diagnostic['at'] {
  const place = namedAt(request, modules);
  return { in: 'store', store: request.store.name, ...(place && { namedAt: place }) };
}

function explainFinding(finding: GraphFinding, request: LockRequest): Diagnostic {
  const at = placeIn(request, finding.finding === 'overruled' ? [finding.by] : finding.path);
  const path = renderPath(finding.path);
  switch (finding.finding) {
    case 'missing': {
      if (finding.error !== undefined) {
        return problemInStore(finding.error, request.store, { subject: path, namedAt: namedAt(request, finding.path) });
      }
      const module = finding.path.at(-1);
      const key = module === undefined ? '' : packageKey(relIdentity(module));
      return {
        severity: 'error',
        at,
        message: `${path}: ${key} is not released there (no record)`,
        hint: `publish ${module?.name ?? 'it'} ${module?.version ?? ''} there first, or write a version that is there`,
      };
    }
    case 'two-versions':
      return {
        severity: 'error',
        at,
        message: `two versions of one module: ${renderPath(finding.otherPath)} and ${path}`,
        hint: 'name the module with the version that is to win in sub_repo',
      };
    case 'too-many':
      return {
        severity: 'error',
        at,
        message: `${path} is module ${mostModules + 1}: a release installs at most ${mostModules} with all that they depend on`,
        hint: 'put modules that belong together into one',
      };
    case 'overruled':
      return {
        severity: 'warning',
        at,
        message: `${path} is overruled: the project installs ${renderPath([finding.by])}`,
        hint: `write the same version in both places once ${finding.by.version} is known to work there`,
      };
  }
}

function explainCycle(cycle: readonly ModuleVersion[], request: LockRequest): Diagnostic {
  return {
    severity: 'error',
    at: placeIn(request, cycle),
    message: `modules depend on each other in a circle: ${renderPath([request.project, ...cycle])}`,
    hint: 'release one of them without that entry in its depend_list',
  };
}
