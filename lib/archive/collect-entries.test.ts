import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { type CollectRequest, collectEntries } from './collect-entries.ts';
import { type Tree, temporaryFolder, writeTree } from './test-package.ts';

function collect(root: string, request: Partial<CollectRequest> = {}) {
  const { entries, diagnostics } = collectEntries({ root, paths: ['.'], variable: 'FILES', ...request });
  return {
    paths: entries.map(({ path }) => path),
    entries,
    errors: diagnostics.filter(({ severity }) => severity === 'error').map(renderDiagnostic),
    warnings: diagnostics.filter(({ severity }) => severity === 'warning').map(renderDiagnostic),
  };
}

test('a folder brings an entry for itself and everything below it, in the order of the bytes of the paths', () => {
  const root = writeTree({ 'etc/b/c': '', 'etc/b.conf': '', 'etc/é': '', 'etc/Z': '', 'etc/empty': null, other: '' });

  const { paths, errors } = collect(root, { paths: ['etc'] });

  expect(errors).toEqual([]);
  expect(paths).toEqual(['etc', 'etc/Z', 'etc/b', 'etc/b.conf', 'etc/b/c', 'etc/empty', 'etc/é']);
});

test('characters outside the basic plane are sorted by their bytes, not by their UTF-16 units', () => {
  const root = writeTree({ '\uff5e': '', '\u{1f600}': '' });

  const { paths } = collect(root);

  expect(paths).toEqual(['\uff5e', '\u{1f600}']);
});

test('a named file brings no entries for its parents', () => {
  const root = writeTree({ 'a/b/file': 'x', 'a/other': '' });

  const { paths } = collect(root, { paths: ['./a//b/file'] });

  expect(paths).toEqual(['a/b/file']);
});

test('paths that overlap are packed once', () => {
  const root = writeTree({ 'a/b/file': '', 'a/c': '' });

  const { paths, errors } = collect(root, { paths: ['a/b/file', 'a/b/', 'a', './a', 'a/../a/c'] });

  expect(errors).toEqual([]);
  expect(paths).toEqual(['a', 'a/b', 'a/b/file', 'a/c']);
});

test('.git is left out at any depth, whether folder or file', () => {
  const root = writeTree({ '.git/config': '', 'sub/.git': 'gitdir: x', 'sub/.gitignore': '', '.github/x': '' });

  const { paths } = collect(root);

  expect(paths).toEqual(['.github', '.github/x', 'sub', 'sub/.gitignore']);
});

test('a mode is 0755 for a file that anybody may execute, else 0644', () => {
  const root = writeTree({
    all: { content: '', mode: 0o777 },
    one: { content: 'ab', mode: 0o610 },
    none: { content: '', mode: 0o600 },
    setuid: { content: '', mode: 0o4644 },
  });

  const { entries } = collect(root);

  expect(entries.map((entry) => [entry.path, entry.type === 'file' && entry.mode])).toEqual([
    ['all', '0755'],
    ['none', '0644'],
    ['one', '0755'],
    ['setuid', '0644'],
  ]);
  expect(entries[2]).toMatchObject({ type: 'file', path: 'one', source: join(root, 'one'), mode: '0755', size: 2 });
});

test('a file is packed under the path it is to have', () => {
  const root = writeTree({ 'repo-info.yaml': 'x', a: '' });

  const { entries } = collect(root, { packedAs: new Map([['repo-info.yaml', 'repo-info']]) });

  expect(entries.map(({ path }) => path)).toEqual(['a', 'repo-info']);
  expect(entries[1]).toMatchObject({ source: join(root, 'repo-info.yaml') });
});

test('two files that would be packed under one path are refused', () => {
  const root = writeTree({ 'repo-info.yaml': 'x', 'repo-info': 'y' });

  const { errors } = collect(root, { packedAs: new Map([['repo-info.yaml', 'repo-info']]) });

  expect(errors).toEqual([
    'FILES: "repo-info" and "repo-info.yaml" would both be packed as "repo-info"; keep one of them',
  ]);
});

test('symlinks inside the clone dir are packed as they are', () => {
  const root = writeTree({
    'lib/so.1': '',
    'lib/so': { link: 'so.1' },
    'bin/lib': { link: '../lib' },
    all: { link: '.' },
    'deep/er/file': '',
    'via-folder': { link: 'deep/er' },
    'through-link': { link: 'bin/lib/so.1' },
  });

  const { entries, errors, warnings } = collect(root);

  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  expect(entries.filter(({ type }) => type === 'symlink')).toEqual([
    { type: 'symlink', path: 'all', target: '.' },
    { type: 'symlink', path: 'bin/lib', target: '../lib' },
    { type: 'symlink', path: 'lib/so', target: 'so.1' },
    { type: 'symlink', path: 'through-link', target: 'bin/lib/so.1' },
    { type: 'symlink', path: 'via-folder', target: 'deep/er' },
  ]);
});

test('a symlink whose target is not in the package is a warning', () => {
  const root = writeTree({ 'a/link': { link: '../b/file' }, 'a/broken': { link: 'nowhere' }, 'b/file': '' });

  const { warnings, errors } = collect(root, { paths: ['a'] });

  expect(errors).toEqual([]);
  expect(warnings.map((warning) => warning.split(';')[0])).toEqual([
    'FILES: "a/broken" is a symlink to "nowhere", which is not in the package',
    'FILES: "a/link" is a symlink to "../b/file", which is not in the package',
  ]);
});

test.each<[string, Tree, string, string]>([
  ['absolute', { link: { link: '/etc/passwd' } }, 'link', '/etc/passwd'],
  ['upwards', { 'a/link': { link: '../../x' } }, 'a/link', '../../x'],
  [
    'upwards behind another symlink',
    { 'a/b/top': { link: '../..' }, 'a/b/link': { link: 'top/../x' } },
    'a/b/link',
    'top/../x',
  ],
])('a symlink that leaves the clone dir is refused: %s', (_, tree, path, target) => {
  const root = writeTree(tree);

  const { errors } = collect(root);

  expect(errors).toEqual([
    `FILES: "${path}" is a symlink to "${target}", outside the clone dir; pack a copy of the target instead of the link`,
  ]);
});

test('a path behind a symlink that leads out of the clone dir is refused', () => {
  const outside = writeTree({ secret: 'x' });
  const root = writeTree({ out: { link: outside } });

  const { errors, paths } = collect(root, { paths: ['out/secret'] });

  expect(paths).toEqual([]);
  expect(errors).toEqual([
    'FILES: "out/secret" lies behind a symlink that leads out of the clone dir; only files of the clone dir can be packed',
  ]);
});

test('a file below a path that is packed as a symlink is refused, since it could not be unpacked', () => {
  const root = writeTree({ 'real/file': '', link: { link: 'real' } });

  const { errors } = collect(root, { paths: ['real', 'link', 'link/file'] });

  expect(errors).toEqual(['FILES: "link/file" would be packed below "link", which is a symlink; pack one of the two']);
});

test('everything that is wrong is found at once', () => {
  const root = writeTree({ '.git/config': '', file: '' });

  const { errors } = collect(root, {
    paths: ['missing', 'file/below', '*.sh', '/etc', '../x', 'a/../../x', '.git', 'x/.git/y', '', 'a\0b'],
  });

  const hint = 'was the build step run? artifacts of an earlier step expire after 14 days';
  expect(errors).toEqual([
    `FILES: "missing" does not exist; ${hint}`,
    `FILES: "file/below" does not exist; ${hint}`,
    'FILES: "*.sh" does not exist; globs are not expanded; name the files, or the folder they are in',
    'FILES: "/etc" is an absolute path; write it relative to the clone dir',
    'FILES: "../x" is outside the clone dir; only files of the clone dir can be packed',
    'FILES: "a/../../x" is outside the clone dir; only files of the clone dir can be packed',
    'FILES: ".git" belongs to git, it is never packed; take it out of the list',
    'FILES: "x/.git/y" belongs to git, it is never packed; take it out of the list',
    'FILES: "" cannot be a path; write "." for all',
    'FILES: "a\\u0000b" cannot be a path; write "." for all',
  ]);
});

test('what is neither file, folder nor symlink is refused, and so are files that are too large together', () => {
  const root = writeTree({ 'a/file': '', 'a/huge': '' });
  execFileSync('mkfifo', [join(root, 'a/pipe')]);
  truncateSync(join(root, 'a/huge'), 64 * 1024 ** 3 + 1);

  const { errors } = collect(root);

  expect(errors).toEqual([
    'FILES: "a/pipe" is a FIFO, which cannot be packed; take it out of the packed folders',
    'FILES: has 68719476737 bytes in 2 files, a package has at most 64 GiB; the largest is "a/huge" with 68719476737 bytes; take out what is not needed; is a file sparse?',
  ]);
});

test('a name or target that is not UTF-8 is refused', () => {
  const root = temporaryFolder();
  const inRoot = (name: Buffer): Buffer => Buffer.concat([Buffer.from(`${root}/`), name]);
  writeFileSync(inRoot(Buffer.from([0x61, 0xff])), '');
  mkdirSync(inRoot(Buffer.from([0xc3])));
  symlinkSync(Buffer.from([0xfe]), join(root, 'link'));

  const { errors, paths } = collect(root);

  expect(paths).toEqual([]);
  expect(errors.map((error) => error.split(';')[0])).toEqual([
    'FILES: the name "a\ufffd" is not UTF-8',
    'FILES: the target of the symlink "link" is not UTF-8',
    'FILES: the name "\ufffd" is not UTF-8',
  ]);
});

test("the clone's token is not packed through a symlink to .git", () => {
  const root = writeTree({ '.git/config': 'url = https://x-token-auth:secret@bitbucket.org', conf: { link: '.git' } });

  const { entries, errors } = collect(root, { paths: ['conf/config'] });

  expect(errors).toEqual([
    'FILES: "conf/config" lies behind a symlink into .git, which is never packed; take it out of the list',
  ]);
  expect(entries).toEqual([]);
});
