import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { type SampleRelease, sampleRel } from '../../testing/sample-releases.ts';
import type { Publication } from './publish-release.ts';

const bucket = 'acme-projecta';
const packageKey = 'BaseLib/developer/BaseLib.tar.gz';
const recordKey = 'BaseLib/developer/BaseLib.rel.json';

let projects: ProjectStores;
let store: Store;
let release: SampleRelease;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  release = sampleRel({ name: 'BaseLib', tag: 'developer' });
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a step that is run again takes the place of its earlier run with equal bytes', async () => {
  await publish(store, { build: 7, stepRun: 1 });

  const again = await publish(store, { build: 7, stepRun: 2 });

  expect(again.outcomes).toMatchObject([{ status: 'released', arrival: 'uploaded' }]);
  expect(stepRuns()).toEqual({ package: '2', record: 2 });
});

test('an earlier run of the step that comes late leaves a later one with equal bytes alone', async () => {
  await publish(store, { build: 7, stepRun: 2 });

  const late = await publish(store, { build: 7, stepRun: 1 });

  expect(late.outcomes).toMatchObject([{ status: 'stood-back', newerBuild: 7 }]);
  expect(stepRuns()).toEqual({ package: '2', record: 2 });
});

test('an earlier run of the step that is overtaken while it uploads leaves a later one with equal bytes alone', async () => {
  const late = beforePackage(async () => await publish(store, { build: 7, stepRun: 2 }));

  const publication = await publish(late, { build: 7, stepRun: 1 });

  expect(publication.outcomes).toMatchObject([{ status: 'stood-back', newerBuild: 7 }]);
  expect(stepRuns()).toEqual({ package: '2', record: 2 });
});

test('a newer build that arrives between the upload and the look at it is left alone', async () => {
  let overtaken = false;
  const watched: Store = {
    ...store,
    write: async (key, body, options) => {
      const outcome = await store.write(key, body, options);
      if (key === packageKey && !overtaken) {
        overtaken = true;
        release.repository.write({ 'etc/module.conf': 'newer\n' });
        await publish(store, { build: 8 });
      }
      return outcome;
    },
  };

  const publication = await publish(watched, { build: 7 });

  expect(publication.status).toBe('published');
  expect(projects.server.object(bucket, packageKey)?.metadata['build']).toBe('8');
});

test('a name that another repository takes while this build uploads is not taken back', async () => {
  const late = beforePackage(
    async () =>
      await release.publish([store], { target: { on: 'developer' }, build: { build: 3, repositoryUuid: '{another}' } }),
  );

  const publication = await publish(late, { build: 7 });

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('changed hands meanwhile') } },
  ]);
  expect(projects.server.object(bucket, packageKey)?.metadata['repository-uuid']).toBe('{another}');
});

test('a package that is replaced again and again by older builds is given up after eight tries', async () => {
  await publish(store, { build: 1 });
  const metadata = projects.server.object(bucket, packageKey)?.metadata;
  let tries = 0;
  const contested = beforePackage(async () => {
    tries += 1;
    projects.server.put(bucket, packageKey, `other bytes ${tries}`, { ...metadata, build: String(tries + 1) });
  });

  const publication = await publish(contested, { build: 100 });

  expect(tries).toBe(8);
  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('was replaced 8 times') } },
  ]);
});

async function publish(to: Store, build: { readonly build: number; readonly stepRun?: number }): Promise<Publication> {
  return await release.publish([to], { target: { on: 'developer' }, build });
}

function beforePackage(happening: () => Promise<unknown>): Store {
  return {
    ...store,
    write: async (key, body, options) => {
      if (key === packageKey) {
        await happening();
      }
      return await store.write(key, body, options);
    },
  };
}

function stepRuns(): unknown {
  const record = JSON.parse(projects.server.object(bucket, recordKey)?.body().toString() ?? 'null');
  return {
    package: projects.server.object(bucket, packageKey)?.metadata['step-run'],
    record: record.source.stepRun,
  };
}
