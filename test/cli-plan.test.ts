import { expect, onTestFinished, test } from 'vitest';
import { type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import { type SampleRelease, sampleDist, sampleRel, sampleSrc } from '../lib/testing/sample-releases.ts';
import { type CliResult, runCliProcess } from './cli-process.ts';
import { masked } from './cli-world.ts';

const packageKey = 'BaseLib/1.2.3/BaseLib.tar.gz';
const recordKey = 'BaseLib/1.2.3/BaseLib.rel.json';

async function startStores(): Promise<ProjectStores> {
  const stores = await startProjectStores();
  onTestFinished(async () => await stores[Symbol.asyncDispose]());
  return stores;
}

async function plan(
  stores: ProjectStores,
  { repository }: SampleRelease,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return await runCliProcess(['plan', ...args], {
    env: { ...stores.variables(), ...env },
    workingDir: repository.directory,
  });
}

const asBaseLib = ['--kind', 'rel', '--name', 'BaseLib', '--tag', '1.2.3'];

/** Store, action and what is written, by the JSON. */
async function actions(...args: Parameters<typeof plan>): Promise<readonly unknown[]> {
  const { stdout } = await plan(args[0], args[1], [...args[2], '--json'], args[3]);
  const { stores }: { stores: { store: string; action: string; writes: string[] }[] } = JSON.parse(stdout);
  return stores.map(({ store, action, writes }) => [store, action, writes]);
}

test('says what would be written to a store and why, and writes nothing', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await baseLib.publish(stores.stores.slice(0, 1));
  const before = stores.server.calls.length;

  const { stdout, stderr, status } = await plan(stores, baseLib, asBaseLib);

  expect(masked(stdout)).toBe(
    `INFO: looked at ${baseLib.repository.directory}, commit xxxxxxxxxxxx
REL BaseLib 1.2.3, tag:1.2.3, commit xxxxxxxxxxxx
package  BaseLib/1.2.3/BaseLib.tar.gz
record   BaseLib/1.2.3/BaseLib.rel.json

What would be done
STORE     BUCKET              ACTION  WHY
PROJECTA  s3://acme-projecta  keep    released before from this commit, by build 1: nothing is written
PROJECTB  s3://acme-projectb  put     nothing is there yet; it gets what PROJECTA has
✔ BaseLib 1.2.3 is planned; nothing was written
`,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const operations = stores.server.calls.slice(before).map(({ operation }) => operation ?? '');
  expect(operations.filter((operation) => !/^(?:Get|Head|List)/.test(operation))).toEqual([]);
});

test('what is planned comes true', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });

  const planned = await actions(stores, baseLib, asBaseLib);
  await baseLib.publish(stores.stores);

  expect(planned).toEqual(['PROJECTA', 'PROJECTB'].map((store) => [store, 'put', [packageKey, recordKey]]));
  expect(stores.server.objects('acme-projectb').map(({ key }) => key)).toEqual([packageKey, recordKey]);
});

test('what interrupted runs left is adopted, and what is lost is put back', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await baseLib.publish(stores.stores);
  stores.server.remove('acme-projecta', recordKey);
  stores.server.remove('acme-projectb', packageKey);

  const planned = await actions(stores, baseLib, asBaseLib);

  expect(planned).toEqual([
    ['PROJECTA', 'adopt', [recordKey]],
    ['PROJECTB', 'restore', [packageKey]],
  ]);
});

test('a moved tag is refused with both commits', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await baseLib.publish(stores.stores);
  const moved = baseLib.repository.commit({ 'etc/module.conf': 'changed\n' });

  const { stdout, status } = await plan(stores, baseLib, [...asBaseLib, '--store', 'PROJECTA']);

  expect(stdout).toContain(
    `ERROR: store PROJECTA: tag 1.2.3 was released from commit ${baseLib.commit}, and this build is of commit ${moved}; `,
  );
  expect(stdout).toMatch(
    /\nPROJECTA {2}s3:\/\/acme-projecta {2}- {7}see the errors\n✖ 1 error; nothing was written\n$/,
  );
  expect(status).toBe(1);
});

test('a tag of another commit than is checked out is refused: of what is there nothing would be true', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  baseLib.repository.git('tag', '1.2.3');
  const head = baseLib.repository.commit({ 'etc/module.conf': 'changed\n' });

  const { stdout, stderr, status } = await plan(stores, baseLib, asBaseLib);

  expect({ stdout, stderr, status }).toEqual({
    stdout: '',
    stderr: `✖ tag 1.2.3 is of commit ${baseLib.commit}, and ${head} is checked out; check it out first: git switch --detach 1.2.3\n`,
    status: 1,
  });
});

test('the newest test build is replaced, whichever repository this clone is taken for', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await baseLib.publish(stores.stores, { target: { on: 'developer' }, build: { build: 41 } });
  const args = ['--kind', 'rel', '--name', 'BaseLib', '--branch', 'developer', '--store', 'PROJECTA'];
  const step = { CI: 'true', BITBUCKET_CLONE_DIR: baseLib.repository.directory };

  const own = await plan(stores, baseLib, args);
  const other = await plan(stores, baseLib, args, { ...step, BITBUCKET_REPO_UUID: '{another}' });
  const older = await plan(stores, baseLib, args, { ...step, BITBUCKET_BUILD_NUMBER: '7' });

  expect(own.stdout).toContain(`put     replaces build 41 of commit ${baseLib.commit.slice(0, 12)}\n`);
  expect(other.stdout).toContain('was published by another repository, "{baselib.rel}"');
  expect(older.stdout).toContain('stand-back  build 41 is newer: nothing is written\n');
  expect([own.status, other.status, older.status]).toEqual([0, 1, 0]);
});

test('of a branch that is published nowhere that is said', async () => {
  const stores = await startStores();
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });

  const { stdout, status } = await plan(stores, baseLib, ['--kind', 'rel', '--name', 'BaseLib']);

  expect(stdout).toMatch(/\nnothing would be published: branch master is not developer\n✔ BaseLib is planned; /);
  expect(status).toBe(0);
});

test('of a DIST the lock is shown, once for stores that install the same', async () => {
  const stores = await startStores();
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(stores.stores);
  await sampleSrc('ModuleX', '1.4.2').publish(stores.stores);
  const dependList = { BaseLib: '1.2.3' };
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2', dependList }).publish(stores.stores);
  const project = sampleDist('ProjectA', '2.1.0', { ModuleX: '2.0.0' });

  const { stdout, status } = await plan(stores, project, ['--kind', 'dist', '--name', 'ProjectA', '--tag', '2.1.0']);

  expect(masked(stdout).split('\n').slice(-5)).toEqual([
    '#  MODULE   VERSION  REL SHA256    SRC    SRC SHA256    BECAUSE',
    '1  BaseLib  1.2.3    xxxxxxxxxxxx  none                 ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3',
    '2  ModuleX  2.0.0    xxxxxxxxxxxx  1.4.2  xxxxxxxxxxxx  ProjectA 2.1.0 -> ModuleX 2.0.0',
    '✔ ProjectA 2.1.0 is planned; nothing was written',
    '',
  ]);
  expect(stdout).toContain('\nPROJECTA, PROJECTB: installs in this order\n');
  expect(status).toBe(0);
});

test('a plan without stores is no plan', async () => {
  const baseLib = sampleRel({ name: 'BaseLib', tag: '1.2.3' });

  const { stdout, stderr, status } = await runCliProcess(['plan', ...asBaseLib, baseLib.repository.directory]);

  expect(stdout).toBe('');
  expect(stderr).toBe(
    '✖ a plan needs stores; name them in STORES, or one by BUCKET_NAME; tagship plan --help tells more\n',
  );
  expect(status).toBe(1);
});
