import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tarEnd } from '../../archive/tar-header.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { type SampleRelease, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import type { ReleaseRecord } from '../record.ts';

const bucket = 'acme-projecta';
const relKeys = { package: 'BaseLib/1.2.3/BaseLib.tar.gz', record: 'BaseLib/1.2.3/BaseLib.rel.json' };
const srcKeys = {
  package: 'ModuleX/1.4.2/modulex-client.tar.gz',
  record: 'ModuleX/1.4.2/modulex-client.src.json',
};

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a package whose bytes are not those of its metadata is not taken over', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  replace(relKeys.package, { metadata: { sha256: '0'.repeat(64) } });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([
    {
      status: 'failed',
      error: { code: 'integrity', message: expect.stringContaining(`its metadata says ${'0'.repeat(64)}`) },
    },
  ]);
  expect(projects.server.object(bucket, relKeys.record)).toBeUndefined();
});

test('a REL package that was made of other content than the commit packs to is not taken over', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  const storedContent = digest(unpackedAt(relKeys.package));
  release.repository.write({ 'etc/module.conf': 'changed, and not committed\n' });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([
    {
      status: 'failed',
      error: { code: 'conflict', message: expect.stringContaining(`other content (${storedContent})`) },
    },
  ]);
  expect(projects.server.object(bucket, relKeys.record)).toBeUndefined();
});

test('a REL package whose metadata claims the content of the commit is not taken over when its files are others', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  release.repository.write({ 'etc/module.conf': 'changed, and not committed\n' });
  const { packages } = await release.publish([store], { mode: 'dry-run' });
  const claimed = packages?.get('PROJECTA')?.contentSha256 ?? '';
  replace(relKeys.package, { metadata: { 'content-sha256': claimed } });

  const publication = await release.publish([store]);

  expect(claimed).toMatch(/^[0-9a-f]{64}$/);
  expect(publication.outcomes).toMatchObject([{ status: 'failed', error: { code: 'conflict' } }]);
  expect(projects.server.object(bucket, relKeys.record)).toBeUndefined();
});

test.each<[string, (tar: Buffer) => Buffer]>([
  ['a symbolic link', (tar) => withEntry(tar, { type: 'SymbolicLink', path: 'notes', linkpath: 'etc/module.conf' })],
  [
    'a symbolic link in the place of a script',
    (tar) => withEntry(tar, { type: 'SymbolicLink', path: 'deploy.sh', linkpath: 'etc/module.conf' }),
  ],
  ['a hard link', (tar) => withEntry(tar, { type: 'Link', path: 'notes', linkpath: 'deploy.sh' })],
  ['a folder', (tar) => withEntry(tar, { type: 'Directory', path: 'more/' })],
  ['a file again', (tar) => withEntry(tar, { type: 'File', path: 'deploy.sh' })],
  ['another owner', (tar) => ownedBy(tar, 1000)],
])('a planted REL package with the files of the commit and %s is not taken over', async (_, alter) => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  const body = gzipSync(alter(unpackedAt(relKeys.package)));
  replace(relKeys.package, { body, metadata: { sha256: digest(body) } });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([{ status: 'failed', error: { name: 'TagshipError' } }]);
  expect(projects.server.object(bucket, relKeys.record)).toBeUndefined();
});

test('a REL package that claims other content than the commit packs to is not taken over although its files are the same', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  const body = recompress(relKeys.package);
  replace(relKeys.package, { body, metadata: { sha256: digest(body), 'content-sha256': '0'.repeat(64) } });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([{ status: 'failed', error: { code: 'conflict' } }]);
  expect(projects.server.object(bucket, relKeys.record)).toBeUndefined();
});

test('a REL package of the same content that was compressed in another way is recorded as it lies there', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  const { packages } = await release.publish([store], { mode: 'dry-run' });
  const recompressed = recompress(relKeys.package);
  const sha256 = digest(recompressed);
  replace(relKeys.package, { body: recompressed, metadata: { sha256 } });

  const publication = await release.publish([store]);

  const packed = packages?.get('PROJECTA');
  expect(publication.outcomes).toMatchObject([{ status: 'released', arrival: 'adopted' }]);
  expect(sha256).not.toBe(packed?.sha256);
  expect(recordAt(relKeys.record)).toMatchObject({
    package: { sha256, size: recompressed.length, contentSha256: packed?.contentSha256, compression: 'unknown' },
    files: packed?.files,
    placeholders: packed?.placeholders,
  });
});

test('the very bytes that this run packed are recorded with how they were compressed', async () => {
  const release = await unrecorded(sampleRel({ name: 'BaseLib', tag: '1.2.3' }), relKeys);
  const { packages } = await release.publish([store], { mode: 'dry-run' });

  await release.publish([store]);

  expect(recordAt(relKeys.record).package.compression).toBe(packages?.get('PROJECTA')?.compression);
});

test('a SRC package of other bytes is recorded with its own files, content and digest', async () => {
  const release = await unrecorded(sampleSrc('ModuleX', '1.4.2'), srcKeys);
  const stored = projects.server.object(bucket, srcKeys.package);
  release.repository.write({ 'build/bin/client': 'compiled to other bytes\n' });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([{ status: 'released', arrival: 'adopted' }]);
  expect(recordAt(srcKeys.record)).toMatchObject({
    package: {
      sha256: stored?.metadata['sha256'],
      contentSha256: stored?.metadata['content-sha256'],
      compression: 'unknown',
    },
    placeholders: [],
  });
  expect(recordAt(srcKeys.record).files.find(({ path }) => path.endsWith('bin/client'))?.sha256).toBe(
    digest(Buffer.from('binary of ModuleX 1.4.2\n')),
  );
});

test('a planted SRC package that lies about its content is not taken over', async () => {
  const release = await unrecorded(sampleSrc('ModuleX', '1.4.2'), srcKeys);
  release.repository.write({ 'build/bin/client': 'compiled to other bytes\n' });
  replace(srcKeys.package, { metadata: { 'content-sha256': '0'.repeat(64) } });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([
    {
      status: 'failed',
      error: { code: 'integrity', message: expect.stringContaining(`its metadata says ${'0'.repeat(64)}`) },
    },
  ]);
  expect(projects.server.object(bucket, srcKeys.record)).toBeUndefined();
});

test.each([
  { kind: 'REL', make: () => sampleRel({ name: 'BaseLib', tag: '1.2.3' }), keys: relKeys },
  { kind: 'SRC', make: () => sampleSrc('ModuleX', '1.4.2'), keys: srcKeys },
])(
  'a $kind package that another repository planted under the commit is refused before anything is written',
  async ({ make, keys }) => {
    const release = await unrecorded(make(), keys);
    replace(keys.package, { metadata: { 'repository-uuid': '{another}' } });

    const publication = await release.publish([store]);

    expect(publication).toMatchObject({
      status: 'invalid',
      diagnostics: [{ severity: 'error', message: expect.stringContaining('put by another repository, "{another}"') }],
    });
    expect(projects.server.object(bucket, keys.record)).toBeUndefined();
  },
);

test('a package that is no archive is not taken over', async () => {
  const release = await unrecorded(sampleSrc('ModuleX', '1.4.2'), srcKeys);
  const body = Buffer.from('no archive');
  replace(srcKeys.package, { body, metadata: { sha256: digest(body) } });

  const publication = await release.publish([store]);

  expect(publication.outcomes).toMatchObject([{ status: 'failed', error: { name: 'TagshipError' } }]);
  expect(projects.server.object(bucket, srcKeys.record)).toBeUndefined();
});

/** A release whose run ended before its record. */
async function unrecorded(release: SampleRelease, { record }: { readonly record: string }): Promise<SampleRelease> {
  await release.publish([store]);
  projects.server.remove(bucket, record);
  return release;
}

function replace(
  key: string,
  { body, metadata }: { readonly body?: Buffer; readonly metadata: Readonly<Record<string, string>> },
): void {
  const object = projects.server.object(bucket, key);
  projects.server.put(bucket, key, body ?? object?.body() ?? '', { ...object?.metadata, ...metadata });
}

function recompress(key: string): Buffer {
  return gzipSync(unpackedAt(key), { level: 1 });
}

/** The archive at that key, uncompressed. */
function unpackedAt(key: string): Buffer {
  return gunzipSync(projects.server.object(bucket, key)?.body() ?? '');
}

interface EmptyEntry {
  readonly type: 'File' | 'Directory' | 'SymbolicLink' | 'Link';
  readonly path: string;
  readonly linkpath?: string;
}

/** The archive with an empty entry after all others. */
function withEntry(tar: Buffer, entry: EmptyEntry): Buffer {
  return Buffer.concat([tar.subarray(0, -tarEnd.length), headerOf(entry), tarEnd]);
}

/** The archive with another owner of its first entry. */
function ownedBy(tar: Buffer, uid: number): Buffer {
  const header = new Header(tar);
  header.uid = uid;
  header.encode();
  return Buffer.concat([header.block ?? Buffer.alloc(0), tar.subarray(512)]);
}

function headerOf(entry: EmptyEntry): Buffer {
  const header = new Header({ mode: 0o644, size: 0, mtime: new Date(0), ...entry });
  header.encode();
  return header.block ?? Buffer.alloc(0);
}

function recordAt(key: string): ReleaseRecord {
  return JSON.parse(projects.server.object(bucket, key)?.body().toString() ?? 'null');
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
