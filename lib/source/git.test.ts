import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitRepository, type GitRepository } from '../testing/git-repository.ts';
import { checkTag } from './check-tag.ts';
import { type Clone, readClone } from './clone.ts';
import { type Git, openGit } from './git.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
const isRoot = process.getuid?.() === 0;
const unknownCommit = '0123456789abcdef0123456789abcdef01234567';

let repository: GitRepository;
let commit: string;
let temp: string;

beforeEach(() => {
  repository = createGitRepository();
  commit = repository.commit({ 'etc/settings': 'x', 'deploy.sh': 'true' });
  temp = mkdtempSync(join(tmpdir(), 'tagship-git-'));
});

afterEach(() => {
  repository[Symbol.dispose]();
  rmSync(temp, { recursive: true, force: true });
});

function open(cloneDir = repository.directory): Git {
  return openGit({ cloneDir, path, signal: new AbortController().signal });
}

/** Asks all that a release asks of git. */
async function askEverything(git: Git) {
  const clone = await readClone(git);
  const files = await clone?.trackedFiles();
  const standings = [await checkTag(git, commit, 'master'), await checkTag(git, unknownCommit, 'master')];
  return { head: clone?.head, files, standings: standings.map(({ standing }) => standing) };
}

const everything = () => ({
  head: commit,
  files: ['deploy.sh', 'etc/settings'],
  standings: ['on-branch', 'unknown'],
});

test('the commit, its time and the files in it are read', async () => {
  writeFileSync(join(repository.directory, 'not-in-git'), 'x');

  const clone = await readClone(open());

  expect(clone).toEqual<Clone>({
    head: commit,
    committedAt: new Date('2026-01-01T01:00:00Z'),
    trackedFiles: expect.any(Function),
  });
  await expect(clone?.trackedFiles()).resolves.toEqual(['deploy.sh', 'etc/settings']);
});

test('names with line ends, quotes and bytes beyond ASCII come through as they are', async () => {
  const names = ['a\nb', 'c"d', 'ü', '-n'];
  repository.commit(Object.fromEntries(names.map((name) => [name, 'x'])));

  const clone = await readClone(open());

  await expect(clone?.trackedFiles()).resolves.toEqual(expect.arrayContaining(names));
});

test('the files of submodules are files of the clone', async () => {
  using library = createGitRepository();
  library.commit({ 'lib.sh': 'true' });
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.directory, 'vendor');
  repository.commit({});

  const clone = await readClone(open());

  await expect(clone?.trackedFiles()).resolves.toContain('vendor/lib.sh');
});

describe('there is no clone', () => {
  test.each([
    ['in a folder without git', () => open(temp)],
    [
      'where there is no git program',
      () => openGit({ cloneDir: repository.directory, path: temp, signal: new AbortController().signal }),
    ],
    [
      'before the first commit',
      () => {
        repository.git('switch', '--quiet', '--orphan', 'empty');
        return open();
      },
    ],
  ])('%s', async (_where, openIt) => {
    await expect(readClone(openIt())).resolves.toBeUndefined();
  });
});

test('an index that git cannot read is no empty list of files', async () => {
  writeFileSync(join(repository.directory, '.git', 'index'), 'no index');

  const clone = await readClone(open());

  await expect(clone?.trackedFiles()).resolves.toBeUndefined();
});

test('the signal ends git with its own reason', async () => {
  const stop = new AbortController();
  const git = openGit({ cloneDir: repository.directory, path, signal: stop.signal });

  stop.abort(new Error('stopped'));

  await expect(readClone(git)).rejects.toThrow('stopped');
});

describe.skipIf(!isRoot)("a clone that belongs to another user, as Bitbucket's does", () => {
  beforeEach(() => {
    for (const file of ['.', ...readdirSync(repository.directory, { recursive: true, encoding: 'utf8' })]) {
      lchownSync(join(repository.directory, file), 12_345, 12_345);
    }
  });

  test('is read', async () => {
    await expect(askEverything(open())).resolves.toEqual(everything());
  });

  test('is read by another name of its folder', async () => {
    const link = join(temp, 'clone');
    symlinkSync(repository.directory, link);

    await expect(askEverything(open(link))).resolves.toEqual(everything());
  });
});

describe('a hostile clone starts no program', () => {
  let ran: string;
  let program: string;

  beforeEach(() => {
    ran = join(temp, 'ran');
    program = join(temp, 'program');
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${ran}\n`);
    chmodSync(program, 0o755);
  });

  test.each<[string, () => void]>([
    ['core.fsmonitor', () => repository.git('config', 'core.fsmonitor', program)],
    ['core.pager', () => repository.git('config', 'core.pager', program)],
    ['diff.external', () => repository.git('config', 'diff.external', program)],
    ['gpg.program, called to verify a signature', signedCommit],
    ['a remote to fetch a missing commit from', lazyRemote],
    ['hooks', hooks],
  ])('by %s', async (_attack, prepare) => {
    prepare();

    const answers = await askEverything(open());

    expect(existsSync(ran)).toBe(false);
    expect(answers).toEqual(everything());
  });

  function signedCommit(): void {
    const [head = '', ...body] = repository.git('cat-file', 'commit', 'HEAD').split('\n\n');
    const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----';
    const file = join(temp, 'commit');
    writeFileSync(file, `${head}\n${signature}\n\n${body.join('\n\n')}\n`);
    commit = repository.git('hash-object', '-t', 'commit', '-w', file);
    repository.git('update-ref', 'HEAD', commit);
    repository.git('config', 'gpg.program', program);
    repository.git('config', 'log.showSignature', 'true');
  }

  function lazyRemote(): void {
    repository.git('config', 'core.repositoryFormatVersion', '1');
    repository.git('config', 'extensions.partialClone', 'origin');
    repository.git('config', 'remote.origin.promisor', 'true');
    repository.git('config', 'remote.origin.url', `ext::${program}`);
    repository.git('config', 'protocol.ext.allow', 'always');
  }

  function hooks(): void {
    const folder = join(temp, 'hooks');
    repository.git('config', 'core.hooksPath', folder);
    rmSync(folder, { recursive: true, force: true });
    symlinkSync(join(repository.directory, '.git', 'hooks'), folder);
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman']) {
      writeFileSync(join(folder, hook), `#!/bin/sh\necho ${hook} >> ${ran}\n`, { mode: 0o755 });
    }
  }
});
