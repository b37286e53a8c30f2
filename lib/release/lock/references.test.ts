import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import { parseRepoInfo } from '../../repo-info/parse-repo-info.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import { type CheckedReferences, checkReferences, type Referrer } from './references.ts';

const bucket = 'acme-projecta';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a REL whose SRC is not released is told so by the name of the field', async () => {
  const checked = await checkReferences(relOf({ srcBranch: '1.4.2' }), store);

  expect(texts(checked)).toEqual([
    "error repo-info src_branch: store PROJECTA: ModuleX/1.4.2/modulex-client.tar.gz is not released there (no record); publish ModuleX's SRC 1.4.2 there first",
  ]);
});

test('a REL whose SRC and dependencies are released has no finding', async () => {
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);

  const checked = await checkReferences(relOf({ srcBranch: '1.4.2', dependList: { BaseLib: '1.2.3' } }), store);

  expect(checked).toEqual({ lock: undefined, diagnostics: [] });
});

test.each([
  ['src_branch', 'ModuleX/1.4.2/modulex-client.tar.gz'],
  ['depend_list.BaseLib', 'BaseLib/1.2.3/BaseLib.tar.gz'],
])('a released package that %s names and that was altered in the store is refused', async (field, key) => {
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  const object = projects.server.object(bucket, key);
  projects.server.put(bucket, key, Buffer.alloc(object?.sizeBytes ?? 0, 'x'), object?.metadata);

  const checked = await checkReferences(relOf({ srcBranch: '1.4.2', dependList: { BaseLib: '1.2.3' } }), store);

  expect(texts(checked)).toHaveLength(1);
  expect(texts(checked)[0]).toContain(
    `error repo-info ${field}: store PROJECTA: s3://${bucket}/${key} is not what was released: its sha256 is`,
  );
});

test('a test build of a SRC that is not there yet is a warning, since a test build may come before it', async () => {
  const checked = await checkReferences(relOf({ srcBranch: 'developer', version: 'developer' }), store);

  expect(texts(checked)).toEqual([
    "warning repo-info src_branch: store PROJECTA: ModuleX/developer/modulex-client.tar.gz is not released there (no record); publish ModuleX's SRC developer there first",
  ]);
});

test('a test build is not held against its record, which may lag behind it', async () => {
  await sampleSrc('ModuleX', 'developer').publish([store], { target: { on: 'developer' } });
  projects.server.put(bucket, 'ModuleX/developer/modulex-client.tar.gz', 'a newer build');

  const checked = await checkReferences(relOf({ srcBranch: 'developer', version: 'developer' }), store);

  expect(checked.diagnostics).toEqual([]);
});

test('a package that a DIST lacks is told at the line that names its module, in the list that decides', async () => {
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', dependList: {} }).publish([store]);
  await sampleRel({ name: 'ModuleY', tag: '1.0.0' }).publish([store]);
  projects.server.remove(bucket, 'ModuleY/1.0.0/ModuleY.tar.gz');
  const text =
    'rel_branch: 2.1.0\nsub_repo:\n  ModuleX: 2.0.0\n  ModuleY: 1.0.0\n  Nginx: 1.24.0\n  BaseLib: 1.2.3\nupgrade_list:\n  BaseLib: 1.3.0\n';
  const { repoInfo, places } = parseRepoInfo(Buffer.from(text), {
    file: 'repo-info.yml',
    kind: 'dist',
    name: 'ProjectA',
    target: { on: 'tag', tag: '2.1.0' },
  });

  const checked = await checkReferences({ name: 'ProjectA', version: '2.1.0', repoInfo, places }, store);

  expect(texts(checked)).toEqual([
    'error repo-info.yml:5:3 sub_repo.Nginx: store PROJECTA: ProjectA 2.1.0 -> Nginx 1.24.0: Nginx/1.24.0/Nginx.tar.gz is not released there (no record); publish Nginx 1.24.0 there first, or write a version that is there',
    'error repo-info.yml:8:3 upgrade_list.BaseLib: store PROJECTA: ProjectA 2.1.0 -> BaseLib 1.3.0: BaseLib/1.3.0/BaseLib.tar.gz is not released there (no record); publish BaseLib 1.3.0 there first, or write a version that is there',
    expect.stringMatching(
      /^error repo-info\.yml:4:3 sub_repo\.ModuleY: store PROJECTA: ProjectA 2\.1\.0 -> ModuleY 1\.0\.0: /,
    ),
  ]);
});

test('one missing package does not hide another', async () => {
  const checked = await checkReferences(relOf({ srcBranch: '1.4.2', dependList: { BaseLib: '1.2.3' } }), store);

  expect(texts(checked)).toHaveLength(2);
});

function relOf({
  srcBranch,
  dependList = {},
  version = '2.0.0',
}: {
  readonly srcBranch: string;
  readonly dependList?: Readonly<Record<string, string>>;
  readonly version?: string;
}): Referrer {
  const dependencies = Object.entries(dependList).map(([name, wanted]) => ({ name, version: wanted }));
  return {
    name: 'ModuleX',
    binName: 'modulex-client',
    version,
    repoInfo: { kind: 'rel', relBranch: version, srcBranch, dependList: dependencies },
  };
}

function texts({ diagnostics }: CheckedReferences): string[] {
  return diagnostics.map((diagnostic) => `${diagnostic.severity} ${renderDiagnostic(diagnostic)}`);
}
