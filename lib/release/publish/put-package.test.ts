import { afterEach, beforeEach, expect, test } from 'vitest';
import { bufferBody } from '../../store/body.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { sampleRel, sampleSrc } from '../../testing/sample-releases.ts';

const bucket = 'acme-projecta';
const packageKey = 'ModuleX/1.4.2/modulex-client.tar.gz';
const recordKey = 'ModuleX/1.4.2/modulex-client.src.json';

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a package that another run of the same commit puts first is taken over', async () => {
  const first = sampleSrc('ModuleX', '1.4.2');
  const second = sampleSrc('ModuleX', '1.4.2');
  second.repository.write({ 'build/bin/client': 'compiled to other bytes\n' });
  const late = beforePackage(async () => {
    await second.publish([store]);
    projects.server.remove(bucket, recordKey);
  });

  const publication = await first.publish([late]);

  expect(publication.outcomes).toMatchObject([{ status: 'released', arrival: 'adopted' }]);
  const stored = projects.server.object(bucket, packageKey);
  const record = JSON.parse(projects.server.object(bucket, recordKey)?.body().toString() ?? 'null');
  expect(record.package).toMatchObject({
    sha256: stored?.metadata['sha256'],
    contentSha256: stored?.metadata['content-sha256'],
    size: stored?.sizeBytes,
    etag: stored?.etag.replaceAll('"', ''),
  });
});

test('a package that another commit puts first is not taken over and not overwritten', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  const other = sampleSrc('ModuleX', '1.4.2', 'of another commit\n');
  const late = beforePackage(async () => {
    await other.publish([store]);
    projects.server.remove(bucket, recordKey);
  });

  const publication = await release.publish([late]);

  expect(publication.outcomes).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'tag-moved',
        message: `s3://${bucket}/${packageKey} was taken meanwhile by commit ${other.commit}; this build is of commit ${release.commit}`,
      },
    },
  ]);
  expect(projects.server.object(bucket, packageKey)?.metadata['commit']).toBe(other.commit);
  expect(projects.server.object(bucket, recordKey)).toBeUndefined();
});

test('something that tagship did not put there is not taken over', async () => {
  const late = beforePackage(async () => projects.server.put(bucket, packageKey, 'put by hand'));

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([late]);

  expect(publication.outcomes).toMatchObject([
    {
      status: 'failed',
      error: { code: 'tag-moved', message: expect.stringContaining('something that tagship did not put') },
    },
  ]);
  expect(projects.server.object(bucket, packageKey)?.body().toString()).toBe('put by hand');
});

test('what is gone again after it kept this run from writing is a conflict', async () => {
  const vanishing: Store = {
    ...store,
    write: async (key, body, options) =>
      key === packageKey ? { outcome: 'conflict' } : await store.write(key, body, options),
  };

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([vanishing]);

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'conflict', message: expect.stringContaining('nothing is there') } },
  ]);
});

test('a run whose answer was lost knows its own package again', async () => {
  let lost = 0;
  projects.server.setHooks({
    after: ({ operation, key }, status) => {
      if (operation === 'PutObject' && key === packageKey && status === 200) {
        lost += 1;
        return { kind: 'reset' };
      }
      return undefined;
    },
  });

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([store]);

  expect(lost).toBe(1);
  expect(publication.outcomes).toMatchObject([{ status: 'released', arrival: 'uploaded', written: true }]);
  expect(projects.server.calls.filter(({ operation, key }) => operation === 'GetObject' && key === packageKey)).toEqual(
    [],
  );
});

test('a package that is another one when it is looked at after the upload is refused and not recorded', async () => {
  projects.server.setHooks({
    after: ({ operation, key }, status) => {
      if (operation === 'PutObject' && key === packageKey && status === 200) {
        projects.server.put(bucket, packageKey, 'put by hand');
      }
    },
  });

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([store]);

  expect(publication.outcomes).toMatchObject([{ status: 'failed', error: { code: 'integrity' } }]);
  expect(projects.server.object(bucket, recordKey)).toBeUndefined();
});

test('of the same size and digest, but another ETag, it was written again: refused and not recorded', async () => {
  const written: Store = {
    ...store,
    write: async (key, body, options) => {
      const outcome = await store.write(key, body, options);
      return key === packageKey && outcome.outcome === 'written' ? { ...outcome, etag: 'of-what-was-sent' } : outcome;
    },
  };

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([written]);

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'integrity', message: expect.stringContaining('is not what was just sent') } },
  ]);
  expect(projects.server.object(bucket, recordKey)).toBeUndefined();
});

test('a run that finds its own package after a conflict makes sure that it arrived whole', async () => {
  const cutOff: Store = {
    ...store,
    write: async (key, body, options) => {
      const outcome = await store.write(key, body, options);
      if (key !== packageKey) {
        return outcome;
      }
      const metadata = projects.server.object(bucket, packageKey)?.metadata ?? {};
      projects.server.remove(bucket, packageKey);
      await store.write(key, bufferBody((await body.read(0, body.size)).subarray(1)), { ...options, metadata });
      return { outcome: 'conflict' };
    },
  };

  const publication = await sampleSrc('ModuleX', '1.4.2').publish([cutOff]);

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'integrity', message: expect.stringContaining('is not what was just sent') } },
  ]);
  expect(projects.server.object(bucket, recordKey)).toBeUndefined();
});

test('the recorded bytes are put back and no others of the same content', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish([store]);
  const key = 'BaseLib/1.2.3/BaseLib.tar.gz';
  const record = 'BaseLib/1.2.3/BaseLib.rel.json';
  const sha256 = 'f'.repeat(64);
  const recorded = JSON.parse(projects.server.object(bucket, record)?.body().toString() ?? 'null');
  projects.server.put(bucket, record, JSON.stringify({ ...recorded, package: { ...recorded.package, sha256 } }));
  projects.server.remove(bucket, key);

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([
    { status: 'failed', error: { code: 'integrity', message: expect.stringContaining('cannot be made again') } },
  ]);
  expect(projects.server.object(bucket, key)).toBeUndefined();
});

test('the right to write is proved although the answer to ending the proof is lost, and the release goes on', async () => {
  let lost = 0;
  projects.server.setHooks({
    after: ({ operation }) => {
      if (operation === 'AbortMultipartUpload' && lost === 0) {
        lost += 1;
        return { kind: 'reset' };
      }
      return undefined;
    },
  });

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);

  expect(lost).toBe(1);
  expect(publication.status).toBe('published');
  expect(projects.server.unfinishedUploads(bucket)).toEqual([]);
});

function beforePackage(happening: () => Promise<unknown>): Store {
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
