import { expect, test } from 'vitest';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import { version } from '../lib/version.ts';
import { startCliWorld } from './cli-world.ts';

const relKey = 'ModuleX/2.0.0/ModuleX.tar.gz';

test('verifies every package of every store', async () => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['verify']);

  expect(stdout).toBe(
    `STORE     BUCKET              PACKAGES  AS RECORDED  WITHOUT RECORD
PROJECTA  s3://acme-projecta         6            6               0
PROJECTB  s3://acme-projectb         3            3               0
✔ 9 packages in 2 stores: size, ETag and metadata are what the records say (--deep reads the bytes)
`,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test("verifies a project's release with all that it installs", async () => {
  const world = await startCliWorld();

  const { stdout, status } = await world.run(['verify', 'ProjectA', '2.1.0', '--deep', '--json']);

  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'verify',
    status: 'success',
    error: null,
    deep: true,
    stores: [
      {
        store: 'PROJECTA',
        url: 's3://acme-projecta',
        isRead: true,
        packages: [
          { key: 'ProjectA/2.1.0/ProjectA.tar.gz', isRight: true },
          { key: 'BaseLib/1.2.3/BaseLib.tar.gz', isRight: true },
          { key: 'ModuleX/2.0.0/ModuleX.tar.gz', isRight: true },
          { key: 'ModuleX/1.4.2/modulex-client.tar.gz', isRight: true },
        ],
        unrecorded: [],
      },
      { store: 'PROJECTB', url: 's3://acme-projectb', isRead: true, packages: [], unrecorded: [] },
    ],
    findings: [],
    notes: [],
  });
  expect(status).toBe(0);
});

test('bytes that changed where they lie are found by --deep alone', async () => {
  const world = await startCliWorld();
  world.server.corrupt('acme-projecta', relKey, (body) => body.fill(0, 100, 101));

  const shallow = await world.run(['verify', 'ModuleX', '2.0.0', '--store', 'PROJECTA']);
  const deep = await world.run(['verify', 'ModuleX', '2.0.0', '--store', 'PROJECTA', '--deep']);

  expect(shallow.status).toBe(0);
  expect(deep.stdout).toMatch(
    /^ERROR: store PROJECTA: s3:\/\/acme-projecta\/ModuleX\/2\.0\.0\/ModuleX\.tar\.gz is not what was released: its sha256 is /,
  );
  expect(deep.stdout).toMatch(/\n✖ 1 error among 1 package in 1 store\n$/);
  expect(deep.status).toBe(1);
});

test('every finding is told, in every store', async () => {
  const world = await startCliWorld();
  world.server.remove('acme-projecta', relKey);
  world.server.put('acme-projectb', 'BaseLib/1.3.0/BaseLib.tar.gz', 'other bytes');
  world.server.put('acme-projectb', 'Kernel/0.9/Kernel.tar.gz', 'put by hand');

  const { stdout, status } = await world.run(['verify']);

  const [, ...lines] = stdout.split('\n').map((line) => line.replace(/;.*/, ''));
  expect([stdout.split('\n')[0]?.replace(/;.*/, ''), ...lines]).toEqual([
    `ERROR: store PROJECTA: s3://acme-projecta/${relKey} is missing although its record says that it was released`,
    expect.stringMatching(/^ERROR: store PROJECTB: s3:\S+1\.3\.0\S+ is not what was released: it has 11 bytes, /),
    'STORE     BUCKET              PACKAGES  AS RECORDED  WITHOUT RECORD',
    'PROJECTA  s3://acme-projecta         6            5               0',
    'PROJECTB  s3://acme-projectb         3            2               1',
    '✖ 2 errors among 9 packages in 2 stores',
    '',
  ]);
  expect(status).toBe(1);
});

test('a store that has none of it is not counted, and without a folder all folders are verified', async () => {
  const world = await startCliWorld();

  const one = await world.run(['verify', 'ProjectA', '2.1.0']);
  const all = await world.run(['verify', 'ModuleX']);

  expect(one.stdout).toBe(
    `STORE     BUCKET               PACKAGES  AS RECORDED  WITHOUT RECORD
PROJECTA  s3://acme-projecta          4            4               0
PROJECTB  s3://acme-projectb  not there            -               -
✔ 4 packages in 1 store: size, ETag and metadata are what the records say (--deep reads the bytes)
`,
  );
  expect(all.stdout).toContain(`
PROJECTA  s3://acme-projecta         2            2               0
PROJECTB  s3://acme-projectb         1            1               0
✔ 3 packages in 2 stores: `);
  expect([one.status, all.status]).toEqual([0, 0]);
});

test('a store in which nothing is released is warned of', async () => {
  const world = await startCliWorld();
  for (const { key } of world.server.objects('acme-projectb')) {
    world.server.remove('acme-projectb', key);
  }

  const { stdout, status } = await world.run(['verify', '--store', 'PROJECTB']);

  expect(stdout).toBe(
    `WARNING: store PROJECTB: nothing is released in s3://acme-projectb: there was nothing to verify; check PROJECTB_BUCKET_NAME, if something should be there
STORE     BUCKET              PACKAGES  AS RECORDED  WITHOUT RECORD
PROJECTB  s3://acme-projectb         0            0               0
✔ 0 packages in 1 store: there was nothing to verify
`,
  );
  expect(status).toBe(0);
});

test('of a store that cannot be read there are no figures', async () => {
  const world = await startCliWorld();
  world.server.deny({ bucket: 'acme-projectb', action: 's3:ListBucket' });

  const { stdout, status } = await world.run(['verify']);

  expect(stdout).toMatch(/\nPROJECTB {2}s3:\/\/acme-projectb +- +- +-\n✖ 1 error among 6 packages in 1 store\n$/);
  expect(status).toBe(1);
});

test('a lock that names other bytes than the record is an error', async () => {
  const world = await startCliWorld();
  const key = 'ProjectA/2.1.0/ProjectA.dist.json';
  const record = world.server.object('acme-projecta', key)?.body().toString() ?? '';
  const locked = world.server.object('acme-projecta', relKey)?.metadata['sha256'] ?? '';
  world.server.put('acme-projecta', key, record.replace(locked, '0'.repeat(64)));

  const { stdout, status } = await world.run(['verify', 'ProjectA', '2.1.0']);

  expect(stdout).toContain(
    `ERROR: store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0: s3://acme-projecta/${relKey} is locked with sha256 ${'0'.repeat(64)}, and its record says ${locked}; `,
  );
  expect(status).toBe(1);
});

test('a locked module whose record was lost is an error that running its pipeline again mends', async () => {
  const world = await startCliWorld();
  world.server.remove('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json');

  const { stdout, status } = await world.run(['verify', 'ProjectA', '2.1.0']);

  expect(stdout).toMatch(
    /^ERROR: .*ModuleX\.tar\.gz is locked with sha256 [0-9a-f]{64}, and its record is missing; run the pipeline of ModuleX 2\.0\.0 again: it records the package anew$/m,
  );
  expect(status).toBe(1);
});

test('a developer package that is ahead of its record is a warning: readers go by the package', async () => {
  const world = await startCliWorld();
  const [store] = world.stores;
  const target = { on: 'developer' } as const;
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.4.0' });
  await baseLib.publish(store ? [store] : [], { target });
  const record = world.server.object('acme-projecta', 'BaseLib/developer/BaseLib.rel.json')?.body() ?? '';
  baseLib.repository.commit({ 'etc/new': 'x' });
  await baseLib.publish(store ? [store] : [], { target, build: { build: 7 } });
  world.server.put('acme-projecta', 'BaseLib/developer/BaseLib.rel.json', record);

  const { stdout, status } = await world.run(['verify', 'BaseLib', 'developer']);

  expect(stdout.split('\n')[0]).toBe(
    'WARNING: store PROJECTA: s3://acme-projecta/BaseLib/developer/BaseLib.tar.gz is of build 7, and its record of build 1; a build is under way or was stopped; the next one puts it right',
  );
  expect(status).toBe(0);
});

test('a name that is nearly one is told', async () => {
  const world = await startCliWorld();

  const { stderr, status } = await world.run(['verify', 'Projecta', '2.1.0']);

  expect({ stderr, status }).toEqual({
    stderr: '✖ no store has a module or project "Projecta"; did you mean ProjectA?\n',
    status: 1,
  });
});
