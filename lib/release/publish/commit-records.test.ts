import { afterEach, beforeEach, expect, test } from 'vitest';
import { TagshipError } from '../../core/errors.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel } from '../../testing/sample-releases.ts';
import type { ReleaseRecord } from '../record.ts';

const bucket = 'acme-projecta';
const tagKey = 'BaseLib/1.2.3/BaseLib.rel.json';
const developerKey = 'BaseLib/developer/BaseLib.rel.json';
const developer = { on: 'developer' } as const;

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<[string, (record: ReleaseRecord) => ReleaseRecord]>([
  ['of another commit', (record) => ({ ...record, source: { ...record.source, commit: 'a'.repeat(40) } })],
  ['for other bytes', (record) => ({ ...record, package: { ...record.package, sha256: 'b'.repeat(64) } })],
])('a record of a tag that another run wrote meanwhile %s is not overwritten', async (_, edit) => {
  const late = insteadOfRecord(tagKey, edit);

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([late.store]);

  expect(publication.status).toBe('failed');
  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('was written meanwhile') } },
  ]);
  expect(recordAt(tagKey)).toEqual(late.written());
});

test('a record of this very release that another run wrote meanwhile is as good as its own', async () => {
  const late = insteadOfRecord(tagKey, (record) => ({
    ...record,
    published: { ...record.published, at: '2020-01-01T00:00:00.000Z' },
  }));

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([late.store]);

  expect(publication.outcomes).toMatchObject([{ status: 'released', written: false, record: late.written() }]);
  expect(recordAt(tagKey)).toEqual(late.written());
});

test('a record whose answer was lost counts as written by this run', async () => {
  let lost = 0;
  projects.server.setHooks({
    after: ({ operation, key }, status) => {
      if (operation === 'PutObject' && key === tagKey && status === 200) {
        lost += 1;
        return { kind: 'reset' };
      }
      return undefined;
    },
  });

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);

  expect(lost).toBe(1);
  expect(publication.outcomes).toMatchObject([{ status: 'released', written: true }]);
});

test('a newer developer build whose record comes before an older one is not told to be there while the package is the older', async () => {
  const late = insteadOfRecord(developerKey, (record) => ({
    ...record,
    package: { ...record.package, sha256: 'b'.repeat(64) },
    source: { ...record.source, build: 11, commit: 'a'.repeat(40) },
  }));

  const publication = await publishDeveloper(late.store, { build: 10 });

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('of the newer build 11') } },
  ]);
  expect(recordAt(developerKey)).toEqual(late.written());
});

test('a developer record of an older build that is written meanwhile is overwritten by a newer one', async () => {
  const late = insteadOfRecord(developerKey, (record) => ({
    ...record,
    package: { ...record.package, sha256: 'b'.repeat(64) },
    source: { ...record.source, build: 9, commit: 'a'.repeat(40) },
  }));

  const publication = await publishDeveloper(late.store, { build: 10 });

  expect(publication.outcomes).toMatchObject([{ status: 'released', written: true }]);
  expect(recordAt(developerKey).source.build).toBe(10);
});

test('a later run of the step with equal bytes is not overwritten by a late earlier one', async () => {
  const late = insteadOfRecord(developerKey, (record) => ({ ...record, source: { ...record.source, stepRun: 2 } }));

  const publication = await publishDeveloper(late.store, { build: 10, stepRun: 1 });

  expect(publication.outcomes).toMatchObject([{ status: 'released' }]);
  expect(recordAt(developerKey).source.stepRun).toBe(2);
});

test('a later run of the step with equal bytes takes the place of an earlier one', async () => {
  const late = insteadOfRecord(developerKey, (record) => ({ ...record, source: { ...record.source, stepRun: 1 } }));

  await publishDeveloper(late.store, { build: 10, stepRun: 2 });

  expect(recordAt(developerKey).source.stepRun).toBe(2);
});

test('a record that is replaced again and again by older builds is given up after eight tries', async () => {
  let tries = 0;
  const contested: Store = {
    ...store,
    write: async (key, body, options) => {
      if (key !== developerKey) {
        return await store.write(key, body, options);
      }
      tries += 1;
      const own: ReleaseRecord = JSON.parse((await body.read(0, body.size)).toString());
      const source = { ...own.source, build: tries, commit: 'a'.repeat(40) };
      projects.server.put(bucket, key, JSON.stringify({ ...own, source }));
      return await store.write(key, body, options);
    },
  };

  const publication = await publishDeveloper(contested, { build: 100 });

  expect(tries).toBe(8);
  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('was replaced 8 times') } },
  ]);
});

async function publishDeveloper(to: Store, build: { readonly build: number; readonly stepRun?: number }) {
  return await sampleRel({ name: 'BaseLib', tag: 'developer' }).publish([to], { target: developer, build });
}

/** A store in which an edited record of another run comes to lie just before that of this run is sent. */
function insteadOfRecord(recordKey: string, edit: (record: ReleaseRecord) => ReleaseRecord) {
  let written: ReleaseRecord | undefined;
  const late: Store = {
    ...store,
    write: async (key, body, options) => {
      if (key === recordKey && written === undefined) {
        written = edit(JSON.parse((await body.read(0, body.size)).toString()));
        projects.server.put(bucket, key, JSON.stringify(written));
      }
      return await store.write(key, body, options);
    },
  };
  return { store: late, written: () => written };
}

function recordAt(key: string): ReleaseRecord {
  return JSON.parse(projects.server.object(bucket, key)?.body().toString() ?? 'null');
}

test('a record whose answer was lost is told as the release that it is', async () => {
  const lossy: Store = {
    ...store,
    write: async (key, body, options) => {
      const outcome = await store.write(key, body, options);
      if (key === tagKey) {
        throw new TagshipError('store-unreachable', 'no answer');
      }
      return outcome;
    },
  };

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([lossy]);

  expect(publication.outcomes).toMatchObject([{ status: 'released', written: true }]);
});
