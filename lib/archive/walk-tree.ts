import { isUtf8 } from 'node:buffer';
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { posix } from 'node:path';
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { systemErrorCode } from '../core/errors.ts';
import { type PackEntry, packedMode, stampOf } from './pack-entry.ts';

/** An entry and the path, relative to the root, that it was found at. */
interface Found {
  readonly entry: PackEntry;
  readonly from: string;
}

/** What a walk knows and has found so far; `found` is by path in the archive. */
export interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly packedAs: ReadonlyMap<string, string>;
  readonly hintForMissing: string;
  readonly found: Map<string, Found>;
  readonly problems: Omit<Diagnostic, 'at'>[];
}

/** Adds what lies at `path` (relative to the root) and all that is below it. What was added before is left alone. */
export function addTree(walk: Walk, path: string): void {
  if (path === '.') {
    addFolderContent(walk, path);
    return;
  }
  const packedPath = walk.packedAs.get(path) ?? path;
  const before = walk.found.get(packedPath);
  if (before?.from === path) {
    return;
  }
  if (before !== undefined) {
    const message = `${quoted(before.from)} and ${quoted(path)} would both be packed as ${quoted(packedPath)}`;
    walk.problems.push({ severity: 'error', message, hint: 'keep one of them' });
    return;
  }
  const stats = attempt(walk, path, () => lstatSync(posix.join(walk.root, path)));
  const entry = stats && toEntry(walk, path, packedPath, stats);
  if (entry === undefined) {
    return;
  }
  walk.found.set(packedPath, { entry, from: path });
  if (entry.type === 'directory') {
    addFolderContent(walk, path);
  }
}

function addFolderContent(walk: Walk, folder: string): void {
  const names = attempt(walk, folder, () => readdirSync(posix.join(walk.root, folder), { encoding: 'buffer' })) ?? [];
  for (const name of names.toSorted(Buffer.compare)) {
    const path = posix.join(folder, name.toString('utf8'));
    if (!isUtf8(name)) {
      walk.problems.push({
        severity: 'error',
        message: `the name ${quoted(path)} is not UTF-8`,
        hint: 'rename the file, or it cannot be unpacked under its own name everywhere',
      });
    } else if (name.toString('utf8') !== '.git') {
      addTree(walk, path);
    }
  }
}

function toEntry(walk: Walk, path: string, packedPath: string, stats: Stats): PackEntry | undefined {
  const source = posix.join(walk.root, path);
  if (stats.isDirectory()) {
    return { type: 'directory', path: packedPath, source, stamp: stampOf(stats) };
  }
  if (stats.isSymbolicLink()) {
    return toSymlink(walk, path, packedPath);
  }
  if (!stats.isFile()) {
    const message = `${quoted(path)} is a ${specialType(stats)}, which cannot be packed`;
    walk.problems.push({ severity: 'error', message, hint: 'take it out of the packed folders' });
    return undefined;
  }
  return attempt(walk, path, () => {
    accessSync(source, constants.R_OK);
    return {
      type: 'file',
      path: packedPath,
      source,
      mode: packedMode(stats.mode),
      size: stats.size,
      stamp: stampOf(stats),
    };
  });
}

function toSymlink(walk: Walk, path: string, packedPath: string): PackEntry | undefined {
  const bytes = attempt(walk, path, () => readlinkSync(posix.join(walk.root, path), { encoding: 'buffer' }));
  if (bytes === undefined) {
    return undefined;
  }
  const target = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    walk.problems.push({ severity: 'error', message: `the target of the symlink ${quoted(path)} is not UTF-8` });
    return undefined;
  }
  if (leavesRoot(walk, path, target)) {
    walk.problems.push({
      severity: 'error',
      message: `${quoted(path)} is a symlink to ${quoted(target)}, outside the clone dir`,
      hint: 'pack a copy of the target instead of the link',
    });
    return undefined;
  }
  if (leadsInCircle(walk, path)) {
    const message = `${quoted(path)} is a symlink to ${quoted(target)}, which leads back to it`;
    walk.problems.push({ severity: 'error', message, hint: 'take it out, or let it lead to a file' });
    return undefined;
  }
  return { type: 'symlink', path: packedPath, target };
}

function leavesRoot(walk: Walk, path: string, target: string): boolean {
  const folder = posix.dirname(path);
  return (
    target.startsWith('/') ||
    climbsOut(posix.join(folder, target)) ||
    // not joined: joining would drop `link/..`, which leads elsewhere when `link` is a symlink
    !isWithin(walk.realRoot, physicalPath(`${walk.root}/${folder}/${target}`))
  );
}

/** Links that lead to each other for ever: nothing can be opened by them. */
function leadsInCircle(walk: Walk, path: string): boolean {
  try {
    statSync(posix.join(walk.root, path));
    return false;
  } catch (error) {
    return systemErrorCode(error) === 'ELOOP';
  }
}

function specialType(stats: Stats): string {
  if (stats.isSocket()) {
    return 'socket';
  }
  return stats.isFIFO() ? 'FIFO' : 'device';
}

/** Runs one call to the file system; what goes wrong becomes a finding. */
function attempt<T>(walk: Walk, path: string, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    walk.problems.push(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? {
            severity: 'error',
            message: `${quoted(path)} does not exist`,
            hint: isGlob(path)
              ? 'globs are not expanded; name the files, or the folder they are in'
              : walk.hintForMissing,
          }
        : { severity: 'error', message: `${quoted(path)} cannot be read (${code})`, ...hintFor(code) },
    );
    return undefined;
  }
}

function hintFor(code: string): Pick<Diagnostic, 'hint'> {
  const hint = hints[code];
  return hint === undefined ? {} : { hint };
}

const hints: Readonly<Record<string, string | undefined>> = {
  EACCES: 'the user of the step may not read it; change its mode in the build',
  ELOOP: 'symlinks in its path lead in a circle',
  ENAMETOOLONG: 'a name has at most 255 bytes, a path 4095',
};

function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/** Whether a normalized relative path leads above the folder that it starts in. */
export function climbsOut(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/** Both paths absolute and free of symlinks. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Follows every symlink of an absolute path as the kernel would; the part that does not exist is kept as it is. */
export function physicalPath(path: string): string {
  for (let head = path; head !== ''; head = head.slice(0, head.lastIndexOf('/'))) {
    try {
      return posix.join(realpathSync.native(head), path.slice(head.length));
    } catch (error) {
      if (systemErrorCode(error) === undefined) {
        throw error;
      }
    }
  }
  return posix.normalize(path);
}
