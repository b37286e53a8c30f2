import { quoted } from '../core/diagnostics.ts';
import { developerFolder, isTag, mostModules } from '../core/names.ts';
import type { BuildTarget } from './build-target.ts';
import { checkUpgrades } from './check-upgrades.ts';
import type { FileKind } from './explain-value.ts';
import type { Finding } from './finding.ts';
import { entriesOf, type ListedModule, textOf } from './listed-modules.ts';
import type { YamlNode } from './yaml-tree.ts';

export interface RuleOptions {
  readonly kind: FileKind;
  /** REPO_NAME: the module or project that the file is of. */
  readonly name: string;
  readonly target: BuildTarget;
}

/**
 * What a shape cannot say (design.md, section 5): rules between values, and between the file and the build.
 * Looks only at values of the right shape, so that no mistake is told twice.
 */
export function checkRules(root: YamlNode, { kind, name, target }: RuleOptions): readonly Finding[] {
  const relBranch = checkRelBranch(root, target);
  if (kind === 'rel') {
    const dependencies = entriesOf(root, 'depend_list');
    return [
      ...relBranch,
      ...checkNumber(dependencies, 'depend_list'),
      ...checkSrcBranch(root, target),
      ...dependencies.flatMap((module) => checkSelf(module, name)),
    ];
  }
  const modules = entriesOf(root, 'sub_repo');
  const upgrades = entriesOf(root, 'upgrade_list');
  return [
    ...relBranch,
    ...checkNumber(modules, 'sub_repo'),
    ...[...modules, ...upgrades].flatMap((module) => checkSelf(module, name)),
    ...(target.on === 'tag' ? [...modules, ...upgrades].flatMap(checkReleased) : []),
    ...checkUpgrades(root, modules, target.on === 'tag' ? upgrades.map(withoutTestBuild) : upgrades),
  ];
}

/** On a tag it is the tag, else the package would say of itself that it is another one (R38, R44). */
function checkRelBranch(root: YamlNode, target: BuildTarget): readonly Finding[] {
  const found = textOf(root, ['rel_branch']);
  if (found === undefined || !(isTag(found.text) || found.text === developerFolder)) {
    return [];
  }
  const { text, at } = found;
  const path = ['rel_branch'];
  // a tag that can be none is what is wrong then, and is told where it comes from
  if (target.on === 'tag' && isTag(target.tag) && text !== target.tag) {
    const message = `${quoted(text)} is not the tag of this build`;
    return [
      {
        severity: 'error',
        at,
        path,
        message,
        hint: isTag(text) ? `write ${target.tag}, or make the tag ${text}` : `write ${target.tag}`,
      },
    ];
  }
  if (target.on === 'developer' && text !== developerFolder) {
    const message = `${quoted(text)} is published to ${developerFolder} all the same, this build is of no tag`;
    return [
      { severity: 'warning', at, path, message, hint: `write ${developerFolder}, or tag the commit when it is ready` },
    ];
  }
  return [];
}

/** Every module is looked for in every store. */
function checkNumber(modules: readonly ListedModule[], list: string): readonly Finding[] {
  const first = modules[mostModules];
  if (first === undefined) {
    return [];
  }
  const message = `is module ${mostModules + 1} of ${modules.length}, a list has at most ${mostModules}`;
  const hint = 'put modules that belong together into one, or into the depend_list of one';
  return [{ severity: 'error', at: first.at, path: [list, first.name], message, hint }];
}

/** A release that takes the newest test build would change with it (R39). */
function checkSrcBranch(root: YamlNode, target: BuildTarget): readonly Finding[] {
  const found = textOf(root, ['src_branch']);
  if (target.on !== 'tag' || found?.text !== developerFolder) {
    return [];
  }
  const hint = 'write the tag of the SRC package, e.g. 1.2.3, or none';
  return [{ severity: 'error', at: found.at, path: ['src_branch'], message: notReleased, hint }];
}

function checkReleased({ version }: ListedModule): readonly Finding[] {
  if (version?.text !== developerFolder) {
    return [];
  }
  const hint = 'write a tag, e.g. 1.2.3';
  return [{ severity: 'error', at: version.at, path: version.path, message: notReleased, hint }];
}

/** On a tag `developer` is an error, and no version to be compared with others. */
function withoutTestBuild(module: ListedModule): ListedModule {
  return module.version?.text === developerFolder ? { ...module, version: undefined } : module;
}

const notReleased = `${quoted(developerFolder)} is not a release`;

function checkSelf({ name, at, path }: ListedModule, self: string): readonly Finding[] {
  if (name !== self) {
    return [];
  }
  const message =
    path[0] === 'depend_list' ? 'a module cannot depend on itself' : 'a project cannot be a module of itself';
  return [{ severity: 'error', at, path, message, hint: 'take the line out' }];
}
