import { mostModules } from '../../core/names.ts';
import { mapLimited } from '../../core/parallel.ts';
import type { ModuleVersion } from '../../repo-info/repo-info.ts';
import type { ReleaseRecord } from '../record.ts';

/** One module of the closure with the release record that describes it. */
export interface ModuleNode extends ModuleVersion {
  readonly record: ReleaseRecord;
  /** In the order of depend_list, in the versions that win. */
  readonly dependsOn: readonly ModuleVersion[];
  /** From the project to this module: who asked for it first. */
  readonly path: readonly ModuleVersion[];
}

export interface ModuleGraph {
  readonly nodes: ReadonlyMap<string, ModuleNode>;
  readonly findings: readonly GraphFinding[];
}

export type GraphFinding =
  | { readonly finding: 'missing'; readonly path: readonly ModuleVersion[]; readonly error?: unknown }
  | {
      readonly finding: 'two-versions';
      readonly path: readonly ModuleVersion[];
      readonly otherPath: readonly ModuleVersion[];
    }
  /** The closure is not followed further. */
  | { readonly finding: 'too-many'; readonly path: readonly ModuleVersion[] }
  /** DIST names another version than a depend_list: DIST's wins (D8). */
  | { readonly finding: 'overruled'; readonly path: readonly ModuleVersion[]; readonly by: ModuleVersion };

export interface GraphRequest {
  readonly project: ModuleVersion;
  /** What the project names itself: these versions win. */
  readonly modules: readonly ModuleVersion[];
  /** What it names in a version that is not known: that version would win. */
  readonly leftOut?: ReadonlySet<string>;
  /** The module's REL record, or undefined when the store has none. */
  readRecord(module: ModuleVersion): Promise<ReleaseRecord | undefined>;
}

const readsAtOnce = 16;

/**
 * Follows depend_list from the project's modules to the closure, wave by wave: as many rounds as the graph is deep, and
 * the findings in an order that does not depend on which answer comes first.
 */
export async function readModuleGraph({
  project,
  modules,
  leftOut = new Set(),
  readRecord,
}: GraphRequest): Promise<ModuleGraph> {
  const named = new Map(modules.map((module) => [module.name, module]));
  const asked = new Map<string, readonly ModuleVersion[]>();
  const nodes = new Map<string, ModuleNode>();
  const findings: GraphFinding[] = [];

  let surplus: readonly ModuleVersion[] | undefined;
  let wave: readonly ModuleVersion[][] = modules.map((module) => [project, module]);
  for (const path of wave) {
    asked.set(last(path).name, path);
  }
  while (wave.length > 0) {
    const answers = await mapLimited(wave, readsAtOnce, async (path) => await readNode(path, readRecord));
    const next: ModuleVersion[][] = [];
    for (const { path, record, error } of answers) {
      if (record === undefined) {
        findings.push({ finding: 'missing', path, ...(error === undefined ? {} : { error }) });
        continue;
      }
      const followed = dependencies(record).filter((wanted) => !leftOut.has(wanted.name));
      const dependsOn = followed.map((wanted) => {
        const wantedPath = [...path, wanted];
        const winner = named.get(wanted.name);
        if (winner !== undefined && winner.version !== wanted.version) {
          findings.push({ finding: 'overruled', path: wantedPath, by: winner });
        }
        const otherPath = asked.get(wanted.name);
        if (otherPath === undefined && asked.size >= mostModules) {
          surplus ??= wantedPath;
        } else if (otherPath === undefined) {
          asked.set(wanted.name, wantedPath);
          next.push(wantedPath);
        } else if (winner === undefined && otherPath !== undefined && last(otherPath).version !== wanted.version) {
          findings.push({ finding: 'two-versions', path: wantedPath, otherPath });
        }
        return winner ?? wanted;
      });
      const { name, version } = last(path);
      nodes.set(name, { name, version, record, dependsOn, path });
    }
    if (surplus !== undefined) {
      findings.push({ finding: 'too-many', path: surplus });
      break;
    }
    wave = next;
  }
  return { nodes, findings };
}

/** `ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3` */
export function renderPath(path: readonly ModuleVersion[]): string {
  return path.map(({ name, version }) => `${name} ${version}`).join(' -> ');
}

async function readNode(
  path: readonly ModuleVersion[],
  readRecord: GraphRequest['readRecord'],
): Promise<{ path: readonly ModuleVersion[]; record?: ReleaseRecord | undefined; error?: unknown }> {
  try {
    return { path, record: await readRecord(last(path)) };
  } catch (error) {
    return { path, error };
  }
}

function dependencies({ repoInfo }: ReleaseRecord): readonly ModuleVersion[] {
  return repoInfo !== undefined && 'dependList' in repoInfo ? repoInfo.dependList : [];
}

function last(path: readonly ModuleVersion[]): ModuleVersion {
  const module = path.at(-1);
  if (module === undefined) {
    throw new RangeError('a path has at least one module');
  }
  return module;
}
