import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  futimesSync,
  mkdirSync,
  openSync,
  realpathSync,
  symlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import type { TarFile, TarVisitor } from './walk-tar.ts';
import { climbsOut, isWithin, physicalPath } from './walk-tree.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

const writeOnPool = promisify(write);
/** Below that the way to a thread and back takes longer than writing. */
const leastPoolBytes = 64 * 1024;
/** Whatever the umask. */
const folderMode = 0o755;

/** Writes what an archive holds, and nothing outside of its folder. */
export interface TreeWriter extends TarVisitor {
  /** Makes the links, which nothing was written through that way. To be called when all entries are there. */
  finish(): void;
}

/**
 * Writes entries into a folder that is empty and that nobody else writes to: every file is new, no link is there while
 * files are written, and none leads out of the folder. Owners are left out, modes are 0644 and 0755.
 * @throws TagshipError `integrity`; errors of the disk as they are
 */
export function createTreeWriter(root: string): TreeWriter {
  chmodSync(root, folderMode);
  const folders = new Set<string>();
  const others = new Set<string>();
  const links: { readonly path: string; readonly target: string }[] = [];

  function addFolder(path: string, wanted: string): void {
    if (path === '.' || folders.has(path)) {
      return;
    }
    if (others.has(path)) {
      throw new TagshipError(
        'integrity',
        `${quoted(wanted)} is in the package below ${quoted(path)}, which is no folder`,
      );
    }
    addFolder(posix.dirname(path), wanted);
    named(wanted, () => mkdirSync(`${root}/${path}`));
    chmodSync(`${root}/${path}`, folderMode);
    folders.add(path);
  }

  function addOther(path: string): void {
    addFolder(posix.dirname(path), path);
    if (folders.has(path)) {
      throw new TagshipError('integrity', `${quoted(path)} is in the package twice`);
    }
    others.add(path);
  }

  return {
    folder(path) {
      addFolder(path, path);
    },
    async file(file, content) {
      addOther(file.path);
      await writeFile(root, file, content);
    },
    symlink(path, target) {
      addOther(path);
      if (target === '' || target.startsWith('/') || climbsOut(posix.join(posix.dirname(path), target))) {
        throw leadsOut(path, target);
      }
      links.push({ path, target });
    },
    finish() {
      for (const { path, target } of links) {
        named(path, () => symlinkSync(target, `${root}/${path}`));
      }
      const realRoot = realpathSync.native(root);
      for (const { path, target } of links) {
        // not joined: joining would drop `link/..`, which leads elsewhere than it seems
        if (!isWithin(realRoot, physicalPath(`${realRoot}/${posix.dirname(path)}/${target}`))) {
          throw leadsOut(path, target);
        }
      }
    },
  };
}

async function writeFile(root: string, file: TarFile, content: AsyncIterable<Buffer>): Promise<void> {
  const mode = Number.parseInt(file.mode, 8);
  const descriptor = named(file.path, () =>
    openSync(`${root}/${file.path}`, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode),
  );
  try {
    for await (const piece of content) {
      await writeAll(descriptor, piece);
    }
    // whatever the umask
    fchmodSync(descriptor, mode);
    futimesSync(descriptor, file.modifiedAt, file.modifiedAt);
  } finally {
    closeSync(descriptor);
  }
}

async function writeAll(descriptor: number, piece: Buffer): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    const length = piece.length - written;
    written +=
      length < leastPoolBytes
        ? writeSync(descriptor, piece, written, length)
        : (await writeOnPool(descriptor, piece, written, length, null)).bytesWritten;
  }
}

/** Names that no file system takes are the archive's fault. */
function named<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = systemErrorCode(error) ?? '';
    if (!nameCodes.has(code)) {
      throw error;
    }
    throw new TagshipError('integrity', `${quoted(path)} is a path that cannot be written (${code})`, { cause: error });
  }
}

const nameCodes = new Set(['ENAMETOOLONG', 'EEXIST', 'ENOTDIR', 'EILSEQ', 'EINVAL', 'ELOOP']);

function leadsOut(path: string, target: string): TagshipError {
  return new TagshipError('integrity', `${quoted(path)} is a symlink to ${quoted(target)}, outside the package`);
}
