import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const script = join(root, 'scripts/release.ts');
const pipelines = readdirSync(join(root, 'examples'))
  .filter((name) => /^[^@]+\.(src|rel|dist)$/.test(name))
  .map((name) => `examples/${name}/bitbucket-pipelines.yml`);
const pages = ['docs/module-maintainer.md', 'docs/operating.md'];
const files = [
  'package.json',
  'package-lock.json',
  'README.md',
  'pipe.yml',
  'CHANGELOG.md',
  'Dockerfile',
  ...pages,
  ...pipelines,
];

const pending = '.changes/next-release';
const patch = { [`${pending}/patch-mend.json`]: '{"type": "patch", "description": "a mended line."}\n' };
const minor = { [`${pending}/minor-add.json`]: '{"type": "minor", "description": "a new $& line."}\n' };
const major = { [`${pending}/major-break.json`]: '{"type": "major", "description": "another line."}\n' };

let pattern: string;
let folder: string;
/** The maintainer's clone, on `main`, where 1.2.3 is released. */
let clone: string;

beforeAll(() => {
  pattern = mkdtempSync(join(tmpdir(), 'tagship-release-'));
  folder = pattern;
  clone = join(folder, 'clone');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  git(folder, 'clone', '--quiet', 'remote.git', 'clone');
  git(clone, 'remote', 'set-url', 'origin', '../remote.git');
  git(clone, 'checkout', '--quiet', '-B', 'main');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const file of files) {
    cpSync(join(root, file), join(clone, file));
    write({ [file]: readFileSync(join(root, file), 'utf8').replaceAll(version, '1.2.3') });
  }
  commit('Release 1.2.3', { 'lib/index.ts': '' });
  git(clone, 'tag', '--annotate', '--message=1.2.3', '1.2.3');
  git(clone, 'push', '--quiet', 'origin', 'main', '1.2.3');
});
afterAll(() => {
  rmSync(pattern, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagship-release-'));
  clone = join(folder, 'clone');
  cpSync(pattern, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A. Maintainer',
  GIT_AUTHOR_EMAIL: 'maintainer@example.com',
  GIT_COMMITTER_NAME: 'A. Maintainer',
  GIT_COMMITTER_EMAIL: 'maintainer@example.com',
};

function git(directory: string, ...args: string[]): string {
  const options = { cwd: directory, env: environment, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', args, options).trim();
}

function write(contents: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    writeFileSync(join(clone, file), content);
  }
}

function commit(message: string, contents: Readonly<Record<string, string>>): void {
  write(contents);
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', `--message=${message}`);
}

interface Release {
  readonly status: number | null;
  readonly told: string;
}

function release(command: string, directory = clone): Release {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, command], {
    cwd: directory,
    env: environment,
    encoding: 'utf8',
  });
  return { status, told: (stdout + stderr).trim() };
}

/** A hook of the clone, or of the remote, as a shell script. */
function hook(repository: string, name: string, text: string): void {
  const file = join(folder, repository, 'hooks', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

function remoteRefs(): readonly string[] {
  return git(join(folder, 'remote.git'), 'for-each-ref', '--format=%(refname:short) %(subject)').split('\n');
}

const released = ['main Release 1.2.3', '1.2.3 1.2.3'];
const releasedNext = [
  "main Update files for new version '1.3.0' [skip ci]",
  '1.2.3 1.2.3',
  '1.3.0 Tagging for release 1.3.0',
];

describe('a release', () => {
  test.each([
    ['1.2.4', patch],
    ['1.3.0', { ...patch, ...minor }],
    ['2.0.0', { ...patch, ...minor, ...major }],
  ])('is %s when its greatest change asks for that, in every file that names the version', (version, changes) => {
    commit('Change', changes);

    expect(release('prepare')).toEqual({ status: 0, told: `${version} is prepared` });

    const read = (file: string): string => readFileSync(join(clone, file), 'utf8');
    const lock = JSON.parse(read('package-lock.json'));
    expect(JSON.parse(read('package.json')).version).toBe(version);
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
    expect(parse(read('pipe.yml')).image).toBe(`tagship/tagship-pipe:${version}`);
    for (const file of ['README.md', 'pipe.yml', ...pipelines]) {
      expect(read(file)).toContain(`tagship/tagship-pipe:${version}`);
      expect(read(file)).not.toContain('tagship-pipe:1.2.3');
    }
    expect(read('docs/operating.md')).toContain(`by tagship ${version}`);
    expect(read('docs/module-maintainer.md')).not.toContain('tagship-pipe:1.2.3');
    expect(readdirSync(join(clone, '.changes'))).toContain(`${version}.json`);
    expect(git(clone, 'ls-files', pending)).toBe('');
    expect(git(clone, 'status', '--porcelain')).toBe('');
  });

  test('is told in the changelog above the former one, the greatest change first', () => {
    commit('Change', { ...patch, ...minor });

    release('prepare');

    expect(readFileSync(join(clone, 'CHANGELOG.md'), 'utf8')).toMatch(
      /^# Changelog\nNote: .*\n\n## 1\.3\.0\n\n- minor: a new \$& line\.\n- patch: a mended line\.\n\n## 1\.2\.3\n/,
    );
    expect(JSON.parse(readFileSync(join(clone, '.changes/1.3.0.json'), 'utf8'))).toEqual([
      { type: 'minor', description: 'a new $& line.' },
      { type: 'patch', description: 'a mended line.' },
    ]);
  });

  test('is pushed as one commit that starts no pipeline, and one annotated tag', () => {
    commit('Change', minor);
    release('prepare');
    expect(remoteRefs()).toEqual(released);

    expect(release('push')).toEqual({ status: 0, told: '1.3.0 is pushed' });

    expect(remoteRefs()).toEqual(releasedNext);
    expect(git(clone, 'cat-file', '-t', '1.3.0')).toBe('tag');
  });

  test('that is prepared and pushed twice is the same', () => {
    commit('Change', minor);

    const told = ['prepare', 'prepare', 'push', 'push', 'prepare'].map((command) => release(command).told);

    expect(told.slice(0, 4)).toEqual([
      '1.3.0 is prepared',
      '1.3.0 is prepared',
      '1.3.0 is pushed',
      '1.3.0 was pushed already',
    ]);
    expect(told[4]).toMatch(/^release: there is nothing to release after 1\.3\.0\n/);
    expect(remoteRefs()).toEqual(releasedNext);
  });

  test('of a version that was never tagged is that version', () => {
    git(clone, 'push', '--quiet', '--delete', 'origin', '1.2.3');
    git(clone, 'tag', '--delete', '1.2.3');

    expect(release('prepare').told).toBe('1.2.3 is prepared');
    expect(release('push').told).toBe('1.2.3 is pushed');

    expect(remoteRefs()).toEqual(['main Release 1.2.3', '1.2.3 Tagging for release 1.2.3']);
  });
});

describe('a release that is killed', () => {
  const killed = 'kill -KILL "$(cut -d" " -f4 "/proc/$PPID/stat")"';

  test('before its commit has to be undone first, and then is made whole', () => {
    commit('Change', minor);
    hook('clone/.git', 'pre-commit', `${killed}\nexit 1`);
    expect(release('prepare').status).toBeNull();
    rmSync(join(clone, '.git/hooks/pre-commit'));

    const { status, told } = release('prepare');
    const [, undo = ''] = /undo them by `(.*)` if they are of a release that was killed$/.exec(told) ?? [];
    execFileSync('sh', ['-c', undo], { cwd: clone, env: environment, stdio: 'ignore' });

    expect(status).toBe(1);
    expect(told).toMatch(/^release: the work tree has changes that are not committed:\n/);
    expect(release('prepare').told).toBe('1.3.0 is prepared');
    expect(release('push').told).toBe('1.3.0 is pushed');
    expect(remoteRefs()).toEqual(releasedNext);
  });

  test('between its commit and its tag is completed by the next run', () => {
    commit('Change', minor);
    hook('clone/.git', 'post-commit', killed);
    expect(release('prepare').status).toBeNull();
    expect(git(clone, 'tag')).toBe('1.2.3');

    expect(release('prepare').told).toBe('1.3.0 is prepared');
    expect(release('push').told).toBe('1.3.0 is pushed');

    expect(remoteRefs()).toEqual(releasedNext);
  });

  test('before its push is pushed by the next run', () => {
    commit('Change', minor);
    release('prepare');
    hook('clone/.git', 'pre-push', `${killed}\nexit 1`);
    expect(release('push').status).toBeNull();
    expect(remoteRefs()).toEqual(released);
    rmSync(join(clone, '.git/hooks/pre-push'));

    expect(release('push').told).toBe('1.3.0 is pushed');

    expect(remoteRefs()).toEqual(releasedNext);
  });
});

describe('a push that fails', () => {
  test('leaves neither commit nor tag at the remote, says where they are, and is made good by the next', () => {
    commit('Change', minor);
    release('prepare');
    hook('remote.git', 'update', 'case "$1" in refs/tags/*) echo no tags today >&2; exit 1 ;; esac');

    const { status, told } = release('push');

    expect(status).toBe(1);
    expect(told).toContain('no tags today');
    expect(told).toContain('\nits commit and its tag are in this clone only; run it again, or, where origin has newer');
    expect(remoteRefs()).toEqual(released);
    rmSync(join(folder, 'remote.git/hooks/update'));
    expect(release('push').told).toBe('1.3.0 is pushed');
  });

  test('because somebody was faster is undone and prepared again as its message says', () => {
    commit('Change', minor);
    git(clone, 'push', '--quiet', 'origin', 'main');
    release('prepare');
    git(folder, 'clone', '--quiet', 'remote.git', 'other');
    git(join(folder, 'other'), 'commit', '--quiet', '--allow-empty', '--message=Faster');
    git(join(folder, 'other'), 'push', '--quiet', 'origin', 'main');

    const { told } = release('push');
    const [, undo = ''] = /undo it by `(.*)` and prepare it again$/.exec(told) ?? [];
    expect(remoteRefs()).toEqual(['main Faster', '1.2.3 1.2.3']);
    execFileSync('sh', ['-c', undo], { cwd: clone, env: environment, stdio: 'ignore' });

    expect(release('prepare').told).toBe('1.3.0 is prepared');
    expect(release('push').told).toBe('1.3.0 is pushed');
    expect(remoteRefs()).toEqual(releasedNext);
  });
});

describe('there is no release', () => {
  test.each<[string, () => void, RegExp]>([
    ['without a pending change', () => undefined, /^release: there is nothing to release after 1\.2\.3\n/],
    [
      'of a work tree with changes',
      () => {
        commit('Change', minor);
        write({ 'lib/index.ts': '// more\n' });
      },
      /^release: the work tree has changes that are not committed:\nM lib\/index\.ts\n/,
    ],
    [
      'of another branch',
      () => {
        commit('Change', minor);
        git(clone, 'checkout', '--quiet', '-b', 'feature');
      },
      /^release: feature is checked out\na release is made from main$/,
    ],
    [
      'of a change that cannot be read',
      () => commit('Change', { [`${pending}/small-x.json`]: '{"type": "small", "description": "x"}' }),
      /^release: \.changes\/next-release\/small-x\.json is not a pending change\n/,
    ],
    [
      'of a change without a word for users',
      () => commit('Change', { [`${pending}/patch-x.json`]: '{"type": "patch", "description": ""}' }),
      /^release: \.changes\/next-release\/patch-x\.json is not a pending change\n/,
    ],
    [
      'of a version that the remote has already',
      () => {
        commit('Change', minor);
        git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/tags/1.3.0');
      },
      /^release: origin has the tag 1\.3\.0 already\n/,
    ],
    [
      'of a clone behind the remote, which could not be pushed',
      () => {
        commit('Change', minor);
        git(folder, 'clone', '--quiet', 'remote.git', 'other');
        git(join(folder, 'other'), 'commit', '--quiet', '--allow-empty', '--message=Faster');
        git(join(folder, 'other'), 'push', '--quiet', 'origin', 'main', 'HEAD:refs/heads/refs/heads/main');
      },
      /^release: main of origin is at [0-9a-f]{40}, which is not in this clone's\nrelease the newest: git pull origin main,/,
    ],
    [
      'of a version whose tag stands here at something else',
      () => {
        commit('Change', minor);
        git(clone, 'tag', '1.3.0', '1.2.3');
      },
      /^release: the tag 1\.3\.0 is here already, of a release that was not pushed\n/,
    ],
    [
      'of changes on top of a version that has no tag',
      () => {
        git(clone, 'push', '--quiet', '--delete', 'origin', '1.2.3');
        commit('Change', minor);
      },
      /^release: version 1\.2\.3 has no tag at origin, and changes are pending\n/,
    ],
    [
      'while the remote cannot be asked',
      () => {
        commit('Change', minor);
        rmSync(join(folder, 'remote.git'), { recursive: true });
      },
      /^release: git ls-remote failed: /,
    ],
  ])('%s, and nothing is written', (_why, prepare, message) => {
    prepare();
    const state = (): string => [git(clone, 'rev-parse', 'HEAD'), git(clone, 'tag'), git(clone, 'status', '-s')].join();
    const before = state();

    const { status, told } = release('prepare');

    expect(status).toBe(1);
    expect(told).toMatch(message);
    expect(state()).toBe(before);
  });

  test('to push that was not prepared', () => {
    commit('Change', minor);

    expect(release('push').told).toMatch(/^release: the tag 1\.2\.3 does not stand at HEAD\nprepare the release first/);
  });
});

describe('a change of code', () => {
  test.each<[string, Readonly<Record<string, string>>, number, RegExp]>([
    ['without a pending change is refused', { 'lib/index.ts': '// more\n' }, 1, /^code differs .*: lib\/index\.ts$/],
    ['in a new file as well', { 'pipe/new.ts': '' }, 1, /: pipe\/new\.ts$/],
    ['in the image as well', { Dockerfile: 'FROM scratch\n' }, 1, /: Dockerfile$/],
    [
      'with a pending change is right',
      { 'lib/index.ts': '// more\n', ...patch },
      0,
      /^1 files differ .*, 1 changes are/,
    ],
    ['that is of a test needs none', { 'lib/index.test.ts': '', 'lib/testing/x.ts': '' }, 0, /^0 files differ/],
    ['that is of a document needs none', { 'docs/decisions.md': '' }, 0, /^0 files differ/],
  ])('%s', (_what, contents, status, told) => {
    write(contents);

    const unstaged = release('check');
    commit('Change', contents);

    expect(unstaged).toEqual({ status, told: expect.stringMatching(told) });
    expect(release('check')).toEqual(unstaged);
  });

  test('is not judged where the last release is not in a shallow clone, and that is said', () => {
    commit('Change', { 'lib/index.ts': '// more\n' });
    git(clone, 'push', '--quiet', 'origin', 'main');
    git(folder, 'clone', '--quiet', '--depth=1', '--no-tags', `file://${folder}/remote.git`, 'shallow');
    const shallow = join(folder, 'shallow');

    const told = release('check', shallow);
    const [, fetch = ''] = /fetch it: (.*)$/.exec(told.told) ?? [];
    execFileSync('sh', ['-c', fetch], { cwd: shallow, env: environment, stdio: 'ignore' });

    expect(told).toEqual({
      status: 0,
      told: expect.stringMatching(/^not compared with the last release: the tag 1\.2\.3 is not here; /),
    });
    expect(release('check', shallow).status).toBe(1);
  });

  test('is not judged without git, and that is said', () => {
    rmSync(join(clone, '.git'), { recursive: true });

    expect(release('check')).toEqual({
      status: 0,
      told: 'not compared with the last release: this is no git clone',
    });
  });
});
