import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolder } from '../../lib/testing/folder-listing.ts';
import {
  type ContractWorld,
  createContractWorld,
  packageKey,
  released,
  releasedBefore,
  releasedKeys,
  relFiles,
} from './contract-world.ts';

/** Part "Context" of the checklist of a native pipe, line by line, on the built program in a clean environment. */
describe.concurrent('the ref of a build', () => {
  test('may be a tag without a branch', async () => {
    await using world = await createContractWorld();

    const { last } = await world.run({}, { tag: '2.0.0' });

    expect(last).toBe(released);
    expect(world.keys('PROJECTA')).toEqual(releasedKeys);
  });

  test('may be a branch without a tag', async () => {
    await using world = await createContractWorld();
    world.repository.commit({ 'repo-info': relFiles['repo-info'].replace('2.0.0', 'developer') });

    const { last } = await world.run({}, { branch: 'developer' });

    expect(last).toBe('✔ ModuleX developer is published in 2 stores');
    expect(world.keys('PROJECTB')).toEqual(releasedKeys.map((key) => key.replace('2.0.0', 'developer')));
  });

  test('has to be given where Bitbucket gives none, as in a pipeline that is started by hand', async () => {
    await using world = await createContractWorld();
    const without = { BITBUCKET_TAG: '', BITBUCKET_BRANCH: '' };

    const { stdout, exitCode } = await world.run(without);
    const { last } = await world.run({ ...without, TAG: '2.0.0' });

    expect(stdout).toContain(
      '\nTAG:\n- neither a tag nor a branch is given (BITBUCKET_TAG and BITBUCKET_BRANCH are empty); in a manually started pipeline write TAG or BRANCH\n',
    );
    expect({ exitCode, last }).toEqual({ exitCode: 1, last: released });
  });
});

describe.concurrent('paths', () => {
  test('are those of the clone dir, wherever in the step the pipe is called', async () => {
    await using world = await createContractWorld();
    const variables = { FILES: 'deploy.sh\nupgrade.sh\netc', REPORT_FILE: 'report.json' };

    const { last } = await world.run(variables, { workingDir: join(world.repository.directory, 'etc') });

    expect(last).toBe(released);
    expect(readdirSync(world.repository.directory)).toContain('report.json');
    expect(readdirSync(join(world.repository.directory, 'etc'))).toEqual(['module.conf']);
  });

  test('are those of the folder in which the pipe is called, where Bitbucket names no clone dir', async () => {
    await using world = await createContractWorld();

    const { last } = await world.run({ BITBUCKET_CLONE_DIR: '' }, { workingDir: world.repository.directory });

    expect(last).toBe(released);
  });

  test('may be absolute for a report', async () => {
    await using world = await createContractWorld();

    await world.run({ REPORT_FILE: join(world.temp, 'report.json') });

    expect(JSON.parse(readFileSync(join(world.temp, 'report.json'), 'utf8'))).toMatchObject({ status: 'success' });
  });

  test.each([
    ['above it', '../secret', '"../secret" is outside the clone dir'],
    ['by a detour', 'etc/../../secret', '"etc/../../secret" is outside the clone dir'],
    ['absolute', '/etc/passwd', '"/etc/passwd" is an absolute path'],
    ['behind a link', 'out/secret', '"out/secret" lies behind a symlink that leads out of the clone dir'],
  ])('that leave the clone dir are refused: %s', async (_how, path, said) => {
    await using world = await createContractWorld();
    writeFileSync(join(world.temp, 'secret'), 'x');
    symlinkSync(world.temp, join(world.repository.directory, 'out'));

    const { stdout, exitCode } = await world.run({ FILES: `deploy.sh\nupgrade.sh\n${path}` });

    expect(stdout).toContain(`\nFILES:\n- ${said}; `);
    expect({ exitCode, keys: world.keys('PROJECTA') }).toEqual({ exitCode: 1, keys: [] });
  });
});

describe.concurrent('the clone', () => {
  test('needs no history and no tags', async () => {
    await using world = await createContractWorld();
    world.repository.commit({ 'etc/more.conf': 'y' });
    world.repository.git('tag', '--delete', '2.0.0');
    const shallow = join(world.temp, 'clone');
    world.repository.git('clone', '--quiet', '--depth', '1', `file://${world.repository.directory}`, shallow);

    const { last } = await world.run({}, { cloneDir: shallow });

    expect(last).toBe(released);
  });

  test.runIf(process.getuid?.() === 0)('may belong to another user', async () => {
    await using world = await createContractWorld();
    const commit = world.repository.git('rev-parse', 'HEAD');
    execFileSync('chown', ['--recursive', '12345:12345', world.repository.directory]);

    const { last } = await world.run({}, { commit });

    expect(last).toBe(released);
  });

  test('is not needed with git by a DIST that says its FILES, and only then', async () => {
    await using world = await createContractWorld();
    world.repository.commit({
      'repo-info': 'rel_branch: 2.0.0\nsub_repo: none\nupgrade_list: none\n',
      'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n',
      'vars.yml': 'upgradable_versions: any\n',
    });
    const commit = world.repository.git('rev-parse', 'HEAD');
    renameSync(join(world.repository.directory, '.git'), join(world.temp, 'git'));
    const build = { slug: 'projecta.dist', commit };
    const variables = { REPO_NAME: 'ProjectA', STORES: 'PROJECTA' };

    const without = await world.run(variables, build);
    const given = await world.run({ ...variables, FILES: 'images.yaml\nvars.yml' }, build);

    expect(without.stdout).toContain('\nFILES:\n- required field, because there is no git clone to ask; ');
    expect({ exitCode: without.exitCode, last: given.last }).toEqual({
      exitCode: 1,
      last: '✔ ProjectA 2.0.0 is released in 1 store',
    });
  });

  test('stays as it is, and temporary files go to the storage dir of the pipe', async () => {
    await using world = await createContractWorld();
    const before = listFolder(world.repository.directory);
    const seen = watchFolder(world, world.temp);

    const { last } = await world.run({ BITBUCKET_PIPE_STORAGE_DIR: world.temp, TMPDIR: '/nowhere' });

    expect(last).toBe(released);
    expect(seen).toContainEqual([expect.stringMatching(/^tagship-/)]);
    expect(readdirSync(world.temp)).toEqual([]);
    expect(listFolder(world.repository.directory)).toEqual(before);
  });

  test("stays as it is, and temporary files go to the system's folder where there is no storage dir", async () => {
    await using world = await createContractWorld();
    const before = listFolder(world.repository.directory);
    const seen = watchFolder(world, world.temp);

    const { last } = await world.run({ TMPDIR: world.temp });

    expect(last).toBe(released);
    expect(seen).toContainEqual([expect.stringMatching(/^tagship-/)]);
    expect(readdirSync(world.temp)).toEqual([]);
    expect(listFolder(world.repository.directory)).toEqual(before);
  });

  test('may lack what an earlier step made: that is told with the days after which artifacts expire', async () => {
    await using world = await createContractWorld();

    const { stdout, exitCode } = await world.run(
      { BIN_NAME: 'modulex-client', FILES: 'build' },
      { slug: 'modulex.src' },
    );

    expect(stdout).toContain(
      '\nFILES:\n- "build" does not exist; was the build step run? artifacts of an earlier step expire after 14 days\n',
    );
    expect({ exitCode, keys: world.keys('PROJECTA') }).toEqual({ exitCode: 1, keys: [] });
  });
});

describe.concurrent('what Bitbucket says of a run', () => {
  test('may have UUIDs in braces, and they are kept as they are', async () => {
    await using world = await createContractWorld();
    const uuid = '{9c3d3b7e-5f0a-4c1e-8f35-6e1d8c1a0001}';

    const { last } = await world.run({ BITBUCKET_REPO_UUID: uuid, BITBUCKET_STEP_UUID: uuid });

    expect(last).toBe(released);
    expect(recordIn(world)).toMatchObject({ source: { repositoryUuid: uuid } });
  });

  test('is no name of a module: the slug is in lower case, and REPO_NAME is required', async () => {
    await using world = await createContractWorld();

    const without = await world.run({ REPO_NAME: '' }, { slug: 'modulex.rel' });
    await world.run({ REPO_NAME: 'ModuleX' }, { slug: 'modulex.rel' });

    expect(without.stdout).toContain('\nREPO_NAME:\n- required field; ');
    expect(world.keys('PROJECTA')).toEqual(releasedKeys);
  });

  test('tells a second run of a step, which uploads nothing and ends well', async () => {
    await using world = await createContractWorld();
    await world.run();
    const before = world.writes().length;

    const { last, exitCode } = await world.run({ BITBUCKET_STEP_RUN_NUMBER: '2' });

    expect({ last, exitCode, written: world.writes().length - before }).toEqual({
      last: releasedBefore,
      exitCode: 0,
      written: 0,
    });
  });

  test('tells a second run of a step, which completes what the first has left', async () => {
    await using world = await createContractWorld();
    world.stores.server.setHooks({
      before: ({ key = '', bucket, operation }) =>
        operation === 'PutObject' && bucket === 'acme-projectb' && key.endsWith('.json')
          ? { kind: 'status', status: 403, code: 'AccessDenied' }
          : undefined,
    });
    const first = await world.run();
    world.stores.server.setHooks({});

    const second = await world.run({ BITBUCKET_STEP_RUN_NUMBER: '2' });

    expect({ first: first.exitCode, second: second.exitCode }).toEqual({ first: 1, second: 0 });
    expect(second.last).toBe('✔ ModuleX 2.0.0 is released in 1 store (1 had it already)');
    expect(recordIn(world, 'PROJECTB')).toMatchObject({ source: { build: 41, stepRun: 2 } });
  });
});

describe.concurrent('output variables', () => {
  test('are appended to the file that Bitbucket names, a line for each, and the log says so', async () => {
    await using world = await createContractWorld();
    const file = join(world.temp, 'variables');
    writeFileSync(file, 'OWN=1\n');

    const { lines } = await world.run({ BITBUCKET_PIPELINES_VARIABLES_PATH: file });

    const digests = ['acme-projecta', 'acme-projectb'].map(
      (bucket) => world.stores.server.object(bucket, packageKey)?.metadata['sha256'],
    );
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      'OWN=1',
      'TAGSHIP_STATUS=published',
      'TAGSHIP_FOLDER=2.0.0',
      `TAGSHIP_URL_PROJECTA=s3://acme-projecta/${packageKey}`,
      `TAGSHIP_SHA256_PROJECTA=${digests[0]}`,
      `TAGSHIP_URL_PROJECTB=s3://acme-projectb/${packageKey}`,
      `TAGSHIP_SHA256_PROJECTB=${digests[1]}`,
      '',
    ]);
    expect(lines.at(-2)).toBe(
      'INFO: output variables: TAGSHIP_STATUS, TAGSHIP_FOLDER, TAGSHIP_URL_PROJECTA, TAGSHIP_SHA256_PROJECTA, TAGSHIP_URL_PROJECTB, TAGSHIP_SHA256_PROJECTB; a later step gets those that output-variables of this step names',
    );
  });

  test('are nothing to speak of where Bitbucket names no file', async () => {
    await using world = await createContractWorld();

    const { stdout, last } = await world.run({ BITBUCKET_PIPELINES_VARIABLES_PATH: '' });

    expect(last).toBe(released);
    expect(stdout).not.toMatch(/output.variables/i);
  });

  test('tell of a run that has failed that it has', async () => {
    await using world = await createContractWorld();
    const file = join(world.temp, 'variables');

    await world.run({ BITBUCKET_PIPELINES_VARIABLES_PATH: file, STRICT: 'perhaps' });

    expect(readFileSync(file, 'utf8')).toBe('TAGSHIP_STATUS=failed\nTAGSHIP_FOLDER=2.0.0\n');
  });

  test.each<[string, (path: string) => void]>([
    ['is a link', (path) => symlinkSync(`${path}-elsewhere`, path)],
    ['is a named pipe', (path) => execFileSync('mkfifo', [path])],
    ['is a folder', (path) => mkdirSync(path)],
  ])('that cannot be written fail no run: the file %s', async (_what, make) => {
    await using world = await createContractWorld();
    const file = join(world.temp, 'variables');
    make(file);

    const { lines, last, exitCode } = await world.run({ BITBUCKET_PIPELINES_VARIABLES_PATH: file });

    expect(lines.at(-2)).toMatch(/^WARNING: the output variables could not be written: /);
    expect({ last, exitCode }).toEqual({ last: released, exitCode: 0 });
    expect(readdirSync(world.temp)).toEqual(['variables']);
  });

  test('that have no room beside those of the step are left out, and the log says so', async () => {
    await using world = await createContractWorld();
    const file = join(world.temp, 'variables');
    writeFileSync(file, 'A=1\n'.repeat(47));

    const { lines, last } = await world.run({ BITBUCKET_PIPELINES_VARIABLES_PATH: file });

    expect(readFileSync(file, 'utf8').split('\n').slice(47)).toEqual([
      'TAGSHIP_STATUS=published',
      'TAGSHIP_FOLDER=2.0.0',
      `TAGSHIP_URL_PROJECTA=s3://acme-projecta/${packageKey}`,
      '',
    ]);
    expect(lines.at(-2)).toBe('WARNING: 3 more have no room beside what the step has (50 variables, 100 KB)');
    expect(last).toBe(released);
  });
});

describe.concurrent('in after-script', () => {
  test('a build whose script has failed is not published', async () => {
    await using world = await createContractWorld();

    const { stdout, last, exitCode } = await world.run({ BITBUCKET_EXIT_CODE: '1' });

    expect(stdout).toContain('\nBITBUCKET_EXIT_CODE:\n- the script of this step has failed (exit code "1"), ');
    expect({ last, exitCode, keys: world.keys('PROJECTA') }).toEqual({
      last: '✖ 1 error; nothing was written to any store',
      exitCode: 1,
      keys: [],
    });
  });

  test('any other is published, with a warning that a failure here does not fail the step', async () => {
    await using world = await createContractWorld();

    const { stdout, last } = await world.run({ BITBUCKET_EXIT_CODE: '0' });

    expect(stdout).toContain('WARNING: BITBUCKET_EXIT_CODE: the pipe runs in after-script, ');
    expect(last).toBe(released);
  });
});

/** What is in a folder at each call to a store, while the pipe runs. */
function watchFolder({ stores }: ContractWorld, folder: string): readonly (readonly string[])[] {
  const seen: (readonly string[])[] = [];
  stores.server.setHooks({
    before: () => {
      seen.push(readdirSync(folder));
    },
  });
  return seen;
}

function recordIn({ stores }: ContractWorld, project = 'PROJECTA'): unknown {
  const object = stores.server.object(`acme-${project.toLowerCase()}`, 'ModuleX/2.0.0/ModuleX.rel.json');
  return JSON.parse(object?.body().toString() ?? '');
}
