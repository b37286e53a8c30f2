import { realpathSync } from 'node:fs';
import { posix } from 'node:path';
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { type PackEntry, type SymlinkEntry, sortByPath } from './pack-entry.ts';
import { checkExtent } from './package-extent.ts';
import { addTree, climbsOut, isWithin, physicalPath, type Walk } from './walk-tree.ts';

export interface CollectRequest {
  /** The clone dir, absolute. */
  readonly root: string;
  /** Files and folders to pack, relative to `root`; `.` is all of it. No globs. */
  readonly paths: readonly string[];
  /** Files that get another path in the archive, e.g. `repo-info.yaml` -> `repo-info`; keys are relative to `root`. */
  readonly packedAs?: ReadonlyMap<string, string>;
  /** The name of the variable that `paths` came from, for the diagnostics. */
  readonly variable: string;
  /** What to do about a path that does not exist. Default: a question about the build that should have made it. */
  readonly hintForMissing?: string | undefined;
}

export interface CollectedEntries {
  /** Sorted by path; complete only when no diagnostic is an error. */
  readonly entries: readonly PackEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

const hintForUnbuilt = 'was the build step run? artifacts of an earlier step expire after 14 days';

/**
 * Walks once over what is to be packed. A folder becomes an entry of its own and brings all that is below it; a named
 * file brings no entries for its parents, like `tar` does it. `.git` is never packed. Nothing is thrown for what is
 * wrong with the files: everything that is, is found at once and told.
 */
export function collectEntries(request: CollectRequest): CollectedEntries {
  const walk: Walk = {
    root: request.root,
    realRoot: realpathSync.native(request.root),
    packedAs: request.packedAs ?? new Map(),
    hintForMissing: request.hintForMissing ?? hintForUnbuilt,
    found: new Map(),
    problems: [],
  };
  for (const path of request.paths) {
    addNamedPath(walk, path);
  }
  const entries = sortByPath([...walk.found.values()].map(({ entry }) => entry));
  const problems = [...walk.problems, ...nestedInFiles(walk), ...danglingLinks(walk), ...checkExtent(entries)];
  return {
    entries,
    diagnostics: problems.map((problem) => ({ ...problem, at: { in: 'variable', name: request.variable } })),
  };
}

function addNamedPath(walk: Walk, named: string): void {
  const path = posix.normalize(named).replace(/(?<=.)\/$/, '');
  if (named === '' || named.includes('\0')) {
    walk.problems.push({ severity: 'error', message: `${quoted(named)} cannot be a path`, hint: 'write "." for all' });
  } else if (path.startsWith('/')) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(named)} is an absolute path`,
      hint: 'write it relative to the clone dir',
    });
  } else if (climbsOut(path)) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(named)} is outside the clone dir`,
      hint: 'only files of the clone dir can be packed',
    });
  } else if (path.split('/').includes('.git')) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(named)} belongs to git, it is never packed`,
      hint: 'take it out of the list',
    });
  } else if (!isWithin(walk.realRoot, physicalPath(posix.join(walk.root, posix.dirname(path))))) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(named)} lies behind a symlink that leads out of the clone dir`,
      hint: 'only files of the clone dir can be packed',
    });
  } else if (leadsIntoGit(walk, path)) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(named)} lies behind a symlink into .git, which is never packed`,
      hint: 'take it out of the list',
    });
  } else {
    addTree(walk, path);
  }
}

/** The clone's configuration has the token that it was cloned with. */
function leadsIntoGit({ root, realRoot }: Walk, path: string): boolean {
  const parent = physicalPath(posix.join(root, posix.dirname(path)));
  return posix.relative(realRoot, parent).split('/').includes('.git');
}

/** A path below something that is no folder could not be unpacked. */
function nestedInFiles(walk: Walk): Walk['problems'] {
  const problems: Walk['problems'] = [];
  for (const path of walk.found.keys()) {
    for (const parentPath of parentsOf(path)) {
      const parent = walk.found.get(parentPath)?.entry;
      if (parent !== undefined && parent.type !== 'directory') {
        const message = `${quoted(path)} would be packed below ${quoted(parentPath)}, which is a ${parent.type}`;
        problems.push({ severity: 'error', message, hint: 'pack one of the two' });
      }
    }
  }
  return problems;
}

function danglingLinks(walk: Walk): Walk['problems'] {
  const links = [...walk.found.values()].map(({ entry }) => entry).filter((entry) => entry.type === 'symlink');
  if (links.length === 0) {
    return [];
  }
  const packed = new Set(['.', ...[...walk.found.keys()].flatMap((path) => [path, ...parentsOf(path)])]);
  return links
    .filter((link) => !targetPaths(walk, link).some((path) => packed.has(path)))
    .map((link) => ({
      severity: 'warning',
      message: `${quoted(link.path)} is a symlink to ${quoted(link.target)}, which is not in the package`,
      hint: 'pack its target as well, or it leads nowhere where the package is unpacked',
    }));
}

/** Where a link leads by its text, and where it led in the clone dir, which differs behind other links. */
function targetPaths(walk: Walk, link: SymlinkEntry): string[] {
  const folder = posix.dirname(link.path);
  const real = physicalPath(`${walk.root}/${folder}/${link.target}`);
  const byText = posix.join(folder, link.target).replace(/(?<=.)\/$/, '');
  return [byText, posix.relative(walk.realRoot, real) || '.'];
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    parents.push(path.slice(0, end));
  }
  return parents;
}
