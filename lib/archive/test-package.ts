import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { collectEntries } from './collect-entries.ts';
import { type PackedPackage, type PackRequest, packPackages } from './pack-packages.ts';

/** By path: a file's content, or a file with a mode, a symlink, an empty folder. */
export type Tree = Readonly<
  Record<
    string,
    string | Buffer | { readonly content: string; readonly mode: number } | { readonly link: string } | null
  >
>;

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'archive-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the tree into a temporary folder and returns that. */
export function writeTree(tree: Tree): string {
  const root = temporaryFolder();
  for (const [path, node] of Object.entries(tree)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (node === null) {
      mkdirSync(full);
    } else if (typeof node === 'string' || Buffer.isBuffer(node)) {
      writeFileSync(full, node);
    } else if ('link' in node) {
      symlinkSync(node.link, full);
    } else {
      writeFileSync(full, node.content);
      chmodSync(full, node.mode);
    }
  }
  return root;
}

/** What to pack `root` as a whole with, for one store `A` without values. */
export function packRequest(root: string, changes: Partial<PackRequest> = {}): PackRequest {
  return {
    entries: collectEntries({ root, paths: ['.'], variable: 'FILES' }).entries,
    placeholderFiles: [],
    variants: new Map([['A', {}]]),
    modifiedAt: new Date('2026-01-02T03:04:05.678Z'),
    workDir: temporaryFolder(),
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Packs `root` as a whole and returns the package of one store. */
export async function packRoot(root: string, changes: Partial<PackRequest> = {}): Promise<PackedPackage> {
  const packages = await packPackages(packRequest(root, changes));
  const [packed] = packages.values();
  if (packed === undefined) {
    throw new Error('no variant was packed');
  }
  return packed;
}

export async function packageBytes({ body }: PackedPackage): Promise<Buffer> {
  const bytes = await body.read(0, body.size);
  await body.close();
  return bytes;
}

/** Writes the package to a file and returns its path. */
export async function savePackage(packed: PackedPackage): Promise<string> {
  const file = join(temporaryFolder(), 'package.tar.gz');
  writeFileSync(file, await packageBytes(packed));
  return file;
}

/** Unpacks with GNU tar into a temporary folder and returns that. */
export function unpack(file: string): string {
  const folder = temporaryFolder();
  execFileSync('tar', ['-xzf', file, '-C', folder]);
  return folder;
}

/** The paths of all files that this process has open. */
export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // the one that listed the folder is closed by now
      return [];
    }
  });
}

export interface Child {
  readonly root: string;
  readonly workDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Shell commands to run first, e.g. `umask 077`. */
  readonly before?: string;
}

/** Packs `root` in a process of its own; returns what that prints: the sha256, or the code of the error. */
export function packInChild({ root, workDir, env = {}, before = ':' }: Child): string {
  const program = `
    const { collectEntries } = await import(${JSON.stringify(sourcePath('collect-entries.ts'))});
    const { packPackages } = await import(${JSON.stringify(sourcePath('pack-packages.ts'))});
    const [root, workDir] = process.argv.slice(1);
    const { entries } = collectEntries({ root, paths: ['.'], variable: 'FILES' });
    const { signal } = new AbortController();
    const variants = new Map([['A', {}]]);
    const request = { entries, placeholderFiles: [], variants, modifiedAt: new Date(1e12), workDir, signal };
    try {
      process.stdout.write((await packPackages(request)).get('A').sha256);
    } catch (error) {
      process.stdout.write(error.code + ': ' + error.message);
    }
  `;
  const shell = `${before} && exec "$@"`;
  const command = [process.execPath, '--input-type=module', '--eval', program, '--', root, workDir];
  return execFileSync('sh', ['-c', shell, 'sh', ...command], { env: { PATH: '/usr/bin:/bin', ...env } }).toString();
}

function sourcePath(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
