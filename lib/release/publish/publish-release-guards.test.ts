import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../archive/test-package.ts';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import type { Publication } from './publish-release.ts';

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

test('what a release puts into the folder for temporary files is removed at its end', async () => {
  const workDir = temporaryFolder();
  const during = filesDuringUpload(workDir);

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([during.store], { workDir });

  expect(publication.status).toBe('published');
  expect(during.seen()).not.toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
});

test('what a release puts into the folder for temporary files is removed after a store failed', async () => {
  const workDir = temporaryFolder();
  const refusing: Store = {
    ...store,
    head: async () => {
      throw new Error('the answer cannot be read');
    },
  };

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([refusing], { workDir });

  expect(publication.status).toBe('failed');
  expect(readdirSync(workDir)).toEqual([]);
});

test('what a release puts into the folder for temporary files is removed when the release is thrown out of', async () => {
  const workDir = temporaryFolder();
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const changing: Store = {
    ...store,
    proveWritable: async (key) => {
      await store.proveWritable(key);
      release.repository.write({ 'etc/module.conf': '# BASELIB\n' });
    },
  };

  const publishing = release.publish([changing], { workDir });

  await expect(publishing).rejects.toMatchObject({ code: 'source-changed' });
  expect(readdirSync(workDir)).toEqual([]);
  expect(projects.server.objects(bucket)).toEqual([]);
});

test('a folder for temporary files that is not there is refused with its name', async () => {
  const workDir = join(temporaryFolder(), 'missing');

  const publishing = sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store], { workDir });

  await expect(publishing).rejects.toMatchObject({
    code: 'invalid-input',
    message: `no temporary folder can be made in "${workDir}" (ENOENT)`,
  });
});

test('an error that the caller has found stops the release after the stores were asked as well', async () => {
  projects.server.put(bucket, 'BaseLib/1.2.3/BaseLib.tar.gz', 'put by hand');
  const findings = [
    { severity: 'error', at: { in: 'variable', name: 'BIN_NAME' }, message: 'it is wrong', hint: 'mend it' },
  ] as const;

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store], { findings });

  expect(publication.status).toBe('invalid');
  expect(texts(publication)).toEqual([
    'BIN_NAME: it is wrong; mend it',
    expect.stringContaining('was not put by tagship'),
  ]);
  expect(projects.server.objects(bucket)).toHaveLength(1);
});

test('an error that the caller has found stops a release with which nothing else is wrong', async () => {
  const findings = [{ severity: 'error', at: { in: 'variable', name: 'A' }, message: 'it is wrong' }] as const;

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store], { findings });

  expect(publication.status).toBe('invalid');
  expect(projects.server.objects(bucket)).toEqual([]);
});

test.each(['', 'abc1234', 'A'.repeat(40), `${'a'.repeat(40)}\n`])(
  '%j is no commit, and nothing is released of it',
  async (commit) => {
    const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store], { build: { commit } });

    expect(publication.status).toBe('invalid');
    expect(texts(publication)).toContain(
      `BITBUCKET_COMMIT: ${JSON.stringify(commit)} is not a commit; write its whole hash`,
    );
    expect(projects.server.objects(bucket)).toEqual([]);
  },
);

test('a REL with another BIN_NAME than it was released with is refused', async () => {
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  const release = sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2' });
  await release.publish([store]);
  const before = projects.server.objects(bucket).map(({ key, etag }) => `${key} ${etag}`);

  const publication = await release.publish([store], { binName: 'other-client' });

  expect(publication.status).toBe('invalid');
  expect(texts(publication)).toContain(
    'store PROJECTA: tag 2.0.0 was released with BIN_NAME "modulex-client", and this build has "other-client"; give the build the BIN_NAME of the release, or release under a new tag',
  );
  expect(projects.server.objects(bucket).map(({ key, etag }) => `${key} ${etag}`)).toEqual(before);
});

function texts({ diagnostics }: Publication): string[] {
  return diagnostics.map(renderDiagnostic);
}

/** A store that notes what lies in a folder while it is written to. */
function filesDuringUpload(folder: string): { readonly store: Store; seen(): readonly string[] } {
  let names: readonly string[] = [];
  return {
    seen: () => names,
    store: {
      ...store,
      write: async (key, body, options) => {
        names = readdirSync(folder);
        return await store.write(key, body, options);
      },
    },
  };
}

test.each([
  ['no BIN_NAME', { binName: undefined }, 'BIN_NAME: required field'],
  ['REPO_NAME as BIN_NAME', { binName: 'ModuleX' }, 'BIN_NAME: "ModuleX" is REPO_NAME as well'],
  ['a BIN_NAME that leaves the folder', { binName: '../modulex' }, 'BIN_NAME: "../modulex" cannot be used'],
  ['a REPO_NAME that leaves the folder', { name: '../ModuleX' }, 'REPO_NAME: "../ModuleX" cannot be used'],
  ['a tag that is a path', { target: { on: 'tag', tag: '1.0/2' } as const }, 'TAG: "1.0/2" cannot be a version'],
])('%s is refused, and no store is asked about a key that is made of it', async (_what, changes, told) => {
  const publication = await sampleSrc('ModuleX', '1.0.0').publish([store], changes);

  expect(publication.status).toBe('invalid');
  expect(publication.diagnostics.map(renderDiagnostic)).toContainEqual(expect.stringContaining(told));
  expect(projects.server.calls.filter(({ operation }) => operation !== 'ListObjectsV2')).toEqual([]);
});
