import { quoted } from '../core/diagnostics.ts';
import { developerFolder, isName, isTag } from '../core/names.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { compareVersions } from './compare-versions.ts';
import type { Finding } from './finding.ts';
import type { ListedModule } from './listed-modules.ts';
import { nodeAt, type YamlNode } from './yaml-tree.ts';

const mostComparisons = 100_000;

/** The rules between sub_repo and upgrade_list (R47, D8). */
export function checkUpgrades(
  root: YamlNode,
  modules: readonly ListedModule[],
  upgrades: readonly ListedModule[],
): readonly Finding[] {
  if (!isKnown(nodeAt(root, ['sub_repo']))) {
    return [];
  }
  const byName = new Map(modules.map((module) => [module.name, module]));
  // comparing every name with every other takes minutes in a file that is full of them
  const suggested = upgrades.length * modules.length < mostComparisons ? [...byName.keys()] : [];
  return upgrades.flatMap((upgrade) => {
    const module = byName.get(upgrade.name);
    return module === undefined ? [unlisted(upgrade, suggested)] : compareWith(module, upgrade);
  });
}

/** Whether all modules of sub_repo could be read; if not, one that seems to be missing may be there. */
function isKnown(subRepo: YamlNode | undefined): boolean {
  return subRepo?.kind === 'map' ? subRepo.isWhole : subRepo?.kind === 'scalar' || subRepo?.kind === 'list';
}

function unlisted({ name, at, path }: ListedModule, suggested: readonly string[]): Finding {
  const nearest = nearestWord(name, suggested);
  const message = 'sub_repo has no such module, so there is nothing to upgrade';
  const hint =
    nearest === undefined ? 'add it to sub_repo, or take the line out' : `did you mean ${shownName(nearest)}?`;
  return { severity: 'error', at, path, message, hint };
}

function compareWith(module: ListedModule, { version, path }: ListedModule): readonly Finding[] {
  const from = module.version?.text;
  if (version === undefined || from === undefined || from === version.text || ![from, version.text].every(isVersion)) {
    return [];
  }
  const isLower = (compareVersions(version.text, from) ?? 0) < 0;
  const message = isLower
    ? `${quoted(version.text)} is lower than ${quoted(from)} of sub_repo, and goes onto every node, new ones too`
    : `${quoted(version.text)} is not ${quoted(from)} of sub_repo, and goes onto every node, new ones too`;
  const hint = `write ${version.text} in sub_repo too${isLower ? ' if that is meant' : ''}`;
  return [{ severity: 'warning', at: version.at, path, message, hint }];
}

function isVersion(text: string): boolean {
  return isTag(text) || text === developerFolder;
}

/** A name of sub_repo may be none, and hold what a log cannot show. */
function shownName(name: string): string {
  return isName(name) ? name : quoted(name);
}
