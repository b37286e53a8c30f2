import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { listFolder } from '../testing/folder-listing.ts';
import { createGitRepository, type GitRepository } from '../testing/git-repository.ts';
import { recordingContext } from '../testing/recording-context.ts';
import { readSource, type SourceRequest } from './read-source.ts';

const relInfo = 'rel_branch: 2.0.0\nsrc_branch: 1.0.0\ndepend_list: none\n';
const rel = {
  'repo-info': relInfo,
  'deploy.sh': 'echo ${BUCKET_NAME} ${BIN_NAME} ${SRC_TAG}\n',
  'upgrade.sh': 'true\n',
};
const dist = {
  'repo-info': 'rel_branch: 2.0.0\nsub_repo: none\nupgrade_list: none\n',
  'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n',
  'vars.yml': 'upgradable_versions: any\n',
  'install.sh': 'echo ${REPO_NAME}\n',
};

let repository: GitRepository;
let temp: string;

beforeEach(() => {
  repository = createGitRepository();
  temp = mkdtempSync(join(tmpdir(), 'tagship-source-'));
});

afterEach(() => {
  repository[Symbol.dispose]();
  rmSync(temp, { recursive: true, force: true });
});

/** Reads the repository, a REL on the tag 2.0.0 unless said otherwise. */
async function read(changes: Partial<SourceRequest> = {}) {
  const context = recordingContext();
  const source = await readSource(
    {
      cloneDir: repository.directory,
      kind: 'rel',
      name: 'ModuleX',
      binName: 'modulex-client',
      target: { on: 'tag', tag: '2.0.0' },
      ...changes,
    },
    context,
  );
  return {
    ...source,
    paths: source.entries.map(({ path }) => path),
    findings: source.diagnostics.map((found) => `${found.severity}: ${renderDiagnostic(found)}`),
    log: context.lines,
  };
}

describe('what is packed of a REL by default', () => {
  test('is repo-info, deploy.sh and upgrade.sh, and of the rest what is there (R67)', async () => {
    repository.commit({
      ...rel,
      'etc/a.conf': 'x',
      'files/b': 'x',
      'check.sh': 'true',
      'remove.sh': 'true',
      'README.md': 'x',
      'other.sh': 'true',
    });

    const source = await read();

    expect(source.findings).toEqual([]);
    expect(source.paths).toEqual([
      'check.sh',
      'deploy.sh',
      'etc',
      'etc/a.conf',
      'files',
      'files/b',
      'remove.sh',
      'repo-info',
      'upgrade.sh',
    ]);
  });

  test('may be just the three that are required', async () => {
    repository.commit(rel);

    const source = await read();

    expect(source.paths).toEqual(['deploy.sh', 'repo-info', 'upgrade.sh']);
    expect(source.placeholderFiles).toEqual(['deploy.sh', 'upgrade.sh']);
    expect(source.repoInfo).toMatchObject({ kind: 'rel', relBranch: '2.0.0', srcBranch: '1.0.0' });
  });

  test.each(['deploy.sh', 'upgrade.sh'])('lacks %s, which is said', async (missing) => {
    repository.commit(Object.fromEntries(Object.entries(rel).filter(([path]) => path !== missing)));

    const source = await read();

    expect(source.findings).toEqual([expect.stringMatching(`^error: FILES: "${missing}"`)]);
  });

  test('does not depend on what is in git: a step may have made it', async () => {
    repository.commit(rel);
    mkdirSync(join(repository.directory, 'etc'));
    writeFileSync(join(repository.directory, 'etc', 'made'), 'x');

    const source = await read();

    expect(source.paths).toContain('etc/made');
  });
});

describe('what is packed of a DIST by default', () => {
  test("is every file in git but the documents and the pipeline's own", async () => {
    repository.commit({
      ...dist,
      'roles/web/tasks.yml': 'x',
      'roles/web/NOTES.md': 'x',
      'roles/.hidden/x': 'x',
      'my docs/x': 'x',
      'docs/manual.txt': 'x',
      'README.md': 'x',
      '.gitignore': '*.log\n',
      'bitbucket-pipelines.yml': 'x',
    });
    writeFileSync(join(repository.directory, 'made-by-a-step'), 'x');
    writeFileSync(join(repository.directory, 'run.log'), 'x');

    const source = await read({ kind: 'dist', binName: undefined });

    expect(source.findings).toEqual([]);
    expect(source.paths).toEqual([
      'images.yaml',
      'install.sh',
      'my docs/x',
      'repo-info',
      'roles/web/tasks.yml',
      'vars.yml',
    ]);
    expect(source.placeholderFiles).toEqual(['install.sh']);
  });

  test('cannot be told without git: FILES is required', async () => {
    repository.commit(dist);
    rmSync(join(repository.directory, '.git'), { recursive: true });

    const source = await read({ kind: 'dist', binName: undefined });

    expect(source.findings).toEqual([
      'error: FILES: required field, because there is no git clone to ask; write the files and folders to pack',
    ]);
  });

  test('cannot be told from a damaged clone: it is never an empty package', async () => {
    repository.commit(dist);
    writeFileSync(join(repository.directory, '.git', 'index'), 'no index');

    const source = await read({ kind: 'dist', binName: undefined });

    expect(source.findings).toEqual([
      'error: FILES: required field, because git cannot tell which files this clone has; write the files and folders to pack',
    ]);
  });

  test('lacks a file that a step removed, which is said', async () => {
    repository.commit(dist);
    rmSync(join(repository.directory, 'install.sh'));

    const source = await read({ kind: 'dist', binName: undefined });

    expect(source.findings).toEqual([expect.stringMatching('^error: FILES: "install.sh"')]);
  });
});

describe('FILES and PLACEHOLDER_FILES', () => {
  test('are packed and rendered in place of the defaults, and repo-info is packed all the same', async () => {
    repository.commit({ ...rel, 'extra/x.sh': 'echo ${REL_TAG}\n' });

    const source = await read({ files: ['extra'], placeholderFiles: ['extra/x.sh'] });

    expect(source).toMatchObject({
      paths: ['extra', 'extra/x.sh', 'repo-info'],
      placeholderFiles: ['extra/x.sh'],
      findings: [],
    });
  });

  test('of SRC are FILES alone: it has no repo-info and nothing is rendered', async () => {
    repository.commit({ 'repo-info': 'no: yaml: at all', 'deploy.sh': '${BUCKET_NAME}' });
    writeFileSync(join(repository.directory, 'binary'), 'x');

    const source = await read({ kind: 'src', files: ['binary', 'deploy.sh'] });

    expect(source).toMatchObject({
      paths: ['binary', 'deploy.sh'],
      placeholderFiles: [],
      repoInfo: undefined,
      findings: [],
    });
  });

  test('of SRC are required', async () => {
    repository.commit({ file: 'x' });

    const source = await read({ kind: 'src' });

    expect(source.findings).toEqual(['error: FILES: required field; write the files and folders to pack']);
  });

  test('name files that are there', async () => {
    repository.commit(rel);

    const source = await read({ files: ['deploy.sh', 'absent', '../outside'], placeholderFiles: ['upgrade.sh'] });

    expect(source.findings).toEqual([
      expect.stringMatching('^error: FILES: "absent"'),
      expect.stringMatching('^error: FILES: "../outside" is outside the clone dir'),
      expect.stringMatching('^error: PLACEHOLDER_FILES: "upgrade.sh"'),
    ]);
  });
});

test.each(['repo-info.yaml', 'repo-info.yml'])('%s is packed as repo-info', async (file) => {
  repository.commit({ 'deploy.sh': 'true', 'upgrade.sh': 'true', [file]: relInfo });

  const source = await read();

  expect(source).toMatchObject({ paths: ['deploy.sh', 'repo-info', 'upgrade.sh'], findings: [] });
});

describe('the time of packed files', () => {
  test('is that of the commit, whenever it was checked out', async () => {
    repository.commit(rel);
    utimesSync(join(repository.directory, 'deploy.sh'), 1, 1);

    const source = await read();

    expect(source.modifiedAt).toEqual(new Date('2026-01-01T01:00:00Z'));
  });

  test.each([
    ['no repository', () => rmSync(join(repository.directory, '.git'), { recursive: true }), {}],
    ['no git program', () => undefined, { path: '/nowhere' }],
  ])('is 1980 where there is %s, which is said', async (_case, prepare, changes) => {
    repository.commit(rel);
    prepare();

    const source = await read({ ...changes, tagCheck: 'false' });

    expect(source).toMatchObject({
      modifiedAt: new Date('1980-01-01T00:00:00Z'),
      paths: ['deploy.sh', 'repo-info', 'upgrade.sh'],
      findings: [],
      log: ['info: there is no git commit to read: packed files get the time 1980-01-01T00:00:00.000Z'],
    });
  });
});

test('another commit than the tagged one that is built is refused', async () => {
  const built = repository.commit(rel);
  const head = repository.commit({ 'deploy.sh': 'false\n' });

  const source = await read({ commit: built });

  expect(source.findings).toEqual([
    `error: BITBUCKET_COMMIT: the build is of commit ${built}, and ${head} is checked out; what is checked out is packed; let no script of the step switch to another commit`,
  ]);
});

describe('BIN_NAME of a REL', () => {
  const withoutSrc = { ...rel, 'repo-info': relInfo.replace('1.0.0', 'none'), 'deploy.sh': 'true\n' };

  test('is required when it has a SRC', async () => {
    repository.commit({ ...rel, 'deploy.sh': 'true\n' });

    const source = await read({ binName: undefined });

    expect(source.findings).toEqual([
      `error: BIN_NAME: required field, because src_branch in repo-info is "1.0.0"; write the name of SRC's binary, or none as src_branch`,
    ]);
  });

  test('is not needed when it has none (R12)', async () => {
    repository.commit(withoutSrc);

    const source = await read({ binName: undefined });

    expect(source.findings).toEqual([]);
  });

  test('is warned of when it has none', async () => {
    repository.commit(withoutSrc);

    const source = await read();

    expect(source.findings).toEqual([
      'warning: BIN_NAME: "modulex-client" is given, and src_branch in repo-info is none; a REL without SRC has no binary; leave BIN_NAME out',
    ]);
  });

  test.each(['BIN_NAME', 'SRC_TAG'])('has no value in a script of a REL without SRC: %s', async (placeholder) => {
    repository.commit({ ...withoutSrc, 'upgrade.sh': `echo \${${placeholder}}\n` });

    const source = await read({ binName: undefined });

    expect(source.findings).toEqual([expect.stringMatching(`^error: upgrade\\.sh:1:6.*${placeholder}`)]);
  });
});

test('everything that is wrong is found at once', async () => {
  repository.commit({
    'repo-info': 'rel_branch: 1.9.9\nsrc_branch: 1.0.0\ndepend_list: none\n',
    'deploy.sh': '${BITBUCKET_TAG}',
  });
  repository.git('switch', '--quiet', '--create', 'developer');
  repository.commit({ more: 'x' });

  const source = await read({ binName: undefined, commit: 'f'.repeat(40) });

  expect(source.findings.map((finding) => finding.replace(/^(\w+: [\w.-]+).*/s, '$1'))).toEqual([
    'error: BITBUCKET_COMMIT',
    'error: repo-info',
    'error: BIN_NAME',
    'error: FILES',
    'warning: deploy.sh',
  ]);
});

test('the clone dir is left exactly as it was', async () => {
  const commit = repository.commit({ ...rel, 'etc/a.conf': 'x' });
  symlinkSync('deploy.sh', join(repository.directory, 'etc', 'link'));
  utimesSync(join(repository.directory, 'deploy.sh'), 1, 1);
  const before = listFolder(repository.directory);

  await read({ commit });
  await read({ kind: 'dist', files: undefined });

  expect(listFolder(repository.directory)).toEqual(before);
});

test.each(['absent', 'file'])('a clone dir that is no folder is told: %s', async (name) => {
  writeFileSync(join(temp, 'file'), 'x');
  const cloneDir = join(temp, name);

  const source = await read({ cloneDir });

  expect(source.findings).toEqual([
    `error: BITBUCKET_CLONE_DIR: there is no folder "${cloneDir}"; Bitbucket Pipelines sets it`,
  ]);
});

test.each<[string, (directory: string) => void]>([
  ['whose configuration cannot be parsed', (directory) => writeFileSync(join(directory, '.git', 'config'), '[core\n')],
  ['that has lost its objects', (directory) => rmSync(join(directory, '.git', 'objects'), { recursive: true })],
  [
    'that is an empty folder',
    (directory) => {
      rmSync(join(directory, '.git'), { recursive: true });
      mkdirSync(join(directory, '.git'));
    },
  ],
])('a repository %s does not pass for a folder without git, with an unchecked tag', async (_which, damage) => {
  repository.commit(rel);
  damage(repository.directory);

  const { findings } = await read();

  expect(findings).toEqual([
    'error: .git: git cannot read this repository; clone it anew; if that does not help, look at what the step does to .git, e.g. to .git/config',
  ]);
});

test.each<[string, () => void, string?]>([
  ['before its first commit', () => repository.write(rel)],
  ['where there is no git program', () => void repository.commit(rel), '/nowhere'],
])('a repository %s is not taken for a damaged one', async (_which, prepare, path = '/usr/bin:/bin') => {
  prepare();

  const { findings } = await read({ path });

  expect(findings).toEqual([]);
});
