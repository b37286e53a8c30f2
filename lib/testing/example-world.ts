import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const examplesFolder = join(import.meta.dirname, '..', '..', 'examples');

export interface ExampleRelease {
  /** The repository's folder in examples/, e.g. `ModuleX.rel`. */
  readonly repository: string;
  readonly tag: string;
}

interface RepoInfo {
  readonly ownVersion: string | undefined;
  readonly srcBranch: string | undefined;
  /** depend_list of a REL, sub_repo of a DIST; empty for `none`. */
  readonly modules: ReadonlyMap<string, string>;
  readonly upgrades: ReadonlyMap<string, string>;
}

/** The releases of examples/world.yaml, in the order in which they are made. */
export function readExampleReleases(): ExampleRelease[] {
  const world = readYaml(join(examplesFolder, 'world.yaml'));
  if (!isMap(world) || !Array.isArray(world['releases'])) {
    throw new Error('examples/world.yaml has no list "releases"');
  }
  return world['releases'].map((release: unknown) => {
    if (!isMap(release) || typeof release['repository'] !== 'string' || typeof release['tag'] !== 'string') {
      throw new Error(`examples/world.yaml: no release: ${JSON.stringify(release)}`);
    }
    return { repository: release['repository'], tag: release['tag'] };
  });
}

/** Writes the repository as it is at that tag: its folder, then the overlays up to the tag. */
export function checkOutExample({ repository, tag }: ExampleRelease, target: string): void {
  cpSync(join(examplesFolder, repository), target, { recursive: true });
  for (const release of readExampleReleases().filter((made) => made.repository === repository)) {
    const overlay = join(examplesFolder, `${repository}@${release.tag}`);
    if (existsSync(overlay)) {
      cpSync(overlay, target, { recursive: true });
    }
    if (release.tag === tag) {
      return;
    }
  }
  throw new Error(`examples/world.yaml has no ${repository} ${tag}`);
}

/** The repo-info of a checked-out REL or DIST; its rules are checked by lib/repo-info, not here. */
export function readRepoInfo(folder: string): RepoInfo {
  const info = readYaml(join(folder, 'repo-info'));
  if (!isMap(info)) {
    throw new Error(`${folder}/repo-info is not a map`);
  }
  return {
    ownVersion: text(info['rel_branch']),
    srcBranch: text(info['src_branch']),
    modules: versions(info['depend_list'] ?? info['sub_repo']),
    upgrades: versions(info['upgrade_list']),
  };
}

/** Any YAML file with every scalar as the text that was written (D10). */
export function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'), { schema: 'failsafe' });
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function versions(list: unknown): Map<string, string> {
  return new Map(isMap(list) ? Object.entries(list).map(([name, version]) => [name, String(version)]) : []);
}
