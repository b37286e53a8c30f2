import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTrial } from './trial.ts';

const gibibyte = 1024 ** 3;
const scripts = 'deploy.sh\nupgrade.sh';

/** Root may read everything: without these rights it may read what its mode allows, like anybody. */
const asAnybody = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

async function listenAt(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
  });
}

test('everything that cannot be packed is told at once, each with what to do', async () => {
  const trial = await startTrial();
  const inClone = (path: string): string => join(trial.clone.directory, path);
  mkdirSync(inClone('bad/nested/.git'), { recursive: true });
  symlinkSync('/etc', inClone('out'));
  symlinkSync('/etc/passwd', inClone('bad/absolute'));
  symlinkSync('../../x', inClone('bad/upwards'));
  symlinkSync('nowhere', inClone('bad/dangling'));
  symlinkSync('b', inClone('bad/a'));
  symlinkSync('a', inClone('bad/b'));
  symlinkSync('.', inClone('bad/here'));
  execFileSync('mkfifo', [inClone('bad/fifo')]);
  await listenAt(inClone('bad/socket'));
  writeFileSync(inClone('bad/locked'), 'x');
  chmodSync(inClone('bad/locked'), 0);
  writeFileSync(Buffer.concat([Buffer.from(inClone('bad/')), Buffer.from([0x61, 0xff])]), '');
  writeFileSync(inClone('bad/nested/.git/config'), 'x');

  const named = [
    'nowhere',
    '/etc/passwd',
    '../x',
    'a/../../y',
    '.git/config',
    'bad/nested/.git',
    'out/passwd',
    '*.sh',
    '-rf',
  ];
  const found = await trial.refused({
    through: asAnybody,
    variables: { FILES: [scripts, 'bad', ...named, 'bad/a/x', 'y'.repeat(300)].join('\n') },
  });

  expect(found.split('\n')).toEqual([
    'WARNING: FILES: "bad/dangling" is a symlink to "nowhere", which is not in the package; pack its target as well, or it leads nowhere where the package is unpacked',
    '✖ Validation errors:',
    'FILES:',
    '- "bad/a" is a symlink to "b", which leads back to it; take it out, or let it lead to a file',
    '- "bad/absolute" is a symlink to "/etc/passwd", outside the clone dir; pack a copy of the target instead of the link',
    '- the name "bad/a\ufffd" is not UTF-8; rename the file, or it cannot be unpacked under its own name everywhere',
    '- "bad/b" is a symlink to "a", which leads back to it; take it out, or let it lead to a file',
    '- "bad/fifo" is a FIFO, which cannot be packed; take it out of the packed folders',
    '- "bad/locked" cannot be read (EACCES); the user of the step may not read it; change its mode in the build',
    '- "bad/socket" is a socket, which cannot be packed; take it out of the packed folders',
    '- "bad/upwards" is a symlink to "../../x", outside the clone dir; pack a copy of the target instead of the link',
    '- "nowhere" does not exist; was the build step run? artifacts of an earlier step expire after 14 days',
    '- "/etc/passwd" is an absolute path; write it relative to the clone dir',
    '- "../x" is outside the clone dir; only files of the clone dir can be packed',
    '- "a/../../y" is outside the clone dir; only files of the clone dir can be packed',
    '- ".git/config" belongs to git, it is never packed; take it out of the list',
    '- "bad/nested/.git" belongs to git, it is never packed; take it out of the list',
    '- "out/passwd" lies behind a symlink that leads out of the clone dir; only files of the clone dir can be packed',
    '- "*.sh" does not exist; globs are not expanded; name the files, or the folder they are in',
    '- "-rf" does not exist; was the build step run? artifacts of an earlier step expire after 14 days',
    '- "bad/a/x" cannot be read (ELOOP); symlinks in its path lead in a circle',
    `- "${'y'.repeat(80)}..." cannot be read (ENAMETOOLONG); a name has at most 255 bytes, a path 4095`,
    '✖ 19 errors; nothing was written to any store',
    '',
  ]);
});

test('a sparse file of 100 GB is refused before an hour of packing', async () => {
  const trial = await startTrial();
  writeFileSync(join(trial.clone.directory, 'etc/core'), '');
  truncateSync(join(trial.clone.directory, 'etc/core'), 100 * gibibyte);

  const found = await trial.refused();

  expect(found).toContain(
    '- has 107374182491 bytes in 5 files, a package has at most 64 GiB; the largest is "etc/core" with 107374182400 bytes; take out what is not needed; is a file sparse?\n',
  );
});

test.each<[string, string, (path: string) => void, readonly string[]]>([
  [
    'repo-info is a symlink to a file of the machine',
    'repo-info',
    (path) => symlinkSync('/etc/passwd', path),
    [
      '✖ Validation errors:',
      'FILES:',
      '- "repo-info" is a symlink to "/etc/passwd", outside the clone dir; pack a copy of the target instead of the link',
      'ERROR: repo-info: it is a symbolic link, not a file; put a text file called repo-info with rel_branch, src_branch and depend_list into the root of the repository',
    ],
  ],
  [
    'repo-info is a FIFO that nobody writes to',
    'repo-info',
    (path) => execFileSync('mkfifo', [path]),
    [
      '✖ Validation errors:',
      'FILES:',
      '- "repo-info" is a FIFO, which cannot be packed; take it out of the packed folders',
      'ERROR: repo-info: it is a pipe, socket or device, not a file; put a text file called repo-info with rel_branch, src_branch and depend_list into the root of the repository',
    ],
  ],
  [
    'deploy.sh is a FIFO that nobody writes to',
    'deploy.sh',
    (path) => execFileSync('mkfifo', [path]),
    [
      '✖ Validation errors:',
      'FILES:',
      '- "deploy.sh" is a FIFO, which cannot be packed; take it out of the packed folders',
    ],
  ],
  [
    'deploy.sh is a folder',
    'deploy.sh',
    (path) => mkdirSync(path),
    [
      '✖ Validation errors:',
      'PLACEHOLDER_FILES:',
      '- "deploy.sh" is a directory, only files are rendered; name a file',
    ],
  ],
  [
    'deploy.sh has 3 GiB',
    'deploy.sh',
    (path) => {
      writeFileSync(path, '');
      truncateSync(path, 3 * gibibyte);
    },
    [
      '✖ Validation errors:',
      'PLACEHOLDER_FILES:',
      '- "deploy.sh" has 3221225472 bytes, a placeholder file has at most 16 MiB; put the placeholders into a small script',
    ],
  ],
])('%s', async (_what, path, make, told) => {
  const trial = await startTrial({}, ['PROJECTA']);
  rmSync(join(trial.clone.directory, path));
  make(join(trial.clone.directory, path));

  const found = await trial.refused();

  expect(found.trimEnd().split('\n').slice(0, -1)).toEqual(told);
});

test('placeholders without a value are told at their places, in a program and in scripts; 16 MiB of them are one finding', async () => {
  const trial = await startTrial(
    {
      'deploy.sh': 'echo "${REL_TAG}"\ncp ${BIN_NAME} ${SRC_TAG}\n',
      'upgrade.sh': '${SRC_TAG}\n'.repeat(1_500_000),
      'etc/program': Buffer.from('\u007fELF\0\u0001${SRC_TAG}\0', 'latin1'),
    },
    ['PROJECTA'],
  );

  const found = await trial.refused({ variables: { PLACEHOLDER_FILES: `${scripts}\netc/program\netc\nabsent` } });

  const cure =
    'write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary';
  expect(found.split('\n')).toEqual([
    'WARNING: etc/program: has zero bytes, so it is no script: in UTF-16 no placeholder is found, in a program a value does not fit; save a script as UTF-8; let a script hand the values to a program',
    '✖ Validation errors:',
    'PLACEHOLDER_FILES:',
    '- "etc" is a directory, only files are rendered; name a file',
    '- "absent" is not in the package; pack it, or take it out of this list',
    `ERROR: deploy.sh:2:4: \${BIN_NAME} has no value in this build; ${cure}`,
    `ERROR: deploy.sh:2:16: \${SRC_TAG} has no value in this build; ${cure}`,
    `ERROR: upgrade.sh:1:1: \${SRC_TAG} has no value in this build (also 2:1, 3:1, 4:1, 5:1, 6:1, 7:1, 8:1, 9:1, 10:1, 11:1, ...); ${cure}`,
    `ERROR: etc/program:1:7: \${SRC_TAG} has no value in this build; ${cure}`,
    '✖ 6 errors; nothing was written to any store',
    '',
  ]);
});

test('names that Linux has are packed as they are, and come out as they are', async () => {
  const trial = await startTrial({}, ['PROJECTA']);
  const deep = Array.from({ length: 12 }, () => 'x'.repeat(250)).join('/');
  const names = [
    'new\nline "quoted" \'too\'',
    '\u00e9', // in one character
    'e\u0301', // in two
    'README',
    'readme',
    'trailing ',
    '-rf',
    'back\\slash',
    '\u{1f600}',
    'y'.repeat(255),
  ];
  trial.clone.write(Object.fromEntries([...names, `${deep}/end`].map((name) => [`files/${name}`, name])));

  const { stdout, stderr, exitCode } = await trial.run();

  expect({ stderr, exitCode, stdout }).toMatchObject({ stderr: '', exitCode: 0 });
  const stored = trial.stores.server.object('acme-projecta', 'ModuleX/2.0.0/ModuleX.tar.gz');
  const unpacked = mkdtempSync(join(tmpdir(), 'tagship-unpacked-'));
  onTestFinished(() => {
    rmSync(unpacked, { recursive: true });
  });
  execFileSync('tar', ['-xzf', '-', '-C', unpacked], { input: stored?.body() ?? '' });
  expect(readdirSync(join(unpacked, 'files')).toSorted()).toEqual([...names, 'x'.repeat(250)].toSorted());
  expect(readdirSync(join(unpacked, 'files', deep))).toEqual(['end']);
});

test('a nested repository is packed without what belongs to git', async () => {
  const trial = await startTrial({ 'files/sub/.git/config': 'x', 'files/sub/file': 'x' }, ['PROJECTA']);

  const { exitCode } = await trial.run();

  const record = trial.stores.server.object('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json')?.body().toString() ?? '';
  expect({ exitCode, file: record.includes('"files/sub/file"'), git: record.includes('.git') }).toEqual({
    exitCode: 0,
    file: true,
    git: false,
  });
});
