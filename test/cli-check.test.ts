import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listFolder } from '../lib/testing/folder-listing.ts';
import { createGitRepository, type GitRepository } from '../lib/testing/git-repository.ts';
import { runPipeProcess } from '../lib/testing/pipe-process.ts';
import { startProjectStores } from '../lib/testing/project-stores.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import { version } from '../lib/version.ts';
import { runCliProcess } from './cli-process.ts';

const rel = {
  'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
  'deploy.sh': 'echo ${BUCKET_NAME}\n',
  'upgrade.sh': 'echo ${REL_TAG}\n',
};
const asRel = ['--kind', 'rel', '--name', 'ModuleX'];
const noStore = 'INFO: no store is named (STORES or BUCKET_NAME): what is in the stores was not looked at\n';

/** What a check says first: where it has looked. */
function lookedAt({ directory, git }: GitRepository): string {
  return `looked at ${directory}, commit ${git('rev-parse', 'HEAD').slice(0, 12)}`;
}

/** A clone of a REL on its branch master, tagged 2.0.0. */
function relClone(files: Readonly<Record<string, string>> = {}): GitRepository {
  const clone = createGitRepository();
  onTestFinished(() => {
    clone[Symbol.dispose]();
  });
  clone.commit({ ...rel, ...files });
  clone.git('tag', '2.0.0');
  return clone;
}

test('a right clone is told to be, without stores, and stays as it was', async () => {
  const clone = relClone();
  const before = listFolder(clone.directory);

  const result = await runCliProcess(['check', ...asRel, '--tag', '2.0.0', clone.directory]);

  expect(result).toEqual({
    stdout: `INFO: ${lookedAt(clone)}\n${noStore}✔ ModuleX 2.0.0 is checked: a pipeline would find no error here\n`,
    stderr: '',
    status: 0,
  });
  expect(listFolder(clone.directory)).toEqual(before);
});

test.each([
  ['the remote', 'git@bitbucket.org:acme/modulex.rel.git'],
  ['the address of the remote', 'https://someone:password@bitbucket.org/acme/modulex.rel'],
])('takes the kind from %s, and the build from what is checked out', async (_where, remote) => {
  const clone = relClone();
  clone.git('remote', 'add', 'origin', remote);
  clone.git('switch', '--quiet', '--detach', '2.0.0');

  const { stdout, status } = await runCliProcess(['check', '--name', 'ModuleX', '--json'], {
    workingDir: clone.directory,
  });

  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'check',
    status: 'success',
    error: null,
    subject: {
      kind: 'rel',
      name: 'ModuleX',
      folder: '2.0.0',
      ref: 'tag:2.0.0',
      commit: clone.git('rev-parse', 'HEAD'),
    },
    stores: [],
    locks: [],
    findings: [],
    notes: [lookedAt(clone), 'no store is named (STORES or BUCKET_NAME): what is in the stores was not looked at'],
  });
  expect(stdout).not.toContain('password');
  expect(status).toBe(0);
});

test('takes the kind from the name of the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-desk-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const clone = relClone();
  cpSync(clone.directory, join(folder, 'ModuleX.rel'), { recursive: true });

  const { stdout } = await runCliProcess(['check', '--name', 'ModuleX', 'ModuleX.rel'], { workingDir: folder });

  expect(stdout).toContain('✔ ModuleX is checked: a pipeline would find no error here\n');
});

test('finds what the pipe finds, all of it, in the same words', async () => {
  await using stores = await startProjectStores(['PROJECTA']);
  const clone = relClone({
    'repo-info': 'rel_branch: 2.0.1\nsrc_branch: developer\ndepend_list:\n  BaseLib: developer\n',
    'deploy.sh': 'echo ${SRC_TAG} ${BIN_NAME} ${BITBUCKET_TAG}\n',
  });
  const variables = { ...stores.variables(), REPO_NAME: 'ModuleX', FILES: 'deploy.sh\nupgrade.sh\nnowhere' };

  const pipe = await runPipeProcess({
    cloneDir: clone.directory,
    slug: 'modulex.rel',
    commit: clone.git('rev-parse', 'HEAD'),
    build: 1,
    tag: '2.0.0',
    variables: { ...variables, TAG_CHECK: 'perhaps' },
  });
  const desk = await runCliProcess(['check', '--kind', 'rel', '--tag', '2.0.0'], {
    env: { ...variables, TAG_CHECK: 'perhaps' },
    workingDir: clone.directory,
  });

  const findings = (text: string): readonly string[] => text.split('\n').filter((line) => !/^(?:INFO|✖ \d)/.test(line));
  expect(findings(desk.stdout)).toEqual(findings(pipe.stdout));
  expect(findings(desk.stdout).length).toBeGreaterThan(8);
  expect(desk.status).toBe(1);
});

test('looks into the stores that are named, and writes to none', async () => {
  await using stores = await startProjectStores();
  const [a] = stores.stores;
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(a ? [a] : []);
  const writes = stores.server.calls.length;
  const clone = relClone({
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list:\n  BaseLib: 1.2.3\n',
  });

  const { stdout, status } = await runCliProcess(['check', ...asRel, '--tag', '2.0.0', clone.directory], {
    env: stores.variables(),
  });

  expect(stdout).toBe(
    `INFO: ${lookedAt(clone)}\nERROR: repo-info:4:3 depend_list.BaseLib: store PROJECTB: BaseLib/1.2.3/BaseLib.tar.gz is not released there (no record); publish BaseLib 1.2.3 there first\n✖ 1 error; nothing was written\n`,
  );
  expect(status).toBe(1);
  const operations = stores.server.calls.slice(writes).map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(2);
  expect(operations.filter((operation) => !/^(?:Get|Head|List)/.test(operation ?? ''))).toEqual([]);
});

test('asks one store when one is chosen, whatever is wrong with the others', async () => {
  await using stores = await startProjectStores();
  const clone = relClone();

  const { stdout, status } = await runCliProcess(
    ['check', ...asRel, '--tag', '2.0.0', '--store', 'PROJECTA', '--json', clone.directory],
    { env: { ...stores.variables(), PROJECTB_BUCKET_NAME: '' } },
  );

  expect(JSON.parse(stdout)).toMatchObject({ stores: ['PROJECTA'], findings: [] });
  expect(status).toBe(0);
});

test('a tag that is on another branch is an error, a commit that is on no tag a warning', async () => {
  const clone = relClone();
  clone.git('switch', '--quiet', '--create', 'developer');
  clone.commit({ 'deploy.sh': 'echo new\n' });
  clone.git('tag', '2.1.0');

  const tag = await runCliProcess(['check', ...asRel, '--tag', '2.1.0', clone.directory]);
  const branch = await runCliProcess(['check', ...asRel, clone.directory]);
  const strict = await runCliProcess(['check', ...asRel, '--strict', clone.directory]);

  expect(tag.stdout).toContain('TAG_CHECK:\n- tag 2.1.0 is not on branch master; ');
  expect(branch.stdout).toContain(
    '✔ ModuleX developer is checked: a pipeline would find no error here, with 1 warning',
  );
  expect([tag.status, branch.status, strict.status]).toEqual([1, 0, 1]);
});

test('says that a pipeline would not have what is not committed', async () => {
  const clone = relClone();
  writeFileSync(join(clone.directory, 'deploy.sh'), 'echo changed\n');

  const { stdout, status } = await runCliProcess(['check', ...asRel, '--tag', '2.0.0', clone.directory]);

  expect(stdout).toMatch(/\nINFO: this clone has changes that are not committed; a pipeline would not have them\n/);
  expect(status).toBe(0);
});

describe("Bitbucket's own variables", () => {
  const ofStep = (clone: GitRepository) => ({
    BITBUCKET_CLONE_DIR: clone.directory,
    BITBUCKET_TAG: '2.0.0',
    BITBUCKET_COMMIT: clone.git('rev-parse', 'HEAD'),
  });

  test('of another clone are followed nowhere, and that is said', async () => {
    const [here, elsewhere] = [relClone({ 'etc/here': '' }), relClone({ 'repo-info': 'wrong' })];
    const env = ofStep(elsewhere);

    const current = await runCliProcess(['check', ...asRel], { env, workingDir: here.directory });
    const named = await runCliProcess(['check', ...asRel, here.directory], { env: { ...env, CI: 'true' } });

    for (const { stdout, status } of [current, named]) {
      expect(stdout).toBe(`INFO: ${lookedAt(here)}
INFO: passed over, because no step cloned this folder: BITBUCKET_CLONE_DIR, BITBUCKET_COMMIT, BITBUCKET_TAG
${noStore}✔ ModuleX is checked: a pipeline would find no error here
`);
      expect(status).toBe(0);
    }
  });

  test('are taken in a step of a pipeline, from any folder', async () => {
    const clone = relClone();

    const { stdout, status } = await runCliProcess(['check', ...asRel], { env: { ...ofStep(clone), CI: 'true' } });

    expect(stdout).toBe(
      `INFO: ${lookedAt(clone)}\n${noStore}✔ ModuleX 2.0.0 is checked: a pipeline would find no error here\n`,
    );
    expect(status).toBe(0);
  });
});

test('checks a folder that is no clone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-desk-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [file, content] of Object.entries({ ...rel, 'repo-info': 'rel_branch: 2.0.0\n' })) {
    writeFileSync(join(folder, file), content);
  }

  const { stdout, status } = await runCliProcess(['check', ...asRel, '--tag', '2.0.0', folder]);

  expect(stdout).toContain('ERROR: repo-info:');
  expect(stdout).toContain('INFO: there is no git commit to read');
  expect(status).toBe(1);
});

test('checks a SRC with the files that are named', async () => {
  const clone = createGitRepository();
  onTestFinished(() => {
    clone[Symbol.dispose]();
  });
  clone.commit({ 'build/client': 'x', 'README.md': 'x' });
  const args = ['--kind', 'src', '--name', 'ModuleX', '--bin-name', 'modulex-client', '--branch', 'developer'];

  const right = await runCliProcess(['check', ...args, '--file', 'build', '--file', 'README.md', clone.directory]);
  const wrong = await runCliProcess(['check', ...args, '--file', 'build', '--file', 'READ.ME', clone.directory]);

  expect(right.status).toBe(0);
  expect(wrong.stdout).toContain('READ.ME');
  expect(wrong.status).toBe(1);
});

test('a DEBUG of another program is no finding', async () => {
  const clone = relClone();

  const { status } = await runCliProcess(['check', ...asRel, '--tag', '2.0.0', clone.directory], {
    env: { DEBUG: 'express:*' },
  });

  expect(status).toBe(0);
});

test('without the variables that say what it is, names them and where to read on', async () => {
  const clone = relClone();

  const result = await runCliProcess(['check', clone.directory]);

  expect(result).toEqual({
    stdout: '',
    stderr: `✖ Validation errors:
KIND:
- required field, because the repository's name ends in none of .src, .rel, .dist; write src, rel or dist
REPO_NAME:
- required field; write the module's or project's name without suffix, e.g. ModuleX
✖ the variables are not complete; tagship check --help tells which there are
`,
    status: 1,
  });
});

test('a folder that is not there is said to be none', async () => {
  const { stderr, status } = await runCliProcess(['check', ...asRel, '/no/such/folder']);

  expect(stderr).toBe('✖ there is no folder "/no/such/folder"; give the folder of a repository\n');
  expect(status).toBe(1);
});
