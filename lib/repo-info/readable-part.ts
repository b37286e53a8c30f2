import { developerFolder, isName, isTag, isVersion, mostModules, none } from '../core/names.ts';
import type { FileKind } from './explain-value.ts';
import type { Finding } from './finding.ts';
import { entriesOf, type ListedModule, textOf } from './listed-modules.ts';
import type { ModuleVersion, RepoInfo } from './repo-info.ts';
import { nodeAt, type YamlNode, type YamlStep } from './yaml-tree.ts';

/** What a repo-info says, errors or not: enough to look up what it refers to, and never what a lock is made of. */
export interface ReadablePart {
  /** Without the entries that are wrong, and without arguments. */
  readonly repoInfo: RepoInfo;
  /** The modules that it names and whose version is not known, because their entry is wrong. */
  readonly leftOut: ReadonlySet<string>;
}

/** Takes out of a tree what no error is about. */
export function readablePart(root: YamlNode, kind: FileKind, findings: readonly Finding[]): ReadablePart {
  const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ path }) => pathKey(path)));
  const isRight = ({ path }: { readonly path: readonly YamlStep[] }): boolean => !wrong.has(pathKey(path));
  const text = (key: string): string | undefined => {
    const found = textOf(root, [key]);
    return found !== undefined && isRight(found) && isVersion(found.text) ? found.text : undefined;
  };
  const list = (name: string): ReadList => readList(entriesOf(root, name), isRight);

  const written = text('rel_branch');
  const relBranch = written !== undefined && isTag(written) ? written : developerFolder;
  if (kind === 'rel') {
    const { right, wrong: leftOut } = list('depend_list');
    return { repoInfo: { kind, relBranch, srcBranch: text('src_branch') ?? none, dependList: right }, leftOut };
  }
  const subRepo = list('sub_repo');
  const upgrades = list('upgrade_list');
  const upgradeNode = nodeAt(root, ['upgrade_list']);
  // any of them may stand in an upgrade_list that cannot be read, in the version that wins
  const maybeUpgraded = upgradeNode === undefined || upgradeNode.kind === 'list' ? subRepo.right : [];
  const leftOut = new Set([...subRepo.wrong, ...upgrades.wrong, ...maybeUpgraded.map((module) => module.name)]);
  const entries = (modules: readonly ModuleVersion[]) =>
    modules.filter(({ name }) => !leftOut.has(name)).map((module) => ({ ...module, args: [] }));
  return {
    repoInfo: { kind, relBranch, subRepo: entries(subRepo.right), upgradeList: entries(upgrades.right) },
    leftOut,
  };
}

interface ReadList {
  readonly right: readonly ModuleVersion[];
  /** The names of the others. */
  readonly wrong: ReadonlySet<string>;
}

function readList(
  modules: readonly ListedModule[],
  isRight: (place: { readonly path: readonly YamlStep[] }) => boolean,
): ReadList {
  const right: ModuleVersion[] = [];
  const wrong = new Set<string>();
  // of a list that is refused as a whole no store is asked
  const isTooLong = modules.length > mostModules;
  for (const module of modules) {
    const { name, version } = module;
    // what is wrong with arguments does not make it another package
    if (
      !isTooLong &&
      isName(name) &&
      version !== undefined &&
      version.text !== none &&
      isVersion(version.text) &&
      isRight(module) &&
      isRight(version)
    ) {
      right.push({ name, version: version.text });
    } else {
      wrong.add(name);
    }
  }
  return { right, wrong };
}

function pathKey(path: readonly YamlStep[]): string {
  return JSON.stringify(path);
}
