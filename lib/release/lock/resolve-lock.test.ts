import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleDist, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import { type ResolvedLock, resolveLock } from './resolve-lock.ts';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a lock is closed: what depend_list asks for is in it, before what needs it', async () => {
  await publishRel('Kernel', '0.9');
  await publishRel('BaseLib', '1.2.3', { Kernel: '0.9' });
  await publishRel('ModuleX', '2.0.0', { BaseLib: '1.2.3' });

  const resolved = await resolve({ ModuleX: '2.0.0' });

  expect(rows(resolved)).toEqual([
    'Kernel 0.9: ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3 -> Kernel 0.9',
    'BaseLib 1.2.3: ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3',
    'ModuleX 2.0.0: ProjectA 2.1.0 -> ModuleX 2.0.0',
  ]);
  expect(resolved.lock?.modules.map(({ dependsOn }) => dependsOn)).toEqual([[], ['Kernel'], ['BaseLib']]);
  expect(resolved.diagnostics).toEqual([]);
});

test('a locked module names its packages by key, size and digest', async () => {
  await sampleSrc('ModuleX', '1.4.2').publish([store]);
  await sampleRel({ name: 'ModuleX', tag: '2.0.0', srcBranch: '1.4.2' }).publish([store]);

  const { lock } = await resolve({ ModuleX: '2.0.0' });

  const rel = projects.server.object('acme-projecta', 'ModuleX/2.0.0/ModuleX.tar.gz');
  const src = projects.server.object('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz');
  expect(lock?.modules[0]?.rel).toEqual({
    key: 'ModuleX/2.0.0/ModuleX.tar.gz',
    size: rel?.sizeBytes,
    sha256: rel?.metadata['sha256'],
  });
  expect(lock?.modules[0]?.src).toEqual({
    key: 'ModuleX/1.4.2/modulex-client.tar.gz',
    size: src?.sizeBytes,
    sha256: src?.metadata['sha256'],
  });
});

test("the project's own version wins over a depend_list, with a warning", async () => {
  await publishRel('BaseLib', '1.2.3');
  await publishRel('BaseLib', '1.3.0');
  await publishRel('ModuleX', '2.0.0', { BaseLib: '1.2.3' });

  const resolved = await resolve({ BaseLib: '1.3.0', ModuleX: '2.0.0' });

  expect(rows(resolved)).toEqual([
    'BaseLib 1.3.0: ProjectA 2.1.0 -> BaseLib 1.3.0',
    'ModuleX 2.0.0: ProjectA 2.1.0 -> ModuleX 2.0.0',
  ]);
  expect(resolved.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
  expect(texts(resolved)).toEqual([
    'store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3 is overruled: the project installs BaseLib 1.3.0; write the same version in both places once 1.3.0 is known to work there',
  ]);
});

test('two versions of a module that the project does not name are an error that shows both ways', async () => {
  await publishRel('BaseLib', '1.2.3');
  await publishRel('BaseLib', '1.3.0');
  await publishRel('ModuleX', '2.0.0', { BaseLib: '1.2.3' });
  await publishRel('ModuleY', '1.0.0', { BaseLib: '1.3.0' });

  const resolved = await resolve({ ModuleX: '2.0.0', ModuleY: '1.0.0' });

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    'store PROJECTA: two versions of one module: ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3 and ProjectA 2.1.0 -> ModuleY 1.0.0 -> BaseLib 1.3.0; name the module with the version that is to win in sub_repo',
  ]);
});

test('a circle is an error that shows it', async () => {
  // no store lets a REL be released before what it depends on: this one was altered
  await publishRel('ModuleX', '1.0.0');
  await publishRel('ModuleY', '1.0.0', { ModuleX: '1.0.0' });
  projects.server.corrupt('acme-projecta', 'ModuleX/1.0.0/ModuleX.rel.json', (body) =>
    Buffer.from(
      body.toString().replace('"dependList": []', '"dependList": [{ "name": "ModuleY", "version": "1.0.0" }]'),
    ),
  );

  const resolved = await resolve({ ModuleX: '1.0.0' });

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    'store PROJECTA: modules depend on each other in a circle: ProjectA 2.1.0 -> ModuleX 1.0.0 -> ModuleY 1.0.0 -> ModuleX 1.0.0; release one of them without that entry in its depend_list',
  ]);
});

test('everything that is missing is found at once, with the way to it', async () => {
  await publishRel('BaseLib', '1.2.3');
  await publishRel('ModuleX', '2.0.0', { BaseLib: '1.2.3' });
  projects.server.remove('acme-projecta', 'BaseLib/1.2.3/BaseLib.rel.json');

  const resolved = await resolve({ ModuleX: '2.0.0', Nginx: '1.24.0' });

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)).toEqual([
    'store PROJECTA: ProjectA 2.1.0 -> Nginx 1.24.0: Nginx/1.24.0/Nginx.tar.gz is not released there (no record); publish Nginx 1.24.0 there first, or write a version that is there',
    'store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0 -> BaseLib 1.2.3: BaseLib/1.2.3/BaseLib.tar.gz is not released there (no record); publish BaseLib 1.2.3 there first, or write a version that is there',
  ]);
});

test.each([
  {
    what: 'shorter',
    change: (): void =>
      projects.server.corrupt('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz', (body) => body.subarray(1)),
  },
  { what: 'gone', change: (): void => projects.server.remove('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz') },
  { what: 'another', change: (): void => projects.server.put('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz', 'x') },
])('a package that is $what is not locked', async ({ change }) => {
  await publishRel('BaseLib', '1.2.3');
  change();

  const resolved = await resolve({ BaseLib: '1.2.3' });

  expect(resolved.lock).toBeUndefined();
  expect(texts(resolved)[0]).toMatch(
    /^store PROJECTA: ProjectA 2\.1\.0 -> BaseLib 1\.2\.3: s3:\/\/acme-projecta\/BaseLib/,
  );
});

test('a module of the developer folder is locked as floating', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: 'developer' });
  await release.publish([store], { target: { on: 'developer' } });

  const { lock } = await resolve({ BaseLib: 'developer' });

  expect(lock?.modules[0]?.rel).toEqual({ key: 'BaseLib/developer/BaseLib.tar.gz', floating: true });
});

test('a DIST that names nothing installs nothing', async () => {
  expect(await resolve({})).toEqual({ lock: { modules: [] }, diagnostics: [] });
});

test('a DIST is released with the lock of each store', async () => {
  await publishRel('BaseLib', '1.2.3');

  const publication = await sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3' }).publish([store]);

  const outcome = publication.outcomes?.[0];
  expect(outcome?.status === 'released' && outcome.record.lock?.modules.map(({ because }) => because)).toEqual([
    'ProjectA 2.1.0 -> BaseLib 1.2.3',
  ]);
});

test('a closure that has no end is told at the first module that is too many', async () => {
  await publishRel('ModuleX', '2.0.0');
  const key = 'ModuleX/2.0.0/ModuleX.rel.json';
  const record = JSON.parse(String(projects.server.object('acme-projecta', key)?.body()));
  const dependList = Array.from({ length: 5000 }, (_, index) => ({ name: `M${index}`, version: '1.0' }));
  projects.server.put(
    'acme-projecta',
    key,
    JSON.stringify({ ...record, repoInfo: { ...record.repoInfo, dependList } }),
  );
  const before = projects.server.calls.length;

  const { lock, diagnostics } = await resolve({ ModuleX: '2.0.0' });

  expect(lock).toBeUndefined();
  expect(diagnostics.map(renderDiagnostic)).toEqual([
    'store PROJECTA: ProjectA 2.1.0 -> ModuleX 2.0.0 -> M1999 1.0 is module 2001: a release installs at most 2000 with all that they depend on; put modules that belong together into one',
  ]);
  expect(projects.server.calls.length - before).toBeLessThan(5);
});

async function publishRel(name: string, tag: string, dependList: Record<string, string> = {}): Promise<void> {
  const publication = await sampleRel({ name, tag, dependList }).publish([store]);
  expect(publication.status).toBe('published');
}

async function resolve(modules: Readonly<Record<string, string>>): Promise<ResolvedLock> {
  return await resolveLock({
    store,
    project: { name: 'ProjectA', version: '2.1.0' },
    modules: Object.entries(modules).map(([name, version]) => ({ name, version, args: [] })),
  });
}

function rows({ lock }: ResolvedLock): string[] {
  return (lock?.modules ?? []).map(({ name, version, because }) => `${name} ${version}: ${because}`);
}

function texts({ diagnostics }: ResolvedLock): string[] {
  return diagnostics.map(renderDiagnostic);
}
