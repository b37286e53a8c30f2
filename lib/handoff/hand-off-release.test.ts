import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentContext } from '../core/silent-context.ts';
import { startProjectStores } from '../testing/project-stores.ts';
import { sampleDist, sampleRel } from '../testing/sample-releases.ts';
import { handOffRelease } from './hand-off-release.ts';

test('a test build that a newer one has overtaken does not hand over the bytes of that one as its own', async () => {
  await using projects = await startProjectStores(['PROJECTA']);
  const root = await mkdtemp(join(tmpdir(), 'tagship-control-'));
  onTestFinished(async () => await rm(root, { recursive: true, force: true }));
  const store = projects.open('PROJECTA');
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);
  const dist = sampleDist('ProjectA', 'developer', { BaseLib: '1.2.3' });
  await dist.publish([store], { target: { on: 'developer' }, build: { build: 6 } });
  const handOver = async (build?: number) => {
    const request = {
      store,
      place: { bucket: 'acme-projecta' },
      project: 'ProjectA',
      folder: 'developer',
      controlNode: { kind: 'local', root },
      by: 'tagship test',
      path: '/usr/bin:/bin',
    } as const;
    const record = JSON.parse(
      projects.server.object('acme-projecta', 'ProjectA/developer/ProjectA.dist.json')?.body().toString() ?? '',
    );
    const { repository, repositoryUuid, commit, stepRun, url } = record.source;
    const source = build === undefined ? {} : { source: { repository, repositoryUuid, commit, build, stepRun, url } };
    return await handOffRelease({ ...request, ...source }, silentContext());
  };

  expect(await handOver(5)).toMatchObject({
    status: 'failed',
    error: { code: 'conflict', message: 'ProjectA developer is of build 6 by now, and this is build 5' },
  });
  expect(existsSync(join(root, 'ProjectA'))).toBe(false);
  expect(await handOver(6)).toMatchObject({ status: 'handed-off' });
  expect(await handOver(7)).toMatchObject({ status: 'handed-off' });
  expect(await handOver()).toMatchObject({ status: 'handed-off' });
});
