import { expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { startProjectStores } from '../testing/project-stores.ts';
import { sampleRel } from '../testing/sample-releases.ts';
import { reportRun } from './run-report.ts';

const subject = { kind: 'rel', name: 'BaseLib', folder: '1.2.3', ref: 'tag:1.2.3', commit: '', build: 1, url: '' };

test('who loses a tag to another commit is told to take a new tag, not to try again', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const winner = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const loser = sampleRel({ name: 'BaseLib', tag: '1.2.3', files: { 'etc/module.conf': 'another commit\n' } });
  const overtaken = projects.stores.map((store) => overtakenBy(store, () => winner.publish([store])));

  const publication = await loser.publish(overtaken);

  const { status, summary } = reportRun({ publication, subject, mode: 'publish', stages: [] });
  expect(status).toBe('failure');
  expect(summary).toBe(
    'BaseLib 1.2.3 failed in PROJECTA; another pipeline publishes this tag from another commit; give this commit a new tag',
  );
});

/** A store to which another pipeline publishes just before this one writes for the first time. */
function overtakenBy(store: Store, publish: () => Promise<unknown>): Store {
  let published: Promise<unknown> | undefined;
  return {
    ...store,
    write: async (key, body, options) => {
      published ??= publish();
      await published;
      return await store.write(key, body, options);
    },
  };
}
