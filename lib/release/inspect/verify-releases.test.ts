import { expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import { startProjectStores } from '../../testing/project-stores.ts';
import { sampleDist, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import { verifyReleases } from './verify-releases.ts';

test('a locked package is verified as well, though it lies in another folder', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3' }).publish([store]);
  projects.server.remove('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz');

  const { packages, diagnostics } = await verifyReleases(store, { prefix: 'ProjectA/2.1.0/' });

  expect(packages).toEqual([
    { key: 'ProjectA/2.1.0/ProjectA.tar.gz', isRight: true },
    { key: 'BaseLib/1.2.3/BaseLib.tar.gz', isRight: false },
  ]);
  expect(diagnostics.map(renderDiagnostic)).toEqual([
    expect.stringContaining('BaseLib/1.2.3/BaseLib.tar.gz is missing although its record says that it was released'),
  ]);
});

test('the record of a locked package that was lost is put back by the pipeline that is named', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  const src = sampleSrc('ModuleX', '1.4.2');
  const rel = sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2' });
  await src.publish([store]);
  await rel.publish([store]);
  await sampleDist('ProjectA', '2.1.0', { ModuleX: '2.0.0' }).publish([store]);
  projects.server.remove('acme-projecta', 'ModuleX/1.4.2/modulex-client.src.json');
  projects.server.remove('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json');

  const before = await verifyReleases(store, { prefix: 'ProjectA/' });
  await src.publish([store]);
  await rel.publish([store]);
  const after = await verifyReleases(store, { prefix: 'ProjectA/' });

  expect(before.diagnostics.map(renderDiagnostic)).toEqual(
    [
      ['ModuleX/2.0.0/ModuleX', 'ModuleX 2.0.0'],
      ['ModuleX/1.4.2/modulex-client', "ModuleX's SRC 1.4.2"],
    ].map(([name, pipeline]) =>
      expect.stringMatching(
        new RegExp(
          `^store PROJECTA: ProjectA 2\\.1\\.0 -> ModuleX 2\\.0\\.0: s3://acme-projecta/${name}\\.tar\\.gz is locked with sha256 [0-9a-f]{64}, and its record is missing; run the pipeline of ${pipeline} again: it records the package anew$`,
        ),
      ),
    ),
  );
  expect(after.diagnostics).toEqual([]);
});

test('a record of a locked package that cannot be read is not told to be missing', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3' }).publish([store]);
  projects.server.put('acme-projecta', 'BaseLib/1.2.3/BaseLib.rel.json', 'lost');

  const { diagnostics } = await verifyReleases(store, { prefix: 'ProjectA/' });

  expect(diagnostics.map(renderDiagnostic)).toEqual([
    expect.stringContaining('BaseLib/1.2.3/BaseLib.rel.json is not JSON'),
  ]);
});

test('no byte of a package is read unless it is asked for', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  const before = projects.server.calls.length;

  await verifyReleases(store);
  const shallow = reads(projects.server.calls.slice(before));
  await verifyReleases(store, { deep: true });
  const deep = reads(projects.server.calls.slice(before)).slice(shallow.length);

  expect(shallow).toEqual(['BaseLib/1.2.3/BaseLib.rel.json']);
  expect(deep).toEqual(['BaseLib/1.2.3/BaseLib.rel.json', 'BaseLib/1.2.3/BaseLib.tar.gz']);
});

function reads(calls: readonly { readonly operation: string | undefined; readonly key: string | undefined }[]) {
  return calls.filter(({ operation }) => operation === 'GetObject').map(({ key }) => key);
}
