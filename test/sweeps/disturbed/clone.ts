import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGitRepository, type GitRepository } from '../../../lib/testing/git-repository.ts';
import type { SweepRepository } from './scenarios.ts';

/** The clone of one pipeline, with a folder for its temporary files. */
export interface Clone extends Disposable {
  readonly directory: string;
  readonly commit: string;
  readonly storageDir: string;
  /** What is in the folder for temporary files. */
  leftFiles(): readonly string[];
}

/** Made once for all runs, each of which has a copy. */
const originals = new Map<string, { readonly repository: GitRepository; readonly commit: string }>();

/** Clones the repository and compiles what is not in git. */
export function cloneRepository(wanted: SweepRepository): Clone {
  const { repository, commit } = originalOf(wanted);
  const temporary = mkdtempSync(join(tmpdir(), 'tagship-sweep-'));
  const directory = join(temporary, 'clone');
  const storageDir = join(temporary, 'storage');
  mkdirSync(storageDir);
  cpSync(repository.directory, directory, { recursive: true });
  if (wanted.compiledBytes !== undefined) {
    const program = join(directory, 'build/bin/client');
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, randomBytes(wanted.compiledBytes));
  }
  return {
    directory,
    commit,
    storageDir,
    leftFiles: () => readdirSync(storageDir),
    [Symbol.dispose]: () => {
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** To be called when no more clone is made. */
export function removeOriginals(): void {
  for (const { repository } of originals.values()) {
    repository[Symbol.dispose]();
  }
  originals.clear();
}

function originalOf({ files }: SweepRepository): { readonly repository: GitRepository; readonly commit: string } {
  const hash = createHash('sha256');
  for (const [path, content] of Object.entries(files)) {
    hash.update(`${path}\0`).update(content);
  }
  const id = hash.digest('hex');
  const known = originals.get(id);
  if (known !== undefined) {
    return known;
  }
  const repository = createGitRepository();
  const made = { repository, commit: repository.commit(files) };
  originals.set(id, made);
  return made;
}
