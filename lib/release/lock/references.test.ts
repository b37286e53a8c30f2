import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
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
    "error store PROJECTA: src_branch: s3://acme-projecta/ModuleX/1.4.2/modulex-client.tar.gz is not released there (no record); publish ModuleX's SRC 1.4.2 to this store first",
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
    `error store PROJECTA: ${field}: s3://${bucket}/${key} is not what was released: its sha256 is`,
  );
});

test('a test build of a SRC that is not there yet is a warning, since a test build may come before it', async () => {
  const checked = await checkReferences(relOf({ srcBranch: 'developer', version: 'developer' }), store);

  expect(texts(checked)).toEqual([
    "warning store PROJECTA: src_branch: s3://acme-projecta/ModuleX/developer/modulex-client.tar.gz is not released there (no record); publish ModuleX's SRC developer to this store first",
  ]);
});

test('a test build is not held against its record, which may lag behind it', async () => {
  await sampleSrc('ModuleX', 'developer').publish([store], { target: { on: 'developer' } });
  projects.server.put(bucket, 'ModuleX/developer/modulex-client.tar.gz', 'a newer build');

  const checked = await checkReferences(relOf({ srcBranch: 'developer', version: 'developer' }), store);

  expect(checked.diagnostics).toEqual([]);
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
