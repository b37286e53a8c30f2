import { expect, test } from 'vitest';
import { startProjectStores } from '../testing/project-stores.ts';
import { sampleRel } from '../testing/sample-releases.ts';
import { reportRun } from './run-report.ts';

const subject = { kind: 'rel', name: 'BaseLib', folder: '1.2.3', ref: 'tag:1.2.3', commit: '', build: 1, url: '' };

test('a dry run tells of every store whether the release is there already', async () => {
  await using projects = await startProjectStores();
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores.slice(0, 1));

  const partly = await release.publish(projects.stores, { mode: 'dry-run' });
  await release.publish(projects.stores);
  const wholly = await release.publish(projects.stores, { mode: 'dry-run' });

  const [before, after] = [partly, wholly].map((publication) =>
    reportRun({ publication, subject, mode: 'dry-run', stages: [] }),
  );
  expect(before?.stores.map(({ arrival }) => arrival)).toEqual(['unchanged', null]);
  expect(before?.stores.map(({ plan }) => plan)).toEqual([
    { why: 'released before from this commit, by build 1: nothing is written', writes: [] },
    {
      why: 'nothing is there yet; it gets what PROJECTA has',
      writes: ['s3://acme-projectb/BaseLib/1.2.3/BaseLib.tar.gz', 's3://acme-projectb/BaseLib/1.2.3/BaseLib.rel.json'],
    },
  ]);
  expect(before?.summary).toBe('BaseLib 1.2.3 could be published; dry run, nothing was written');
  expect(after?.summary).toBe('BaseLib 1.2.3 is there already; dry run, nothing was written');
});

test('that a package is gone and put back is said, and by a dry run before', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores);
  projects.server.remove('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz');

  const publication = await release.publish(projects.stores, { mode: 'dry-run' });
  const { summary } = reportRun({ publication, subject, mode: 'dry-run', stages: [] });

  const put = await release.publish(projects.stores);
  const { summary: after } = reportRun({ publication: put, subject, mode: 'publish', stages: [] });

  expect(summary).toBe('BaseLib 1.2.3 is there already; the package would be put back; dry run, nothing was written');
  expect(after).toBe('BaseLib 1.2.3 was already released in 1 store; the package was missing in 1, and was put back');
});

test('a dry run of an older test build says that it would leave the newer one alone', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const build = sampleRel({ name: 'BaseLib', tag: 'developer' });
  await build.publish(projects.stores, { target: { on: 'developer' }, build: { build: 42 } });

  const publication = await build.publish(projects.stores, { target: { on: 'developer' }, mode: 'dry-run' });

  const { stores, summary } = reportRun({
    publication,
    subject: { ...subject, folder: 'developer' },
    mode: 'dry-run',
    stages: [],
  });
  expect(stores.map(({ plan }) => plan)).toEqual([{ why: 'build 42 is newer: nothing is written', writes: [] }]);
  expect(summary).toBe(
    'BaseLib developer would be left as it is: a newer build is there; dry run, nothing was written',
  );
});
