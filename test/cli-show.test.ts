import { expect, test } from 'vitest';
import { sampleDist } from '../lib/testing/sample-releases.ts';
import { version } from '../lib/version.ts';
import { masked, startCliWorld } from './cli-world.ts';

test('shows all that the record of a REL says', async () => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['show', 'ModuleX', '2.0.0']);

  expect(masked(stdout)).toBe(
    `REL ModuleX 2.0.0, PROJECTA
commit          cccccccccccccccccccccccccccccccccccccccc (tag:2.0.0)
repository      acme/modulex.rel {modulex.rel}
build           1, step run 1
published       YYYY-MM-DD hh:mm:ss UTC by tagship ${version}
binary          modulex-client
src_branch      1.4.2
depend_list     BaseLib 1.2.3
content sha256  ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff

Packages
STORE     PACKAGE                                               SIZE  SHA256
PROJECTA  s3://acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz  NNN bytes  ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff

Files
PATH             MODE      SIZE  SHA256        RENDERED
etc/module.conf  0644  10 bytes  xxxxxxxxxxxx
repo-info        0644  66 bytes  xxxxxxxxxxxx
deploy.sh        0755  38 bytes  xxxxxxxxxxxx  BUCKET_NAME 1x, REPO_NAME 1x, REL_TAG 1x
upgrade.sh       0755  19 bytes  xxxxxxxxxxxx  BUCKET_NAME 1x
`,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('shows what stores have alike once, with the package of each', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['show', 'BaseLib', '1.2.3']);

  expect(stdout.match(/^REL .*/gm)).toEqual(['REL BaseLib 1.2.3, PROJECTA, PROJECTB']);
  expect(stdout.match(/s3:\/\/\S+/g)).toEqual([
    's3://acme-projecta/BaseLib/1.2.3/BaseLib.tar.gz',
    's3://acme-projectb/BaseLib/1.2.3/BaseLib.tar.gz',
  ]);
  expect(stdout).toContain('\nFiles, as in PROJECTA\n');
});

test('shows the lock of a DIST in the order of installation, arguments included', async () => {
  const world = await startCliWorld();
  const [store] = world.stores;
  await sampleDist('ProjectA', '2.3.0', {
    ModuleX: "{version: 2.0.0, args: ['--cluster', 'eu']}",
    BaseLib: '1.2.3',
  }).publish(store ? [store] : []);

  const { stdout } = await world.run(['show', 'ProjectA', '2.3.0']);

  expect(masked(stdout).slice(masked(stdout).indexOf('Installs'))).toBe(
    `Installs in this order
#  MODULE   VERSION  REL SHA256    SRC    SRC SHA256    ARGS          BECAUSE
1  BaseLib  1.2.3    xxxxxxxxxxxx  none                               ProjectA 2.3.0 -> BaseLib 1.2.3
2  ModuleX  2.0.0    xxxxxxxxxxxx  1.4.2  xxxxxxxxxxxx  --cluster eu  ProjectA 2.3.0 -> ModuleX 2.0.0
`,
  );
});

test('gives the records themselves as JSON', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['show', 'ProjectA', '2.1.0', '--json']);

  const record = world.server.object('acme-projecta', 'ProjectA/2.1.0/ProjectA.dist.json')?.body().toString() ?? '';
  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'show',
    status: 'success',
    error: null,
    module: 'ProjectA',
    folder: '2.1.0',
    stores: [
      { store: 'PROJECTA', url: 's3://acme-projecta', records: [JSON.parse(record)], unrecorded: [] },
      { store: 'PROJECTB', url: 's3://acme-projectb', records: [], unrecorded: [] },
    ],
    findings: [],
    notes: [],
  });
});

test('says of a package without a record that it is not released', async () => {
  const world = await startCliWorld();
  world.server.remove('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json');

  const { stdout, status } = await world.run(['show', 'ModuleX', '2.0.0']);

  expect(stdout).toBe('s3://acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz has no record: it is not released\n');
  expect(status).toBe(0);
});

test.each([
  [
    'a module that is not there',
    ['ModuleZ', '2.0.0'],
    'no store has a module or project "ModuleZ"; did you mean ModuleX?',
  ],
  ['a folder that is not there', ['ModuleX', '9.9'], 'no store has ModuleX "9.9"; there are 1.4.2, 2.0.0'],
])('names what there is where it is asked for %s', async (_case, args, message) => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['show', ...args]);

  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: `✖ ${message}\n`, status: 1 });
});

test('control characters in a record reach no terminal', async () => {
  const world = await startCliWorld();
  const key = 'ModuleX/2.0.0/ModuleX.rel.json';
  const record: unknown = JSON.parse(world.server.object('acme-projecta', key)?.body().toString() ?? '');
  const forged = JSON.stringify(record).replace('"acme/modulex.rel"', '"acme/\\u001b[2J\\u0007\\u202e"');
  world.server.put('acme-projecta', key, forged);

  const { stdout } = await world.run(['show', 'ModuleX', '2.0.0']);

  expect(stdout).toContain('acme/\\u001b[2J\\u0007\\u202e');
});
