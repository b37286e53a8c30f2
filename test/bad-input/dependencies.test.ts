import { expect, test } from 'vitest';
import { bucketOf, type ProjectStores } from '../../lib/testing/project-stores.ts';
import { sampleRel } from '../../lib/testing/sample-releases.ts';
import { startTrial } from './trial.ts';

const projects = ['PROJECTA', 'PROJECTB', 'PROJECTC'];

interface Module {
  readonly name: string;
  readonly dependList?: Readonly<Record<string, string>>;
  readonly stores?: readonly string[];
}

/** Releases modules at 1.0; their dependList is written into the records afterwards, so that there may be any. */
async function releaseModules(world: ProjectStores, modules: readonly Module[]): Promise<void> {
  for (const { name, dependList = {}, stores = projects } of modules) {
    await sampleRel({ name, tag: '1.0' }).publish(stores.map((store) => world.open(store)));
    for (const bucket of stores.map(bucketOf)) {
      const key = `${name}/1.0/${name}.rel.json`;
      const record = JSON.parse(world.server.object(bucket, key)?.body().toString() ?? '');
      const depended = Object.entries(dependList).map(([module, version]) => ({ name: module, version }));
      const repoInfo = { ...record.repoInfo, dependList: depended };
      world.server.put(bucket, key, JSON.stringify({ ...record, repoInfo }));
    }
  }
}

/** What the pipe says of ProjectA 2.0.0 that installs these modules, from three stores. */
async function toldOf(
  modules: readonly Module[],
  subRepo: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const listed = Object.entries(subRepo).map(([name, version]) => `  ${name}: ${version}\n`);
  const trial = await startTrial(
    {
      'repo-info': `rel_branch: 2.0.0\nsub_repo:\n${listed.join('')}upgrade_list: none\n`,
      'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n',
      'vars.yml': 'upgradable_versions: any\n',
    },
    projects,
  );
  await releaseModules(trial.stores, modules);

  const found = await trial.refused({ slug: 'projecta.dist', variables: { REPO_NAME: 'ProjectA' } });

  return found.trimEnd().split('\n').slice(0, -1);
}

/** Said once, at the line of A. */
function inEveryStore(told: string): readonly string[] {
  return [`ERROR: repo-info:3:3 sub_repo.A: stores PROJECTA, PROJECTB, PROJECTC: ${told}`];
}

const circleHint = 'release one of them without that entry in its depend_list';

test('a module that one of three stores lacks is told for that one', async () => {
  const told = await toldOf([{ name: 'BaseLib' }, { name: 'ModuleX', stores: ['PROJECTA', 'PROJECTC'] }], {
    BaseLib: '1.0',
    ModuleX: '1.0',
  });

  expect(told).toEqual([
    'ERROR: repo-info:4:3 sub_repo.ModuleX: store PROJECTB: ProjectA 2.0.0 -> ModuleX 1.0: ModuleX/1.0/ModuleX.tar.gz is not released there (no record); publish ModuleX 1.0 there first, or write a version that is there',
  ]);
});

test('a circle through three modules is told with its way', async () => {
  const told = await toldOf(
    [
      { name: 'A', dependList: { B: '1.0' } },
      { name: 'B', dependList: { C: '1.0' } },
      { name: 'C', dependList: { A: '1.0' } },
    ],
    { A: '1.0' },
  );

  expect(told).toEqual(
    inEveryStore(
      `modules depend on each other in a circle: ProjectA 2.0.0 -> A 1.0 -> B 1.0 -> C 1.0 -> A 1.0; ${circleHint}`,
    ),
  );
});

test('a record that says that its module depends on itself is told as a circle', async () => {
  const told = await toldOf([{ name: 'A', dependList: { A: '1.0' } }], { A: '1.0' });

  expect(told).toEqual(
    inEveryStore(`modules depend on each other in a circle: ProjectA 2.0.0 -> A 1.0 -> A 1.0; ${circleHint}`),
  );
});

test('two versions of one module, and a dependency on a test build', async () => {
  const told = await toldOf(
    [
      { name: 'A', dependList: { Base: '1.0' } },
      { name: 'B', dependList: { Base: '2.0', Tool: 'developer' } },
      { name: 'Base' },
    ],
    { A: '1.0', B: '1.0' },
  );

  expect(told).toEqual([
    'ERROR: repo-info:4:3 sub_repo.B: stores PROJECTA, PROJECTB, PROJECTC: two versions of one module: ProjectA 2.0.0 -> A 1.0 -> Base 1.0 and ProjectA 2.0.0 -> B 1.0 -> Base 2.0; name the module with the version that is to win in sub_repo',
    'ERROR: repo-info:4:3 sub_repo.B: stores PROJECTA, PROJECTB, PROJECTC: ProjectA 2.0.0 -> B 1.0 -> Tool developer: Tool/developer/Tool.tar.gz is not released there (no record); publish Tool developer there first, or write a version that is there',
  ]);
});

test('a closure that a record in a store makes endless is ended', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`M${index}`, '1.0']));

  const told = await toldOf([{ name: 'A', dependList: many }], { A: '1.0' });

  expect(told).toEqual(
    inEveryStore(
      'ProjectA 2.0.0 -> A 1.0 -> M1999 1.0 is module 2001: a release installs at most 2000 with all that they depend on; put modules that belong together into one',
    ),
  );
});
