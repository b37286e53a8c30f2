import type { DistRepoInfo, ModuleEntry } from './repo-info.ts';

/** What a release installs: sub_repo in its order, with the version of upgrade_list where that names one (D8). */
export function effectiveModules({ subRepo, upgradeList }: DistRepoInfo): readonly ModuleEntry[] {
  const upgrades = new Map(upgradeList.map(({ name, version }) => [name, version]));
  return subRepo.map((module) => ({ ...module, version: upgrades.get(module.name) ?? module.version }));
}
