import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../archive/test-package.ts';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleDist, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
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

test('an error in the repo-info of a REL hides none of the packages that the right entries lack', async () => {
  const dependList = { BaseLib: 'developer', Fonts: '4.1', Clok: '1.0.0' };
  const release = sampleRel({ name: 'ModuleX', tag: '1.2.0', srcBranch: '0.9.9', dependList });

  const publication = await release.publish([store]);

  expect(publication.status).toBe('invalid');
  expect(texts(publication)).toEqual([
    'repo-info:4:3 depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3',
    "repo-info:2:1 src_branch: store PROJECTA: ModuleX/0.9.9/modulex-client.tar.gz is not released there (no record); publish ModuleX's SRC 0.9.9 there first",
    'repo-info:5:3 depend_list.Fonts: store PROJECTA: Fonts/4.1/Fonts.tar.gz is not released there (no record); publish Fonts 4.1 there first',
    'repo-info:6:3 depend_list.Clok: store PROJECTA: Clok/1.0.0/Clok.tar.gz is not released there (no record); publish Clok 1.0.0 there first',
  ]);
});

test('an error in the repo-info of a REL does not hide that BIN_NAME is missing', async () => {
  const release = sampleRel({
    name: 'ModuleX',
    tag: '1.2.0',
    srcBranch: '0.9.9',
    dependList: { BaseLib: 'developer' },
  });

  const publication = await release.publish([store], { binName: undefined });

  expect(texts(publication)).toContainEqual(expect.stringMatching(/^BIN_NAME: required field, because src_branch /));
});

test.each(['publish', 'check'] as const)(
  'what is wrong with the files of a DIST hides no module that a store lacks, and makes no lock (mode %s)',
  async (mode) => {
    await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
    const release = sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3', ModuleX: '2.0.0' });
    release.repository.commit({
      'repo-info':
        'rel_branch: 2.1.0\nsub_repo:\n  BaseLib: 1.2.3\n  ModuleX: 2.0.0\n  Nginx: 1.24.0\nupgrade_list:\n  Nginx: none\n',
      'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n',
    });
    const target = mode === 'publish' ? ({ on: 'tag', tag: '2.1.0' } as const) : ({ on: 'other' } as const);

    const publication = await release.publish([store], { target });

    expect(publication.status).toBe('invalid');
    expect(publication.locks).toEqual([]);
    expect(texts(publication)).toContainEqual(
      'repo-info:4:3 sub_repo.ModuleX: store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0: ModuleX/2.0.0/ModuleX.tar.gz is not released there (no record); publish ModuleX 2.0.0 there first, or write a version that is there',
    );
    expect(texts(publication).filter((text) => text.includes('-> Nginx'))).toEqual([]);
  },
);

test('a module whose entry is wrong is not looked for in the version that another module asks for', async () => {
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', dependList: { BaseLib: '1.2.3' } }).publish([store]);
  projects.server.remove(bucket, 'BaseLib/1.2.3/BaseLib.rel.json');

  const publication = await sampleDist('ProjectA', '2.1.0', { ModuleX: '2.0.0', BaseLib: 'developer' }).publish([
    store,
  ]);

  expect(texts(publication)).toEqual([expect.stringMatching(/sub_repo\.BaseLib: "developer" is not a release/)]);
});

test('a lock is not made of a DIST whose images.yaml is wrong', async () => {
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  const release = sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3' });
  release.repository.commit({ 'images.yaml': 'image:\n  version: 2.0.0\nstatus: building\n' });

  const publication = await release.publish([store]);

  expect(publication.status).toBe('invalid');
  expect(publication.locks).toEqual([]);
});

test('a BIN_NAME that is missing is told once, whatever it was meant for', async () => {
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  const release = sampleRel({
    name: 'ModuleX',
    tag: '2.0.0',
    srcBranch: '1.4.2',
    files: { 'deploy.sh': 'cp ${BIN_NAME} ${BIN_NAME}-${SRC_TAG}\n' },
  });
  await release.publish([store]);

  const publication = await release.publish([store], { binName: undefined });

  expect(publication.status).toBe('invalid');
  expect(texts(publication)).toEqual([
    `BIN_NAME: required field, because src_branch in repo-info is "1.4.2"; write the name of SRC's binary, or none as src_branch`,
  ]);
});

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

test('a REL that another store has recorded with other content is not recorded beside it', async () => {
  await using two = await startProjectStores(['PROJECTA', 'PROJECTB']);
  const [first, second] = [two.open('PROJECTA'), two.open('PROJECTB')];
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const withoutRecord: Store = {
    ...first,
    write: async (key, body, options) => {
      if (key.endsWith('.json')) {
        throw new TagshipError('store-unreachable', 'no answer');
      }
      return await first.write(key, body, options);
    },
  };
  await release.publish([second], { files: ['deploy.sh', 'upgrade.sh'] });
  await release.publish([withoutRecord]);

  const publication = await release.publish([first, second]);

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'failed', error: { code: 'conflict' } },
    { store: 'PROJECTB', status: 'released', written: false },
  ]);
  expect(two.server.object('acme-projecta', 'BaseLib/1.2.3/BaseLib.rel.json')).toBeUndefined();
});
