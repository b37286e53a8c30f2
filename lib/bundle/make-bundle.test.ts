import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { silentContext } from '../core/silent-context.ts';
import type { Store } from '../store/store.ts';
import { type ProjectStores, startProjectStores } from '../testing/project-stores.ts';
import { sampleDist, sampleRel, sampleSrc } from '../testing/sample-releases.ts';
import { type MadeBundle, makeBundle } from './make-bundle.ts';

const bucket = 'acme-projecta';
let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2' }).publish([store]);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

async function make(folder = '2.1.0'): Promise<MadeBundle> {
  return await makeBundle({ store, place: { bucket }, project: 'ProjectA', folder }, silentContext());
}

function told({ diagnostics }: MadeBundle): readonly string[] {
  return diagnostics.map(renderDiagnostic);
}

async function releaseDist(files: Readonly<Record<string, string>> = {}): Promise<void> {
  const dist = sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3', ModuleX: '2.0.0' });
  if (Object.keys(files).length > 0) {
    dist.repository.commit(files);
  }
  await dist.publish([store]);
}

test('a bundle has every file of the stored package with its mode, its size and its digest, and the stored record', async () => {
  await releaseDist({ 'plays/site.yml': '- hosts: all\n', 'odd\nname \\': 'x\n' });

  await using bundle = (await make()).bundle;

  expect(bundle?.files.map(({ path, mode }) => `${mode} ${path}`)).toStrictEqual([
    '0644 images.yaml',
    '0644 odd\nname \\',
    '0644 plays/site.yml',
    '0644 repo-info',
    '0644 vars.yml',
    '0755 install.sh',
    '0755 upgrade.sh',
    '0644 release.json',
  ]);
  for (const { path, source, size, sha256 } of bundle?.files ?? []) {
    const recorded = bundle?.record.files.find((file) => file.path === path);
    expect((await readFile(source)).length).toBe(size);
    expect(recorded?.sha256 ?? sha256).toBe(sha256);
  }
  const record = bundle?.files.find(({ path }) => path === 'release.json')?.source ?? '';
  expect(await readFile(record)).toStrictEqual(
    projects.server.object(bucket, 'ProjectA/2.1.0/ProjectA.dist.json')?.body(),
  );
});

test('all that is wrong with the packages that the lock names is told at once, and nothing is handed over', async () => {
  await releaseDist();
  projects.server.put(bucket, 'BaseLib/1.2.3/BaseLib.tar.gz', 'altered');
  projects.server.put(bucket, 'ModuleX/1.4.2/modulex-client.tar.gz', 'shorter');

  const made = await make();

  expect(made.bundle).toBeUndefined();
  expect(told(made)).toStrictEqual([
    expect.stringMatching(/BaseLib\/1\.2\.3\/BaseLib\.tar\.gz is not what was released: it has 7 bytes/),
    expect.stringMatching(/ModuleX\/1\.4\.2\/modulex-client\.tar\.gz is not what was released: it has 7 bytes/),
  ]);
});

describe('a package of DIST', () => {
  it('that was altered without a change of its size is refused', async () => {
    await releaseDist();
    const key = 'ProjectA/2.1.0/ProjectA.tar.gz';
    const altered = Buffer.from(projects.server.object(bucket, key)?.body() ?? '');
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    projects.server.put(bucket, key, altered);

    const made = await make();

    expect(made.bundle).toBeUndefined();
    expect(told(made)[0]).toContain('is not what was released: its sha256 is');
  });

  it('that was never released is told with what to do', async () => {
    const made = await make('9.9.9');

    expect(made.bundle).toBeUndefined();
    expect(told(made)).toStrictEqual([expect.stringContaining('ProjectA 9.9.9 is not released there')]);
  });
});

test('a test build whose module is gone is told, and floats on what is there else', async () => {
  await sampleRel({ name: 'Floating', tag: 'developer' }).publish([store], { target: { on: 'developer' } });
  const dist = sampleDist('ProjectA', 'developer', { Floating: 'developer' });
  await dist.publish([store], { target: { on: 'developer' } });
  await using right = (await make('developer')).bundle;
  expect(right?.record.folder).toBe('developer');

  projects.server.remove(bucket, 'Floating/developer/Floating.tar.gz');

  expect(told(await make('developer'))).toStrictEqual([
    expect.stringContaining('Floating/developer/Floating.tar.gz is missing, and this developer build installs it'),
  ]);
});

test('a test build that is being replaced is not handed over by halves', async () => {
  const dist = sampleDist('ProjectA', 'developer', { BaseLib: '1.2.3' });
  await dist.publish([store], { target: { on: 'developer' }, build: { build: 5 } });
  const old = projects.server.object(bucket, 'ProjectA/developer/ProjectA.dist.json')?.body() ?? '';
  dist.repository.commit({ 'vars.yml': 'upgradable_versions: any # newer\n' });
  await dist.publish([store], { target: { on: 'developer' }, build: { build: 6 } });
  projects.server.put(bucket, 'ProjectA/developer/ProjectA.dist.json', old);

  const made = await make('developer');

  expect(made.bundle).toBeUndefined();
  expect(told(made).at(-1)).toContain('is of build 6, and its record of build 5');
});

test.each([
  [2, 'ModuleX/2.0.0/ModuleX.tar.gz is not what was released'],
  [3, 'ProjectA/developer/ProjectA.dist.json was replaced while it was verified'],
])('a test build that is replaced before read %i of its record is not handed over unseen', async (due, message) => {
  const developer = { target: { on: 'developer' } } as const;
  const files = ['ProjectA/developer/ProjectA.tar.gz', 'ProjectA/developer/ProjectA.dist.json'] as const;
  const stored = (): readonly Buffer[] =>
    files.map((key) => Buffer.from(projects.server.object(bucket, key)?.body() ?? ''));
  await sampleDist('ProjectA', 'developer', { BaseLib: '1.2.3', ModuleX: '2.0.0' }).publish([store], {
    ...developer,
    build: { build: 6 },
  });
  const newer = stored();
  for (const key of files) {
    projects.server.remove(bucket, key);
  }
  await sampleDist('ProjectA', 'developer', { BaseLib: '1.2.3' }).publish([store], {
    ...developer,
    build: { build: 5 },
  });
  projects.server.put(bucket, 'ModuleX/2.0.0/ModuleX.tar.gz', 'altered');
  let reads = 0;
  projects.server.setHooks({
    before: ({ operation, key }) => {
      reads += operation === 'GetObject' && key === files[1] ? 1 : 0;
      if (reads === due) {
        for (const [index, file] of files.entries()) {
          projects.server.put(bucket, file, newer[index] ?? '');
        }
      }
      return undefined;
    },
  });

  const made = await make('developer');

  expect(made.bundle).toBeUndefined();
  expect(told(made).join('\n')).toContain(message);
});
