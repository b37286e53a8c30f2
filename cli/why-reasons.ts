import type { ModuleExplanation, PlacedModule } from '../lib/release/inspect/explain-module.ts';
import { srcFolder } from './lock-blocks.ts';

/** Who asked for the module at all. `release` is the project's: `ProjectA 2.1.0`. */
export function reasonsForPresence(
  release: string,
  { subRepo, dependents, module }: ModuleExplanation,
): readonly string[] {
  return [
    ...(subRepo === undefined ? [] : [`sub_repo of ${release} names it`]),
    ...dependents.map((dependent) => `${named(dependent)} depends on it`),
    `path: ${module.because}`,
  ];
}

/** Who said which version, and whose word won (D8). */
export function reasonsForVersion({ module, subRepo, upgradeList, dependents }: ModuleExplanation): readonly string[] {
  const own = [
    ...(subRepo === undefined ? [] : [`sub_repo says ${subRepo.version}`]),
    ...(upgradeList === undefined
      ? []
      : [
          `upgrade_list says ${upgradeList.version}${upgradeList.version === subRepo?.version ? '' : ', and that wins'}`,
        ]),
  ];
  const asked = dependents.flatMap((dependent) => {
    const { asksFor } = dependent;
    if (asksFor === undefined) {
      return [];
    }
    const overruled = asksFor === module.version ? '' : ", and the project's own version wins";
    return [`depend_list of ${named(dependent)} says ${asksFor}${overruled}`];
  });
  const src =
    module.src === null
      ? ['it has no SRC']
      : [`its SRC is ${srcFolder(module.src)}: src_branch of its REL ${module.version} says so`];
  return [...own, ...asked, ...src];
}

/** What decided its place in the order of installation. */
export function reasonsForPlace({
  module,
  subRepo,
  subRepoCount,
  placedBy,
  dependencies,
  dependents,
}: ModuleExplanation): readonly string[] {
  const [root] = placedBy;
  const inSubRepo = subRepo === undefined ? '' : `it is number ${subRepo.position} of ${subRepoCount} in sub_repo`;
  const turn =
    root === undefined || root.name === module.name
      ? [inSubRepo]
      : [
          `it was brought forward by ${named(root)} of sub_repo: ${placedBy.map(named).join(' -> ')}`,
          ...(inSubRepo === '' ? [] : [`${inSubRepo}, which would be later`]),
        ];
  return [
    ...turn,
    ...dependencies.map((dependency) => `after ${placed(dependency)}, which it depends on`),
    ...dependents.map((dependent) => `before ${placed(dependent)}, which depends on it`),
  ].filter((reason) => reason !== '');
}

function named({ name, version }: PlacedModule): string {
  return `${name} ${version}`;
}

function placed(module: PlacedModule): string {
  return `${named(module)} (number ${module.position})`;
}
