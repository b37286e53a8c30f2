import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { recordingContext } from '../../testing/recording-context.ts';
import { type SampleRelease, sampleSrc } from '../../testing/sample-releases.ts';
import type { Publication } from './publish-release.ts';
import { publishRelease } from './publish-release.ts';

const packageKey = 'ModuleX/1.4.2/modulex-client.tar.gz';
const recordKey = 'ModuleX/1.4.2/modulex-client.src.json';
const buckets = ['acme-projecta', 'acme-projectb'] as const;

let projects: ProjectStores;

beforeEach(async () => {
  projects = await startProjectStores();
  // the credential of these tests could write the REL's scripts, of which a strict run would hear first
  projects.server.setHooks({
    before: ({ operation, key }) =>
      operation === 'CreateMultipartUpload' && key === 'ModuleX/1.4.2/ModuleX.tar.gz'
        ? { kind: 'status', status: 400, code: 'InvalidRequest' }
        : undefined,
  });
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a SRC package that was planted in one store is warned of before it is brought to the others', async () => {
  const planted = await plant('acme-projectb');
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');
  const { packages } = await release.publish(projects.stores, { mode: 'dry-run' });

  const { publication, warnings } = await publish(release);

  expect(publication.status).toBe('published');
  const own = packages?.get('PROJECTB')?.sha256;
  expect(warnings).toEqual([
    expect.stringContaining(
      `s3://acme-projectb/${packageKey} (sha256 ${planted}) has no record and is not what this run packed (sha256 ${own}); run "planted" of build 1 put it there`,
    ),
  ]);
});

test('a SRC package that was planted in one store is neither brought to the others nor recorded by a strict run', async () => {
  await plant('acme-projectb');
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');

  const { publication } = await publish(release, { strict: true });

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'given-up' },
    { store: 'PROJECTB', status: 'failed', error: { code: 'conflict' } },
  ]);
  expect(keysIn('acme-projecta')).toEqual([]);
  expect(keysIn('acme-projectb')).toEqual([packageKey]);
});

test('a SRC package that was planted beside the bytes of this run is not what wins', async () => {
  await plant('acme-projecta');
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');
  await release.publish([projects.open('PROJECTB')]);
  projects.server.remove('acme-projectb', recordKey);

  const { publication } = await publish(release);

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'failed', error: { code: 'conflict' } },
    { store: 'PROJECTB', status: 'not-recorded' },
  ]);
});

test('a SRC package that was planted is held against the store that has the release, though it comes first', async () => {
  await plant('acme-projecta');
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');
  await release.publish([projects.open('PROJECTB')]);

  const { publication } = await publish(release);

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'failed', error: { code: 'conflict' } },
    { store: 'PROJECTB', status: 'released', written: false },
  ]);
  expect(keysIn('acme-projecta')).toEqual([packageKey]);
});

test('a SRC package that was planted beside a record whose package is gone is not what wins', async () => {
  await plant('acme-projecta');
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');
  await release.publish([projects.open('PROJECTB')]);
  projects.server.remove('acme-projectb', packageKey);

  const { publication } = await publish(release);

  expect(publication.outcomes).toMatchObject([
    { store: 'PROJECTA', status: 'failed', error: { code: 'conflict' } },
    { store: 'PROJECTB', status: 'released' },
  ]);
  expect(keysIn('acme-projecta')).toEqual([packageKey]);
});

/** Puts a package there that says of itself what one of the commit would say, and returns its digest. */
async function plant(bucket: (typeof buckets)[number]): Promise<string> {
  const release = sampleSrc('ModuleX', '1.4.2', 'what the step compiled\n');
  await release.publish(projects.stores);
  const object = projects.server.object(bucket, packageKey);
  for (const name of buckets) {
    projects.server.remove(name, packageKey);
    projects.server.remove(name, recordKey);
  }
  const tar = gunzipSync(object?.body() ?? '').toString('latin1');
  const planted = gzipSync(Buffer.from(tar.replace('what the step compiled', 'what nobody compiled  '), 'latin1'));
  const sha256 = digest(planted);
  projects.server.put(bucket, packageKey, planted, {
    ...object?.metadata,
    sha256,
    'content-sha256': digest(gunzipSync(planted)),
    'run-id': 'planted',
  });
  return sha256;
}

async function publish(
  { repository, commit }: SampleRelease,
  changes: { readonly strict?: boolean } = {},
): Promise<{ readonly publication: Publication; readonly warnings: readonly string[] }> {
  const context = recordingContext();
  const publication = await publishRelease(
    {
      kind: 'src',
      name: 'ModuleX',
      binName: 'modulex-client',
      files: ['build'],
      target: { on: 'tag', tag: '1.4.2' },
      cloneDir: repository.directory,
      stores: projects.stores,
      build: { repository: 'acme/modulex.src', repositoryUuid: '{modulex.src}', build: 2, commit },
      ...changes,
    },
    context,
  );
  return { publication, warnings: context.lines.filter((line) => line.startsWith('warning: ')) };
}

function keysIn(bucket: string): readonly string[] {
  return projects.server.objects(bucket).map(({ key }) => key);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
