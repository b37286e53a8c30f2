import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { type LoadOptions, loadRepoInfo } from './load-repo-info.ts';

const relFile = 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n';
const distFiles = {
  'repo-info': 'rel_branch: 2.0.0\nsub_repo: none\nupgrade_list: none\n',
  'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n',
  'vars.yml': 'upgradable_versions: 1.10\n',
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tagship-repo-info-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function load(files: Readonly<Record<string, string | Uint8Array>>, options: Partial<LoadOptions> = {}) {
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(directory, file), content);
  }
  const target = { on: 'tag', tag: '2.0.0' } as const;
  const loaded = await loadRepoInfo({ directory, kind: 'rel', name: 'ModuleX', target, ...options });
  return { ...loaded, told: loaded.diagnostics.map(renderDiagnostic) };
}

test.each(['repo-info', 'repo-info.yaml', 'repo-info.yml'])('%s is found', async (file) => {
  expect(await load({ [file]: relFile })).toMatchObject({ file, repoInfo: { kind: 'rel' }, told: [] });
});

test('findings name the file that was found', async () => {
  const { told } = await load({ 'repo-info.yml': relFile.replace('2.0.0', 'none') });

  expect(told).toEqual([
    'repo-info.yml:1:1 rel_branch: "none" is not a release; write a tag, e.g. 1.2.3, or developer',
  ]);
});

test('a missing file is told', async () => {
  expect((await load({})).told).toEqual([
    'repo-info: the file is missing; put a text file called repo-info with rel_branch, src_branch and depend_list into the root of the repository',
  ]);
});

test('a folder in place of the file is told', async () => {
  await mkdir(join(directory, 'repo-info'));

  expect((await load({})).told).toEqual([
    'repo-info: it is a folder, not a file; put a text file called repo-info with rel_branch, src_branch and depend_list into the root of the repository',
  ]);
});

test('two files are told, since one of them would be ignored', async () => {
  const { told, repoInfo } = await load({ 'repo-info': relFile, 'repo-info.yaml': relFile });

  expect(repoInfo).toBeUndefined();
  expect(told).toEqual(['repo-info: there is repo-info.yaml as well; keep one of them']);
});

test('a file of 10 MB is told', async () => {
  expect((await load({ 'repo-info': Buffer.alloc(10_000_000, '#') })).told).toEqual([
    'repo-info: the file has 10000000 bytes, at most 256 KiB are read; take out what does not belong there',
  ]);
});

test.each([
  'upgradable_versions: 1.10',
  'upgradable_versions: any',
  'upgradable_versions: [1.10, "2.0"]',
  'upgradable_versions: []',
  'base: &base 1.10\nother: {a: !vault x}\nupgradable_versions: *base',
])('a DIST tag with vars.yml %j is fine', async (vars) => {
  expect(await load({ ...distFiles, 'vars.yml': vars }, { kind: 'dist', name: 'ProjectA' })).toMatchObject({
    repoInfo: { kind: 'dist' },
    told: [],
  });
});

const versionsHint = 'write any, a version, e.g. 1.2.3, or a list of versions';

test.each([
  [
    'images.yaml',
    'image:\n  version: 1.9.0\nstatus: building\n',
    'images.yaml:2:3 image.version: "1.9.0" is not rel_branch of this release; write 2.0.0',
  ],
  ['images.yaml', 'image: {}\nstatus: building\n', 'images.yaml:1:1 image.version: is missing; write 2.0.0'],
  ['images.yaml', 'image:\n  version:\nstatus: building\n', 'images.yaml:2:3 image.version: is empty; write 2.0.0'],
  [
    'images.yaml',
    'image:\n  version: 2.0.0\nstatus: active\n',
    'images.yaml:3:1 status: "active" is not the state that an installation begins with; write building',
  ],
  ['images.yaml', 'image:\n  version: 2.0.0\n', 'images.yaml:1:1 status: is missing; write building'],
  ['vars.yml', 'other: 1\n', `vars.yml:1:1 upgradable_versions: is missing; ${versionsHint}`],
  ['vars.yml', '', `vars.yml:1:1 upgradable_versions: is missing; ${versionsHint}`],
  ['vars.yml', 'upgradable_versions:\n', `vars.yml:1:1 upgradable_versions: is empty; ${versionsHint}`],
  ['vars.yml', 'upgradable_versions: {a: b}\n', `vars.yml:1:1 upgradable_versions: is a map; ${versionsHint}`],
  [
    'vars.yml',
    'upgradable_versions: 1.0, 1.1\n',
    `vars.yml:1:1 upgradable_versions: "1.0, 1.1" cannot be a version; ${versionsHint}`,
  ],
  [
    'vars.yml',
    'upgradable_versions:\n  - 1.0\n  - [x]\n',
    `vars.yml:3:5 upgradable_versions[1]: is a list; ${versionsHint}`,
  ],
  ['vars.yml', 'a: 1\nupgradable_versions: "1\n', 'vars.yml:2:22: a quote that is never closed; close it on its line'],
])('a DIST tag with a wrong %s (%j) is told with its place', async (file, content, expected) => {
  const { told, repoInfo } = await load({ ...distFiles, [file]: content }, { kind: 'dist', name: 'ProjectA' });

  expect(repoInfo).toBeUndefined();
  expect(told).toEqual([expected]);
});

test('a vars.yml of 10 MB is told', async () => {
  const files = { ...distFiles, 'vars.yml': Buffer.alloc(10_000_000, '#') };

  expect((await load(files, { kind: 'dist', name: 'ProjectA' })).told).toEqual([
    'vars.yml: the file has 10000000 bytes, at most 256 KiB are read; take out what does not belong there',
  ]);
});

test('a DIST tag without images.yaml and vars.yml is told both', async () => {
  const { told } = await load({ 'repo-info': distFiles['repo-info'] }, { kind: 'dist', name: 'ProjectA' });

  expect(told).toEqual([
    'images.yaml: the file is missing; put a text file called images.yaml with image.version 2.0.0 and status building into the root of the repository',
    'vars.yml: the file is missing; put a text file called vars.yml with upgradable_versions into the root of the repository',
  ]);
});

test('a developer build of DIST needs neither images.yaml nor vars.yml', async () => {
  const content = distFiles['repo-info'].replace('2.0.0', 'developer');

  const { told } = await load(
    { 'repo-info': content },
    { kind: 'dist', name: 'ProjectA', target: { on: 'developer' } },
  );

  expect(told).toEqual([]);
});
