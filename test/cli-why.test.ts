import { expect, test } from 'vitest';
import { version } from '../lib/version.ts';
import { startCliWorld } from './cli-world.ts';

test('says why a module is there, in that version, and brought forward', async () => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['why', 'ProjectA', '2.1.0', 'BaseLib']);

  expect(stdout).toBe(`BaseLib 1.2.3 in ProjectA 2.1.0, PROJECTA

Why it is there
  sub_repo of ProjectA 2.1.0 names it
  ModuleX 2.0.0 depends on it
  path: ProjectA 2.1.0 -> BaseLib 1.2.3

Why in that version
  sub_repo says 1.2.3
  depend_list of ModuleX 2.0.0 says 1.2.3
  it has no SRC

Why in that place, 1 of 2
  it was brought forward by ModuleX 2.0.0 of sub_repo: ModuleX 2.0.0 -> BaseLib 1.2.3
  it is number 2 of 2 in sub_repo, which would be later
  before ModuleX 2.0.0 (number 2), which depends on it
`);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test("says that the project's own version wins over a depend_list", async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['why', 'ProjectA', '2.2.0', 'BaseLib']);

  expect(stdout).toContain("  depend_list of ModuleX 2.0.0 says 1.2.3, and the project's own version wins\n");
});

test('says which SRC a module takes, and after what it comes', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['why', 'ProjectA', '2.2.0', 'ModuleX']);

  expect(stdout).toContain('  its SRC is 1.4.2: src_branch of its REL 2.0.0 says so\n');
  expect(stdout).toContain(
    '  it is number 2 of 2 in sub_repo\n  after BaseLib 1.3.0 (number 1), which it depends on\n',
  );
});

test('gives the same as JSON', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['why', 'ProjectA', '2.1.0', 'BaseLib', '--json']);

  const rel = world.server.object('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz');
  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'why',
    status: 'success',
    error: null,
    project: 'ProjectA',
    folder: '2.1.0',
    module: 'BaseLib',
    stores: [
      {
        store: 'PROJECTA',
        name: 'BaseLib',
        version: '1.2.3',
        rel: { key: 'BaseLib/1.2.3/BaseLib.tar.gz', size: rel?.sizeBytes, sha256: rel?.metadata['sha256'] },
        src: null,
        dependsOn: [],
        args: [],
        because: 'ProjectA 2.1.0 -> BaseLib 1.2.3',
        position: 1,
        moduleCount: 2,
        subRepo: { version: '1.2.3', position: 2 },
        upgradeList: null,
        dependents: [{ name: 'ModuleX', version: '2.0.0', position: 2, asksFor: '1.2.3' }],
        dependencies: [],
        placedBy: ['ModuleX', 'BaseLib'],
      },
    ],
    findings: [],
    notes: [],
  });
});

test.each([
  [['ProjectB', '2.1.0', 'BaseLib'], 'no store has a project "ProjectB"; did you mean ProjectA?'],
  [['ModuleX', '2.0.0', 'BaseLib'], '"ModuleX" is a module and not a project; the projects are ProjectA'],
  [['ProjectA', '9.9', 'BaseLib'], 'no store has ProjectA "9.9"; there are 2.1.0, 2.2.0'],
  [['ProjectA', '2.1.0', 'baselib'], 'ProjectA 2.1.0 does not install "baselib"; did you mean BaseLib?'],
  [['ProjectA', '2.1.0', 'Nginx'], 'ProjectA 2.1.0 does not install "Nginx"; it installs BaseLib, ModuleX'],
])('names what there is where it is asked for %j', async (args, message) => {
  const world = await startCliWorld();

  const { stdout, stderr, status } = await world.run(['why', ...args]);

  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: `✖ ${message}\n`, status: 1 });
});

test('explains by the lock alone what depends on it when its record cannot be read', async () => {
  const world = await startCliWorld();
  world.server.put('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json', 'no record');

  const { stdout, stderr, status } = await world.run(['why', 'ProjectA', '2.1.0', 'BaseLib']);

  expect(stdout).toContain('  ModuleX 2.0.0 depends on it\n');
  expect(stdout).not.toContain('depend_list of');
  expect(stderr).toBe('WARNING: store PROJECTA: s3://acme-projecta/ModuleX/2.0.0/ModuleX.rel.json is not JSON\n');
  expect(status).toBe(0);
});
