import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../lib/store/store.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../../../lib/testing/project-stores.ts';
import { sampleRel } from '../../../lib/testing/sample-releases.ts';
import { pollRecords } from './poll-records.ts';
import { watchReleases } from './watch-releases.ts';

const bucket = bucketOf('PROJECTA');
const identity = { kind: 'rel', name: 'BaseLib', folder: '1.2.3', packageName: 'BaseLib' } as const;
const packageKey = 'BaseLib/1.2.3/BaseLib.tar.gz';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<[string, () => void, string]>([
  ['a package is missing', () => projects.server.remove(bucket, packageKey), 'is missing although its record says'],
  [
    'a package has other bytes',
    () => projects.server.corrupt(bucket, packageKey, (body) => Buffer.alloc(body.length, 1)),
    'is not what was released',
  ],
])('a reader that polls sees that %s', async (_what, harm, seen) => {
  harm();
  const reader = pollRecords([store], identity);

  await expect.poll(async () => (await reader.end()).violations.join('\n')).toContain(seen);
});

test('a reader that polls sees nothing wrong in a release', async () => {
  const reader = pollRecords([store], identity);

  const { polls, violations } = await reader.end();

  expect({ polls, violations }).toEqual({ polls: 1, violations: [] });
});

test.each<[string, () => void, readonly string[]]>([
  ['nothing', () => undefined, []],
  [
    'that a package was removed, and its record stands alone',
    () => projects.server.remove(bucket, packageKey),
    [`${bucket}/BaseLib/1.2.3/BaseLib.rel.json is a record without its package`, `${bucket}/${packageKey} was removed`],
  ],
  [
    'that a package was replaced, and its record is of other bytes',
    () => projects.server.put(bucket, packageKey, 'other'),
    [`${bucket}/BaseLib/1.2.3/BaseLib.rel.json is the record of other bytes`, `${bucket}/${packageKey} was changed`],
  ],
  ['nothing in the developer folder', () => projects.server.put(bucket, 'BaseLib/developer/BaseLib.tar.gz', 'x'), []],
])('the watch inside the server sees %s', (_what, harm, seen) => {
  const watch = watchReleases(projects.server, [bucket]);
  harm();

  watch.look();

  expect(watch.violations.toSorted()).toEqual(seen);
});
