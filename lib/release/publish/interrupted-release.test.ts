import { afterEach, beforeEach, expect, test } from 'vitest';
import { dyingStores, Killed } from '../../testing/dying-store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { type SampleChanges, type SampleRelease, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import type { ReleaseRecord } from '../record.ts';
import type { Publication } from './publish-release.ts';

const buckets = ['acme-projecta', 'acme-projectb', 'acme-projectc'] as const;

let projects: ProjectStores;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA', 'PROJECTB', 'PROJECTC']);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<{ what: string; make: (tag: string) => SampleRelease; changes?: SampleChanges }>([
  { what: 'a REL at a tag', make: (tag) => sampleRel({ name: 'BaseLib', tag }) },
  { what: 'a SRC at a tag, compiled to other bytes in every run', make: (tag) => sampleSrc('ModuleX', tag) },
  {
    what: 'a developer build',
    make: () => sampleRel({ name: 'BaseLib', tag: 'developer' }),
    changes: { target: { on: 'developer' } },
  },
])('$what, killed at any call to a store and run again, ends complete and equal in all stores', async (example) => {
  const callsInAll = await countCalls(example.make('0.0.0'), example.changes);
  clearStores();

  for (let atCall = 1; atCall <= callsInAll; atCall += 1) {
    for (const afterActing of [false, true]) {
      const release = example.make(`1.0.${atCall}`);
      await publishAndDie(release, { atCall, afterActing }, example.changes);
      expectRecordsToHold();
      recompile(release);

      const again = await release.publish(projects.stores, example.changes);

      expect(again.status).toBe('published');
      expectRecordsToHold();
      expectStoresToBeEqual();
      clearStores();
    }
  }
});

test('of two pipelines that publish one tag of different commits at once, one wins in every store and the other says so', async () => {
  for (let round = 0; round < 10; round += 1) {
    const tag = `1.0.${round}`;
    const first = sampleRel({ name: 'BaseLib', tag });
    const second = sampleRel({ name: 'BaseLib', tag, files: { 'etc/module.conf': 'another commit\n' } });

    const publications = await Promise.all([first.publish(projects.stores), second.publish(projects.stores)]);

    expect(publications.filter(({ status }) => status === 'published')).toHaveLength(1);
    const winner = publications[0]?.status === 'published' ? first : second;
    expect(new Set(records().map(({ source }) => source.commit))).toEqual(new Set([winner.commit]));
    expectRecordsToHold();
    expectStoresToBeEqual();
    clearStores();
  }
});

test('of two pipelines that compiled one commit to different bytes at once, both end with the same bytes in every store', async () => {
  for (let round = 0; round < 10; round += 1) {
    const first = sampleSrc('ModuleX', `1.0.${round}`);
    const second = sampleSrc('ModuleX', `1.0.${round}`);
    recompile(second);

    const publications = await Promise.all([first.publish(projects.stores), second.publish(projects.stores)]);

    expect(publications.map(({ status }) => status)).toEqual(['published', 'published']);
    expectRecordsToHold();
    expectStoresToBeEqual();
    clearStores();
  }
});

test('of two developer builds at once the newer one stays', async () => {
  const target = { on: 'developer' } as const;
  for (let round = 0; round < 10; round += 1) {
    const older = sampleRel({ name: 'BaseLib', tag: 'developer' });
    const newer = sampleRel({ name: 'BaseLib', tag: 'developer', files: { 'etc/module.conf': 'newer\n' } });

    const publications = await Promise.all([
      older.publish(projects.stores, { target, build: { build: 10 } }),
      newer.publish(projects.stores, { target, build: { build: 11 } }),
    ]);

    expect(publications.map(({ status }) => status)).toEqual(['published', 'published']);
    expect(new Set(records().map(({ source }) => source.build))).toEqual(new Set([11]));
    expectRecordsToHold();
    expectStoresToBeEqual();
    clearStores();
  }
});

async function countCalls(release: SampleRelease, changes: SampleChanges = {}): Promise<number> {
  const counted = dyingStores(projects.stores);
  await release.publish(counted.stores, changes);
  return counted.calls();
}

async function publishAndDie(
  release: SampleRelease,
  death: { readonly atCall: number; readonly afterActing: boolean },
  changes: SampleChanges = {},
): Promise<Publication | undefined> {
  try {
    return await release.publish(dyingStores(projects.stores, death).stores, changes);
  } catch (error) {
    if (error instanceof Killed) {
      return undefined;
    }
    throw error;
  }
}

function recompile({ repository }: SampleRelease): void {
  repository.write({ 'build/bin/client': `other bytes ${Math.random()}\n` });
}

/** Whatever has happened: what a record vouches for is there, as it says. */
function expectRecordsToHold(): void {
  for (const bucket of buckets) {
    for (const { package: described } of recordsOf(bucket)) {
      const stored = projects.server.object(bucket, described.key);
      expect(stored?.sizeBytes).toBe(described.size);
      expect(stored?.metadata['sha256']).toBe(described.sha256);
    }
  }
}

function expectStoresToBeEqual(): void {
  for (const bucket of buckets) {
    expect(recordsOf(bucket)).toHaveLength(1);
  }
  expect(new Set(records().map((record) => record.package.contentSha256)).size).toBe(1);
  if (records()[0]?.kind === 'src') {
    expect(new Set(records().map((record) => record.package.sha256)).size).toBe(1);
  }
}

function records(): readonly ReleaseRecord[] {
  return buckets.flatMap(recordsOf);
}

function recordsOf(bucket: string): readonly ReleaseRecord[] {
  return projects.server
    .objects(bucket)
    .filter(({ key }) => key.endsWith('.json'))
    .map((object) => JSON.parse(object.body().toString()));
}

function clearStores(): void {
  for (const bucket of buckets) {
    for (const { key } of projects.server.objects(bucket)) {
      projects.server.remove(bucket, key);
    }
  }
}
