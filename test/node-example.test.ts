import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bitbucketVariables } from '../demo/pipe-variables.ts';
import { bundleFiles } from '../lib/bundle/bundle-files.ts';
import { readTree, signBundle } from '../lib/testing/node-world.ts';
import { type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import { filesIn } from './e2e/stored-releases.ts';
import { createTeam } from './e2e/team.ts';

/** DIST's own scripts on a node: the built program, the example world, a loopback S3 server. */

const program = join(import.meta.dirname, '../dist/tagship-node.mjs');
const bucket = 'acme-projecta';

let stores: ProjectStores;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'node example '));
  stores = await startProjectStores();
  using team = createTeam((repository) => bitbucketVariables(stores, repository));
  await team.publishWholeWorld();
  mkdirSync(join(folder, 'bin'));
  // what the bootstrap puts on a node
  writeFileSync(join(folder, 'bin/tagship-node'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
}, 240_000);
afterAll(async () => {
  await stores[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The bundle of a release of ProjectA, as a person makes one for a single machine. */
function bundle(release: string, kind: 'release' | 'rollback' = 'release'): string {
  const target = mkdtempSync(join(folder, `bundle ${release} `));
  const stored = (name: string): Buffer => {
    const object = stores.server.object(bucket, `ProjectA/${release}/${name}`);
    if (object === undefined) {
      throw new Error(`${name} is not stored`);
    }
    return object.body();
  };
  execFileSync('tar', ['-xzp', '-C', target], { input: stored('ProjectA.tar.gz') });
  const record = stored('ProjectA.dist.json');
  writeFileSync(join(target, bundleFiles.record), record);
  const { repository, repositoryUuid, commit, build, stepRun, url } = JSON.parse(record.toString()).source;
  const handoff = {
    schema: 1,
    project: 'ProjectA',
    release,
    kind,
    store: { bucket, region: 'us-east-1', endpoint: stores.server.endpoint },
    source: { repository, repositoryUuid, commit, build, stepRun, url },
    handedOff: { at: '2026-11-22T08:00:00Z', by: 'tagship 0.1.0' },
  };
  writeFileSync(join(target, bundleFiles.handoff), JSON.stringify(handoff));
  signBundle(target, filesIn(target));
  return target;
}

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { accessKeyId, secretAccessKey } = stores.account('PROJECTA');
  return await new Promise((resolve) => {
    execFile(
      command,
      args,
      {
        env: {
          PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          ...env,
        },
      },
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

describe('a node of ProjectA', () => {
  test('is installed, upgraded and taken back by the scripts of the DIST package, and tells what it is', async () => {
    const root = join(folder, 'web 1');
    const first = bundle('2.1.0');

    const installed = await run(join(first, 'install.sh'), ['--root', root]);
    const status = await run('tagship-node', ['status', '--root', root, '--json']);
    const before = readTree(join(root, 'opt'));
    const upgraded = await run(join(bundle('2.2.0'), 'upgrade.sh'), ['--root', root, '--json']);
    const verified = await run('tagship-node', ['verify', '--root', root]);
    const back = await run(join(bundle('2.1.0', 'rollback'), 'install.sh'), ['--root', root]);
    const logs = await run('tagship-node', ['logs', '--root', root]);

    expect([installed.stderr, lastLine(installed.stdout), installed.status]).toEqual([
      '',
      '✔ ProjectA 2.1.0 is installed; the node is active 2.1.0',
      0,
    ]);
    expect(JSON.parse(status.stdout)).toMatchObject({ is: 'active', version: '2.1.0', project: 'ProjectA' });
    expect(Object.keys(before)).toContain('modulex/bin/modulex-client');
    expect(JSON.parse(upgraded.stdout)).toMatchObject({
      schema: 1,
      command: 'apply',
      outcome: 'upgraded',
      exitStatus: 0,
      generation: null,
      interrupted: null,
      now: { status: 'active', version: '2.2.0' },
      orphans: [],
      reason: null,
    });
    expect(lastLine(verified.stdout)).toMatch(/^✔ ProjectA 2\.2\.0 is whole: .* and \d checks passed$/);
    expect([lastLine(back.stdout), back.status]).toEqual([
      '✔ the node was brought to ProjectA 2.1.0 and is active 2.1.0',
      0,
    ]);
    expect(logs.stdout).toContain('ModuleX: upgraded to modulex-client 1.4.2');
    const after = readTree(join(root, 'opt'));
    expect(after['modulex/bin/modulex-client']).toBe(before['modulex/bin/modulex-client']);
    expect(readFileSync(join(root, 'var/lib/tagship/ProjectA/images.yaml'), 'utf8')).toContain('status: active');
  });

  test('at a version that may not be upgraded is refused, with exit status 2', async () => {
    const root = join(folder, 'web 2');
    await run(join(bundle('2.2.0'), 'install.sh'), ['--root', root]);

    const refused = await run(join(bundle('2.1.0'), 'install.sh'), ['--root', root, '--json']);

    expect(refused.status).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      outcome: 'refused',
      reason: '2.1.0 upgrades 2.0.0, and the node is at 2.2.0',
    });
  });

  test('whose package was altered in the store runs nothing, and is installed when that is mended', async () => {
    const root = join(folder, 'web 3');
    const key = 'Nginx/1.24.0/Nginx.tar.gz';
    const object = stores.server.object(bucket, key);
    const bytes = object?.body() ?? Buffer.alloc(0);
    const altered = Buffer.from(bytes);
    altered[100] = (altered[100] ?? 0) ^ 1;
    stores.server.put(bucket, key, altered, object?.metadata);
    const first = bundle('2.1.0');

    const failed = await run(join(first, 'install.sh'), ['--root', root, '--json']);
    stores.server.put(bucket, key, bytes, object?.metadata);
    const again = await run(join(first, 'install.sh'), ['--root', root]);

    expect(failed.status).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ outcome: 'failed', scripts: [], now: { status: 'absent' } });
    expect(JSON.parse(failed.stdout).reason).toContain(key);
    expect(again.status).toBe(0);
  });

  test('whose bundle was altered runs nothing, and the file is named', async () => {
    const altered = bundle('2.1.0');
    writeFileSync(join(altered, 'vars.yml'), 'upgradable_versions: any\n');

    const { status, stdout } = await run(join(altered, 'install.sh'), ['--root', join(folder, 'web 4'), '--json']);

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', code: 'integrity' });
    expect(JSON.parse(stdout).reason).toContain('"vars.yml" is not what SHA256SUMS says');
  });

  test('whose store does not answer is as it was', async () => {
    const root = join(folder, 'web 5');
    await run(join(bundle('2.1.0'), 'install.sh'), ['--root', root]);
    const other = bundle('2.2.0');
    const handoff = JSON.parse(readFileSync(join(other, bundleFiles.handoff), 'utf8'));
    const store = { ...handoff.store, endpoint: 'http://127.0.0.1:9' };
    writeFileSync(join(other, bundleFiles.handoff), JSON.stringify({ ...handoff, store }));
    rmSync(join(other, bundleFiles.sums));
    signBundle(other, filesIn(other));

    const { status, stdout } = await run(join(other, 'upgrade.sh'), ['--root', root, '--json']);

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', now: { status: 'active', version: '2.1.0' } });
  });

  test('prints no secret, wherever it turns up', async () => {
    const { secretAccessKey } = stores.account('PROJECTA');

    const { stdout } = await run(join(bundle('2.1.0'), 'install.sh'), [
      '--root',
      join(folder, secretAccessKey),
      '--json',
    ]);

    expect(stdout).not.toContain(secretAccessKey);
    expect(stdout).toContain('****');
  });
});

test.each([
  [['apply'], /required option '--bundle <dir>'/],
  [['reset', '--to', 'active'], /choices are absent/i],
  [['status', '--project', '../x'], /A name has letters/],
  [['apply', '--bundle', 'x', '--script-deadline', '0'], /Write minutes/],
])('wrong usage ends with 1 and says what is wrong: %j', async (args, message) => {
  const { status, stderr } = await run('tagship-node', args);

  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});

test('a node without a project says so', async () => {
  const { status, stdout } = await run('tagship-node', ['status', '--root', join(folder, 'nothing')]);

  expect(status).toBe(1);
  expect(stdout).toMatch(/^✖ this node has no project in .*; name it by --project\n$/);
});
