import type { RepoInfoDist } from '../../schemas/generated/repo-info-dist.ts';
import type { RepoInfoRel } from '../../schemas/generated/repo-info-rel.ts';
import { isRepoInfoDist, isRepoInfoRel } from '../../schemas/generated/validators.js';
import type { FileKind } from './explain-value.ts';
import { entriesOf } from './listed-modules.ts';
import type { DistRepoInfo, ModuleEntry, RelRepoInfo, RepoInfo } from './repo-info.ts';
import { plainValue, type YamlNode } from './yaml-tree.ts';

/** The normal form of a tree without errors; undefined when it has not the shape of its kind. */
export function toRepoInfo(root: YamlNode, kind: FileKind): RepoInfo | undefined {
  const value = plainValue(root);
  if (kind === 'rel') {
    return isRepoInfoRel(value) ? toRel(value, root) : undefined;
  }
  return isRepoInfoDist(value) ? toDist(value, root) : undefined;
}

function toRel(value: RepoInfoRel, root: YamlNode): RelRepoInfo {
  const dependList = listModules(value.depend_list, root, 'depend_list');
  return {
    kind: 'rel',
    relBranch: value.rel_branch,
    srcBranch: value.src_branch,
    dependList: dependList.map(({ name, version }) => ({ name, version })),
  };
}

function toDist(value: RepoInfoDist, root: YamlNode): DistRepoInfo {
  return {
    kind: 'dist',
    relBranch: value.rel_branch,
    subRepo: listModules(value.sub_repo, root, 'sub_repo'),
    upgradeList: listModules(value.upgrade_list, root, 'upgrade_list'),
  };
}

type Modules = RepoInfoRel['depend_list'] | RepoInfoDist['sub_repo'] | RepoInfoDist['upgrade_list'];

/** Names come from the tree: a plain object would put integer-like names first. */
function listModules(modules: Modules, root: YamlNode, list: string): readonly ModuleEntry[] {
  if (typeof modules === 'string' || isNoneAsList(modules)) {
    return [];
  }
  return entriesOf(root, list).flatMap(({ name }) => {
    const entry = modules[name];
    if (entry === undefined) {
      return [];
    }
    return typeof entry === 'string'
      ? [{ name, version: entry, args: [] }]
      : [{ name, version: entry.version, args: entry.args ?? [] }];
  });
}

function isNoneAsList(modules: Exclude<Modules, string>): modules is readonly ['none'] {
  return Array.isArray(modules);
}
