import { expect, test } from 'vitest';
import { startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel } from '../../testing/sample-releases.ts';
import { listReleases } from './list-releases.ts';

test('releases can be listed without what their records say of single files, and all else stays', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);

  const [whole] = (await listReleases(store, { prefix: 'BaseLib/' })).releases;
  const [short] = (await listReleases(store, { prefix: 'BaseLib/', withoutFiles: true })).releases;

  expect(whole?.record.files).not.toEqual([]);
  expect(short).toEqual({ ...whole, record: { ...whole?.record, files: [], placeholders: [] } });
});
