import { expect, test } from 'vitest';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import { version } from '../lib/version.ts';
import { masked, startCliWorld } from './cli-world.ts';

test('lists every release once, with the stores that have it, and marks what a store lacks', async () => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['list']);

  expect(masked(stdout)).toBe(
    `MODULE    FOLDER  KIND  COMMIT        BUILD  PUBLISHED (UTC)           SIZE  STORES             DIFFERENCE
BaseLib   1.2.3   rel   xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA PROJECTB
BaseLib   1.3.0   rel   xxxxxxxxxxxx      2  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA PROJECTB
ModuleX   1.4.2   src   xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA PROJECTB
ModuleX   2.0.0   rel   xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA           not in PROJECTB
ProjectA  2.1.0   dist  xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA
ProjectA  2.2.0   dist  xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTA
`,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('lists one module of one store', async () => {
  const world = await startCliWorld();

  const { stdout, status } = await world.run(['list', 'ModuleX', '--store', 'PROJECTB']);

  expect(masked(stdout)).toBe(
    `MODULE   FOLDER  KIND  COMMIT        BUILD  PUBLISHED (UTC)           SIZE  STORES
ModuleX  1.4.2   src   xxxxxxxxxxxx      1  YYYY-MM-DD hh:mm:ss  NNN bytes  PROJECTB
`,
  );
  expect(status).toBe(0);
});

test('puts versions in their order, developer last, and stores that differ below each other', async () => {
  const world = await startCliWorld();
  const [a, b] = world.stores;
  await sampleRel({ name: 'BaseLib', tag: '1.10.0', files: { 'etc/x': 'A' } }).publish(a ? [a] : []);
  await sampleRel({ name: 'BaseLib', tag: '1.10.0', files: { 'etc/x': 'B' } }).publish(b ? [b] : []);
  await sampleRel({ name: 'BaseLib', tag: '1.4.0' }).publish(world.stores, { target: { on: 'developer' } });

  const { stdout } = await world.run(['list', 'BaseLib']);

  const rows = stdout.split('\n').map((line) => [line.split(/ +/)[1], line.slice(line.indexOf('PROJECT'))]);
  expect(rows.slice(1, -1)).toEqual([
    ['1.2.3', 'PROJECTA PROJECTB'],
    ['1.3.0', 'PROJECTA PROJECTB'],
    ['1.10.0', 'PROJECTA           commits differ'],
    ['1.10.0', 'PROJECTB           commits differ'],
    ['developer', 'PROJECTA PROJECTB'],
  ]);
});

test('tells of packages without a record, and says so of an empty store', async () => {
  const world = await startCliWorld();
  world.server.remove('acme-projectb', 'ModuleX/1.4.2/modulex-client.src.json');

  const { stdout } = await world.run(['list', 'ModuleX', '--store', 'PROJECTB']);
  const empty = await world.run(['list', '--json'], { STORES: 'PROJECTB' });

  expect(stdout).toBe(`nothing is released

Not released: packages without a record
STORE     PACKAGE
PROJECTB  ModuleX/1.4.2/modulex-client.tar.gz
`);
  expect(JSON.parse(empty.stdout)).toMatchObject({
    unrecorded: [{ store: 'PROJECTB', key: 'ModuleX/1.4.2/modulex-client.tar.gz' }],
  });
});

test('gives the same as JSON', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['list', 'ModuleX', '--json']);

  const rel = world.server.object('acme-projecta', 'ModuleX/2.0.0/ModuleX.tar.gz');
  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'list',
    status: 'success',
    error: null,
    stores: [
      { store: 'PROJECTA', url: 's3://acme-projecta', isRead: true },
      { store: 'PROJECTB', url: 's3://acme-projectb', isRead: true },
    ],
    releases: [
      expect.objectContaining({ module: 'ModuleX', folder: '1.4.2', kind: 'src', difference: null, missingIn: [] }),
      {
        module: 'ModuleX',
        folder: '2.0.0',
        kind: 'rel',
        difference: null,
        missingIn: ['PROJECTB'],
        variants: [
          {
            stores: ['PROJECTA'],
            packageKey: 'ModuleX/2.0.0/ModuleX.tar.gz',
            size: rel?.sizeBytes,
            sha256: rel?.metadata['sha256'],
            contentSha256: rel?.metadata['content-sha256'],
            commit: rel?.metadata['commit'],
            build: 1,
            publishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          },
        ],
      },
    ],
    unrecorded: [],
    findings: [],
    notes: [],
  });
});

test.each([
  ['nearly a name', 'ModulX', '; did you mean ModuleX?'],
  ['no name at all', 'Kernel', '; the stores have BaseLib, ModuleX, ProjectA'],
])('names what there is where %s is asked for', async (_case, name, rest) => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['list', name]);

  expect({ stdout, stderr, status }).toEqual({
    stdout: '',
    stderr: `✖ no store has a module or project "${name}"${rest}\n`,
    status: 1,
  });
});

test('where nothing is released at all that is said', async () => {
  const world = await startCliWorld();
  for (const { key } of world.server.objects('acme-projectb')) {
    if (!key.startsWith('BaseLib/')) {
      world.server.remove('acme-projectb', key);
    }
  }
  const modules = await world.run(['why', 'ProjectA', '2.1.0', 'BaseLib', '--store', 'PROJECTB']);
  for (const { key } of world.server.objects('acme-projectb')) {
    world.server.remove('acme-projectb', key);
  }

  const nothing = await world.run(['list', 'Kernel', '--store', 'PROJECTB']);
  const noProject = await world.run(['why', 'ProjectA', '2.1.0', 'BaseLib', '--store', 'PROJECTB']);

  expect([nothing.stderr, noProject.stderr, modules.stderr]).toEqual([
    '✖ no store has a module or project "Kernel"; nothing is released yet\n',
    '✖ no store has a project "ProjectA"; nothing is released yet\n',
    '✖ no store has a project "ProjectA"; no project is released yet\n',
  ]);
});

test('a store that refuses does not hide the others, and ends with status 1', async () => {
  const world = await startCliWorld();
  world.server.deny({ bucket: 'acme-projecta', action: 's3:ListBucket' });

  const { stdout, stderr, status } = await world.run(['list', 'ModuleX']);
  const json = await world.run(['list', 'ModuleX', '--json']);

  expect(stdout.split('\n').at(1)).toMatch(/^ModuleX {2}1\.4\.2 .* PROJECTB$/);
  expect(stdout.split('\n').slice(2)).toEqual(['store PROJECTA could not be read: what it has is not shown', '']);
  expect(stderr).toMatch(
    /^ERROR: store PROJECTA: ListObjectsV2 s3:\/\/acme-projecta was refused \(403 AccessDenied\); /,
  );
  expect(status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    status: 'failure',
    findings: [{ severity: 'error', at: { in: 'store', store: 'PROJECTA' } }],
  });
});

test('where no store can be read nothing is said of what is released', async () => {
  const world = await startCliWorld();
  world.server.deny({ action: 's3:ListBucket' });

  const { stdout, stderr, status } = await world.run(['list']);
  const json = await world.run(['list', '--json']);

  expect(stdout).toBe('');
  expect(stderr).toMatch(/^(?:ERROR: .*\n)+✖ no store could be read\n$/);
  expect(status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    status: 'failure',
    error: 'no store could be read',
    stores: [{ isRead: false }, { isRead: false }],
  });
});

test('a module that no store has but one that cannot be read is not said to be nowhere', async () => {
  const world = await startCliWorld();
  world.server.deny({ bucket: 'acme-projecta', action: 's3:ListBucket' });

  const { stdout, status } = await world.run(['list', 'ProjectA']);

  expect(stdout).toBe(
    'nothing is released in any other store\nstore PROJECTA could not be read: what it has is not shown\n',
  );
  expect(status).toBe(1);
});

test('a record that is none is an error, and the rest is listed', async () => {
  const world = await startCliWorld();
  world.server.put('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json', '{"schema": 1}');

  const { stdout, stderr, status } = await world.run(['list', 'ModuleX', '--store', 'PROJECTA']);

  expect(stdout.split('\n')).toHaveLength(3);
  expect(stderr).toMatch(
    /^ERROR: store PROJECTA: s3:\/\/acme-projecta\/ModuleX\/2\.0\.0\/ModuleX\.rel\.json is not a release record/,
  );
  expect(status).toBe(1);
});
