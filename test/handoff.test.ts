import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createGitRepository, type GitRepository } from '../lib/testing/git-repository.ts';
import { type PipeResult, runPipeProcess } from '../lib/testing/pipe-process.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';

let stores: ProjectStores;
let repository: GitRepository;
let temp: string;
const commits = new Map<string, string>();

beforeEach(async () => {
  stores = await startProjectStores();
  repository = createGitRepository();
  temp = mkdtempSync(join(tmpdir(), 'tagship-handoff-'));
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(stores.stores);
  for (const tag of ['2.0.0', '2.1.0']) {
    commits.set(tag, repository.commit(distFiles(tag)));
    repository.git('tag', tag);
  }
});

afterEach(async () => {
  repository[Symbol.dispose]();
  await stores[Symbol.asyncDispose]();
  rmSync(temp, { recursive: true, force: true });
});

function distFiles(tag: string): Record<string, string> {
  return {
    'repo-info': `rel_branch: ${tag}\nsub_repo:\n  BaseLib: 1.2.3\nupgrade_list: none\n`,
    'install.sh': 'echo ${BUCKET_NAME}\n',
    'upgrade.sh': 'echo ${BUCKET_NAME}\n',
    'images.yaml': `image:\n  version: ${tag}\nstatus: building\n`,
    'vars.yml': 'upgradable_versions: any\n',
  };
}

async function run(tag: string, build: number, variables: Readonly<Record<string, string>> = {}): Promise<PipeResult> {
  repository.git('checkout', '--quiet', tag);
  return await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'projecta.dist',
    commit: commits.get(tag) ?? '',
    build,
    tag,
    variables: { REPO_NAME: 'ProjectA', CONTROL_NODE: 'local', REMOTE_PATH: temp, ...stores.variables(), ...variables },
  });
}

function lastLine({ stdout }: PipeResult): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

function current(): string {
  return readlinkSync(join(temp, 'ProjectA/current'));
}

test('a tag goes to the stores and from there to the control node, and its pipeline run again is a rollback', async () => {
  const report = join(temp, 'report.json');
  const outputs = join(temp, 'outputs');

  expect(lastLine(await run('2.0.0', 1))).toBe(
    '✔ ProjectA 2.0.0 is released in 2 stores; it is generation 1 on the control node (release)',
  );
  expect(lastLine(await run('2.1.0', 2))).toBe(
    '✔ ProjectA 2.1.0 is released in 2 stores; it is generation 2 on the control node (release)',
  );
  const back = await run('2.0.0', 3, { REPORT_FILE: report, BITBUCKET_PIPELINES_VARIABLES_PATH: outputs });

  expect(lastLine(back)).toBe(
    '✔ ProjectA 2.0.0 was already released in 2 stores; nothing had to be written; it is generation 3 on the control node (rollback)',
  );
  expect(back.exitCode).toBe(0);
  expect(back.stdout).toContain(`INFO: control node ${temp}: generation 3, a rollback (before: 2.1.0)\n`);
  expect(current()).toBe('generations/000003');
  expect(readFileSync(join(temp, 'ProjectA/current/images.yaml'), 'utf8')).toContain('2.0.0');
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    status: 'success',
    handoff: {
      controlNode: temp,
      status: 'handed-off',
      kind: 'rollback',
      generation: 3,
      previousRelease: '2.1.0',
      error: null,
    },
  });
  expect(readFileSync(outputs, 'utf8')).toContain('TAGSHIP_GENERATION=3\nTAGSHIP_HANDOFF=rollback\n');
});

test('an older build that finishes late fails, with the way to do it on purpose', async () => {
  await run('2.1.0', 7);

  const late = await run('2.0.0', 3);

  expect(late.exitCode).toBe(1);
  expect(late.stdout).toContain(
    `ERROR: control node ${temp}: build 3 comes late: build 7 has handed over before it, and build 3 never did; if 2.0.0 is wanted all the same, start its pipeline anew, or at a desk: tagship handoff ProjectA --release 2.0.0 --late\n`,
  );
  expect(lastLine(late)).toBe('✖ ProjectA 2.0.0 is released in 2 stores; the hand-off was refused');
  expect(current()).toBe('generations/000001');
});

test('a dry run tells what it would do, before the release and after it', async () => {
  const before = await run('2.0.0', 1, { DRY_RUN: 'true' });
  await run('2.0.0', 1);
  const after = await run('2.0.0', 2, { DRY_RUN: 'true' });

  expect(before.stdout).toContain(`control node ${temp}: would be handed over once it is released\n`);
  expect(after.stdout).toContain(`control node ${temp}: would be generation 2, a release (before: 2.0.0)\n`);
  expect([before.exitCode, after.exitCode]).toStrictEqual([0, 0]);
  expect(current()).toBe('generations/000001');
});

describe('a dead store', () => {
  it('does not stop a rollback', async () => {
    await run('2.0.0', 1);
    await run('2.1.0', 2);
    stores.server.setHooks({
      before: ({ bucket }) =>
        bucket === bucketOf('PROJECTB') ? { kind: 'status', status: 403, code: 'AccessDenied' } : undefined,
    });

    const back = await run('2.0.0', 3, { STRICT: 'true' });

    expect(back.stdout).toContain('WARNING: store PROJECTB: ');
    expect(lastLine(back)).toBe(
      '✔ ProjectA 2.0.0 was already released in 1 store; nothing had to be written; it is generation 3 on the control node (rollback)',
    );
  });

  it('that dies while it is written to does not stop a rollback either', async () => {
    await run('2.0.0', 1);
    await run('2.1.0', 2);
    for (const { key } of stores.server.objects(bucketOf('PROJECTB'))) {
      if (key.startsWith('ProjectA/2.0.0/')) {
        stores.server.remove(bucketOf('PROJECTB'), key);
      }
    }
    stores.server.setHooks({
      before: ({ bucket, operation }) =>
        bucket === bucketOf('PROJECTB') && operation === 'PutObject'
          ? { kind: 'status', status: 403, code: 'AccessDenied' }
          : undefined,
    });

    const back = await run('2.0.0', 3);

    expect(back.stdout).toContain('WARNING: store PROJECTB: PutObject ');
    expect(lastLine(back)).toContain('it is generation 3 on the control node (rollback)');
    expect(back.exitCode).toBe(0);
  });

  it('stops a first release, and nothing is handed over', async () => {
    stores.server.setHooks({
      before: ({ bucket }) =>
        bucket === bucketOf('PROJECTB') ? { kind: 'status', status: 403, code: 'AccessDenied' } : undefined,
    });

    const { exitCode } = await run('2.0.0', 1);

    expect(exitCode).toBe(1);
    expect(() => current()).toThrow('ENOENT');
  });
});

test('a module that was altered in the store since is told, and nothing is handed over', async () => {
  await run('2.0.0', 1);
  stores.server.put(bucketOf('PROJECTA'), 'BaseLib/1.2.3/BaseLib.tar.gz', 'altered');

  const again = await run('2.0.0', 2);

  expect(again.exitCode).toBe(1);
  expect(again.stdout).toContain('BaseLib/1.2.3/BaseLib.tar.gz is not what was released');
  expect(current()).toBe('generations/000001');
});

test('a control node that cannot be written to fails the step, and says that the release is there', async () => {
  const { exitCode, stdout } = await run('2.0.0', 1, { REMOTE_PATH: '/proc/tagship' });

  expect(exitCode).toBe(1);
  expect(stdout).toContain('INFO: control node: /proc/tagship/ProjectA cannot be made by ');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    '✖ ProjectA 2.0.0 is released in 2 stores; the hand-off failed, run the pipeline again',
  );
});

test('a key or known hosts that are missing are told before anything is written', async () => {
  const { exitCode, stdout } = await run('2.0.0', 1, { CONTROL_NODE: 'control.invalid' });

  expect(exitCode).toBe(1);
  expect(stdout).toContain('No default SSH key configured in Pipelines.');
  expect(stores.server.objects(bucketOf('PROJECTA')).filter(({ key }) => key.startsWith('ProjectA/'))).toStrictEqual(
    [],
  );
});

test('the private key is written outside of the clone, for the connection alone, and removed', async () => {
  const bin = join(temp, 'bin');
  const storage = join(temp, 'storage');
  const seen = join(temp, 'seen');
  mkdirSync(bin);
  mkdirSync(storage);
  const look = `for file in "$(dirname "$FILE")"/*; do echo "$(basename "$0") $file"; done >>'${seen}'`;
  writeFileSync(join(bin, 'ssh-keygen'), `#!/bin/sh\nFILE=$4; ${look}\n`, { mode: 0o755 });
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nFILE=$3; ${look}; exit 1\n`, { mode: 0o755 });
  const variables = {
    CONTROL_NODE: 'control.invalid',
    SSH_KEY: Buffer.from('-----BEGIN OPENSSH PRIVATE KEY-----\nx\n').toString('base64'),
    SSH_KNOWN_HOSTS: 'control.invalid ssh-ed25519 AAAA',
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    BITBUCKET_PIPE_STORAGE_DIR: storage,
  };

  await run('2.0.0', 1, variables);

  const lines = readFileSync(seen, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/ .*\//, ' '))).toEqual([
    'ssh-keygen known_hosts',
    'ssh-keygen known_hosts',
    'ssh config',
    'ssh key',
    'ssh known_hosts',
  ]);
  expect(lines.filter((line) => line.includes(temp))).toEqual([]);
  expect(lines.filter((line) => existsSync(line.replace(/^\S+ /, '')))).toEqual([]);
});

test('a DIST with a file that the bundle needs for itself is refused before anything is written', async () => {
  repository.git('checkout', '--quiet', '-B', 'next', '2.1.0');
  commits.set('2.2.0', repository.commit({ ...distFiles('2.2.0'), 'release.json': '{}' }));
  repository.git('tag', '2.2.0');

  const { exitCode, stdout } = await run('2.2.0', 3, { TAG_CHECK: 'false' });

  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'release.json: "release.json" is the name of a file that tagship adds when the release is handed over; give it another name',
  );
});

test('a developer build is handed over, and one that stood back is not', async () => {
  repository.git('checkout', '--quiet', '-B', 'developer', '2.1.0');
  const developer = { ...distFiles('developer'), 'repo-info': distFiles('developer')['repo-info'] ?? '' };
  const commit = repository.commit(developer);
  const runDeveloper = async (build: number): Promise<PipeResult> =>
    await runPipeProcess({
      cloneDir: repository.directory,
      slug: 'projecta.dist',
      commit,
      build,
      branch: 'developer',
      variables: { REPO_NAME: 'ProjectA', CONTROL_NODE: 'local', REMOTE_PATH: temp, ...stores.variables() },
    });

  expect(lastLine(await runDeveloper(5))).toContain('it is generation 1 on the control node (release)');
  const older = await runDeveloper(4);

  expect(older.exitCode).toBe(0);
  expect(older.stdout).toContain('nothing is handed over, because a newer build is there');
  expect(current()).toBe('generations/000001');
});
