import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel } from '../../testing/sample-releases.ts';

const packageKey = 'BaseLib/1.2.3/BaseLib.tar.gz';
const recordKey = 'BaseLib/1.2.3/BaseLib.rel.json';

let projects: ProjectStores;

beforeEach(async () => {
  projects = await startProjectStores();
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test.each<[string, () => void]>([
  ['removed', () => projects.server.remove('acme-projecta', packageKey)],
  ['cut short', () => projects.server.put('acme-projecta', packageKey, 'short')],
  ['replaced by one of its size', replaceByOthers],
])(
  'a kept package that is %s while another store is uploaded to fails the run, and the new store gets no record',
  async (_, happening) => {
    const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
    const [a, b] = [projects.open('PROJECTA'), projects.open('PROJECTB')];
    await release.publish([a]);

    const publication = await release.publish([a, duringPackage(b, happening)]);

    expect(publication.status).toBe('failed');
    expect(publication.outcomes).toMatchObject([
      { store: 'PROJECTA', status: 'failed', error: { code: 'integrity' } },
      { store: 'PROJECTB', status: 'not-recorded', arrival: 'uploaded' },
    ]);
    expect(projects.server.object('acme-projectb', recordKey)).toBeUndefined();
  },
);

test.each<[string, () => void]>([
  ['removed', () => projects.server.remove('acme-projecta', packageKey)],
  ['replaced by one of its size', replaceByOthers],
])('an adopted package that is %s while another store is uploaded to is not recorded', async (_, happening) => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const [a, b] = [projects.open('PROJECTA'), projects.open('PROJECTB')];
  await release.publish([a]);
  projects.server.remove('acme-projecta', recordKey);
  const late = duringPackage(b, happening);

  const publication = await release.publish([a, late]);

  expect(publication.status).toBe('failed');
  expect(projects.server.object('acme-projecta', recordKey)).toBeUndefined();
  expect(projects.server.object('acme-projectb', recordKey)).toBeUndefined();
});

function replaceByOthers(): void {
  const size = projects.server.object('acme-projecta', packageKey)?.sizeBytes ?? 0;
  projects.server.put('acme-projecta', packageKey, Buffer.alloc(size));
}

/** A store to which the package is sent while something happens elsewhere. */
function duringPackage(store: Store, happening: () => void): Store {
  return {
    ...store,
    write: async (key, body, options) => {
      if (key === packageKey) {
        happening();
      }
      return await store.write(key, body, options);
    },
  };
}
