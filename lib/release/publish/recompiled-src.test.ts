import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { recordingContext } from '../../testing/recording-context.ts';
import { type SampleRelease, sampleSrc } from '../../testing/sample-releases.ts';
import { publishRelease } from './publish-release.ts';

const packageKey = 'ModuleX/1.4.2/modulex-client.tar.gz';
const recordKey = 'ModuleX/1.4.2/modulex-client.src.json';

let projects: ProjectStores;

beforeEach(async () => {
  projects = await startProjectStores();
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a store that another run of other stores filled with other bytes while this run led with its own fails with a conflict', async () => {
  const { first, second } = sameCommitTwice();
  const [a, b] = bothStores();
  const late = beforePackage(a, async () => await second.publish([b]));

  const publication = await first.publish([late, b]);

  expect(publication.status).toBe('failed');
  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'not-recorded' },
    { store: 'PROJECTB', status: 'failed', error: { code: 'conflict' } },
  ]);
  expect(recordedIn('acme-projecta')).toBe(false);
  expect(recordedIn('acme-projectb')).toBe(true);
});

test('a store that another run filled with other bytes while this run brought it those of the first store fails with a conflict', async () => {
  const { first, second } = sameCommitTwice();
  const [a, b] = bothStores();
  await first.publish([a]);
  recompile(first);
  const late = beforePackage(b, async () => await second.publish([b]));

  const publication = await first.publish([a, late]);

  expect(publication.status).toBe('failed');
  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'released', written: false },
    { store: 'PROJECTB', status: 'failed', error: { code: 'conflict' } },
  ]);
});

test('a store that another run filled with other bytes while this run sent the same as the first store fails with a conflict', async () => {
  const { first, second } = sameCommitTwice();
  const [a, b] = bothStores();
  await first.publish([a]);
  const late = beforePackage(b, async () => await second.publish([b]));

  const publication = await first.publish([a, late]);

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'released' },
    { store: 'PROJECTB', status: 'failed', error: { code: 'conflict' } },
  ]);
});

test('a run that finds the other bytes of another run unrecorded in a store it follows with takes the bytes of its leader nowhere', async () => {
  const { first, second } = sameCommitTwice();
  const [a, b] = bothStores();
  const late = beforePackage(a, async () => {
    await second.publish([b]);
    projects.server.remove('acme-projectb', recordKey);
  });

  const publication = await first.publish([late, b]);

  expect(publication.status).toBe('failed');
  expect(recordedIn('acme-projecta')).toBe(false);
  expect(recordedIn('acme-projectb')).toBe(false);
});

test('two stores that were recorded with different bytes are both named in a warning', async () => {
  const { first, second } = sameCommitTwice();
  const [a, b] = bothStores();
  await first.publish([a]);
  await second.publish([b]);
  const context = recordingContext();

  await publishRelease(
    {
      kind: 'src',
      name: 'ModuleX',
      binName: 'modulex-client',
      files: ['build'],
      target: { on: 'tag', tag: '1.4.2' },
      cloneDir: first.repository.directory,
      stores: [a, b],
      build: { repository: 'acme/modulex.src', repositoryUuid: '{modulex.src}', build: 2, commit: first.commit },
    },
    context,
  );

  const warnings = context.lines.filter((line) => line.startsWith('warning: '));
  expect(warnings).toEqual([expect.stringContaining(`${b.url}/${packageKey}`)]);
  expect(warnings[0]).toContain(a.url);
});

test('two pipelines with one bucket name on two endpoints have the same store decide, whatever the order of their STORES', async () => {
  await using elsewhere = await startProjectStores();
  const { first, second } = sameCommitTwice();
  const leaders: string[] = [];
  const watched = (store: Store): Store => ({
    ...store,
    write: async (key, body, options) => {
      if (key === packageKey && options.beforeCompletion === undefined) {
        leaders.push(store.place);
      }
      return await store.write(key, body, options);
    },
  });
  const east = watched(projects.open('PROJECTA', { name: 'EAST' }));
  const west = watched(elsewhere.open('PROJECTA', { name: 'WEST' }));
  expect(east.url).toBe(west.url);

  await first.publish([east, west]);
  for (const { server } of [projects, elsewhere]) {
    server.remove('acme-projecta', packageKey);
    server.remove('acme-projecta', recordKey);
  }
  await second.publish([west, east]);

  expect(leaders).toHaveLength(2);
  expect(new Set(leaders).size).toBe(1);
});

/** Two builds of one commit whose compilers gave different bytes. */
function sameCommitTwice(): { readonly first: SampleRelease; readonly second: SampleRelease } {
  const first = sampleSrc('ModuleX', '1.4.2');
  const second = sampleSrc('ModuleX', '1.4.2');
  recompile(second);
  expect(second.commit).toBe(first.commit);
  return { first, second };
}

function recompile({ repository }: SampleRelease): void {
  repository.write({ 'build/bin/client': `other bytes of ${repository.directory}\n` });
}

function bothStores(): readonly [Store, Store] {
  return [projects.open('PROJECTA'), projects.open('PROJECTB')];
}

/** The store of a run in which something happens just before its package is sent. */
function beforePackage(store: Store, happening: () => Promise<unknown>): Store {
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

function recordedIn(bucket: string): boolean {
  return projects.server.object(bucket, recordKey) !== undefined;
}
