import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostics.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { type SampleRelease, sampleDist, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';
import type { ReleaseRecord } from '../record.ts';
import type { Publication } from './publish-release.ts';

let projects: ProjectStores;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA', 'PROJECTB', 'PROJECTC']);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a first release puts the package and its record into every store', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });

  const publication = await release.publish(projects.stores);

  expect(publication.status).toBe('published');
  expect(arrivals(publication)).toEqual(['PROJECTA uploaded', 'PROJECTB uploaded', 'PROJECTC uploaded']);
  for (const bucket of buckets) {
    expect(keys(bucket)).toEqual(['BaseLib/1.2.3/BaseLib.rel.json', 'BaseLib/1.2.3/BaseLib.tar.gz']);
    expect(record(bucket, 'BaseLib/1.2.3/BaseLib.rel.json').source.commit).toBe(release.commit);
  }
});

test('the record of every store describes the bytes that lie there, rendered for that store alone', async () => {
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(projects.stores);

  const records = buckets.map((bucket) => record(bucket, 'BaseLib/1.2.3/BaseLib.rel.json'));

  expect(new Set(records.map((each) => each.package.sha256)).size).toBe(3);
  expect(new Set(records.map((each) => each.package.contentSha256)).size).toBe(1);
  for (const [index, bucket] of buckets.entries()) {
    const stored = projects.server.object(bucket, 'BaseLib/1.2.3/BaseLib.tar.gz');
    expect(stored?.sizeBytes).toBe(records[index]?.package.size);
    expect(stored?.metadata['sha256']).toBe(records[index]?.package.sha256);
  }
});

test('the same tag again uploads nothing and succeeds', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores);
  const before = snapshot();

  const again = await release.publish(projects.stores, { build: { build: 99 } });

  expect(again.status).toBe('published');
  expect(arrivals(again)).toEqual(['PROJECTA unchanged', 'PROJECTB unchanged', 'PROJECTC unchanged']);
  expect(again.outcomes?.some((outcome) => outcome.status === 'released' && outcome.written)).toBe(false);
  expect(snapshot()).toEqual(before);
});

test('a moved tag is refused with both commits named, and no store is written to', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores);
  const before = snapshot();
  const moved = release.repository.commit({ 'etc/module.conf': 'changed\n' });

  const publication = await release.publish(projects.stores);

  expect(publication.status).toBe('invalid');
  expect(texts(publication)[0]).toBe(
    `store PROJECTA: tag 1.2.3 was released from commit ${release.commit}, and this build is of commit ${moved}; a release is never overwritten; leave the tag where it was and give the new commit a new tag`,
  );
  expect(texts(publication)).toHaveLength(3);
  expect(snapshot()).toEqual(before);
});

test('one store that denies writing keeps the others from being written to, and all are checked', async () => {
  projects.server.deny({ bucket: 'acme-projectb', action: 's3:PutObject' });
  projects.server.deny({ bucket: 'acme-projectc', action: 's3:ListBucket' });

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(projects.stores);

  expect(publication.status).toBe('invalid');
  expect(texts(publication)).toEqual([
    "store PROJECTB: CreateMultipartUpload s3://acme-projectb/BaseLib/1.2.3/BaseLib.tar.gz was refused (403 AccessDenied); allow s3:PutObject on arn:aws:s3:::acme-projectb/BaseLib/1.2.3/BaseLib.tar.gz for this store's credentials",
    "store PROJECTC: ListObjectsV2 s3://acme-projectc was refused (403 AccessDenied); allow s3:ListBucket on arn:aws:s3:::acme-projectc for this store's credentials",
  ]);
  expect(buckets.flatMap(keys)).toEqual([]);
});

test('a store that fails while it is uploaded to keeps every record from being written; the next run completes', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const allow = projects.server.deny({ bucket: 'acme-projectc', keyPattern: /tar\.gz$/, action: 's3:GetObject' });

  const failed = await release.publish(projects.stores);
  const afterFailure = buckets.map(keys);
  allow();
  const completed = await release.publish(projects.stores);

  expect(failed.status).toBe('failed');
  expect(failed.outcomes?.map(({ store, status }) => `${store} ${status}`)).toEqual([
    'PROJECTA not-recorded',
    'PROJECTB not-recorded',
    'PROJECTC failed',
  ]);
  expect(afterFailure.flat().filter((key) => key.endsWith('.json'))).toEqual([]);
  expect(completed.status).toBe('published');
  expect(arrivals(completed)).toEqual(['PROJECTA adopted', 'PROJECTB adopted', 'PROJECTC adopted']);
});

test('a run that ended between two records is completed by the next one', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores);
  projects.server.remove('acme-projectb', 'BaseLib/1.2.3/BaseLib.rel.json');
  projects.server.remove('acme-projectc', 'BaseLib/1.2.3/BaseLib.rel.json');
  projects.server.remove('acme-projectc', 'BaseLib/1.2.3/BaseLib.tar.gz');

  const publication = await release.publish(projects.stores);

  expect(arrivals(publication)).toEqual(['PROJECTA unchanged', 'PROJECTB adopted', 'PROJECTC uploaded']);
  expect(publication.outcomes?.map((outcome) => outcome.status === 'released' && outcome.written)).toEqual([
    false,
    true,
    true,
  ]);
});

test('a store that is added later gets the bytes first recorded, also when SRC was compiled to others', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores.slice(0, 1));
  const first = projects.server.object('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz')?.body();
  recompile(release, 'the same commit, compiled to other bytes\n');

  const publication = await release.publish(projects.stores);

  expect(arrivals(publication)).toEqual(['PROJECTA kept', 'PROJECTB filled', 'PROJECTC filled']);
  for (const bucket of buckets) {
    expect(projects.server.object(bucket, 'ModuleX/1.4.2/modulex-client.tar.gz')?.body()).toEqual(first);
    const described = record(bucket, 'ModuleX/1.4.2/modulex-client.src.json');
    expect(described.package.sha256).toBe(
      record('acme-projecta', 'ModuleX/1.4.2/modulex-client.src.json').package.sha256,
    );
    expect(described.files).toEqual(record('acme-projecta', 'ModuleX/1.4.2/modulex-client.src.json').files);
  }
});

test('bytes of a recompiled SRC that lie unrecorded in one store are taken over by all', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores.slice(1, 2));
  projects.server.remove('acme-projectb', 'ModuleX/1.4.2/modulex-client.src.json');
  const first = projects.server.object('acme-projectb', 'ModuleX/1.4.2/modulex-client.tar.gz')?.body();
  recompile(release, 'other bytes\n');

  const publication = await release.publish(projects.stores);

  expect(arrivals(publication)).toEqual(['PROJECTA filled', 'PROJECTB adopted', 'PROJECTC filled']);
  expect(projects.server.object('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz')?.body()).toEqual(first);
});

test('a REL whose commit packs to other content than was released does not reach a further store', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores.slice(0, 1));
  recompile(release, 'changed, and not committed\n', 'etc/module.conf');

  const publication = await release.publish(projects.stores);

  expect(publication.status).toBe('failed');
  expect(publication.outcomes?.map(({ status }) => status)).toEqual(['released', 'failed', 'failed']);
  expect(keys('acme-projectb')).toEqual([]);
});

test('a package that is gone although it is recorded is put back when its bytes can be made again', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores);
  const before = snapshot();
  projects.server.remove('acme-projectb', 'BaseLib/1.2.3/BaseLib.tar.gz');

  const publication = await release.publish(projects.stores);

  expect(arrivals(publication)).toEqual(['PROJECTA unchanged', 'PROJECTB uploaded', 'PROJECTC unchanged']);
  expect(snapshot()).toEqual(before);
});

test('a package that is gone is put back from a store that has its bytes, also when SRC compiles to others now', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores);
  const before = snapshot();
  projects.server.remove('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz');
  recompile(release, 'other bytes\n');

  const publication = await release.publish(projects.stores);

  expect(arrivals(publication)).toEqual(['PROJECTA uploaded', 'PROJECTB kept', 'PROJECTC kept']);
  expect(snapshot()).toEqual(before);
});

test('a package that is gone and whose bytes cannot be had is not replaced by others', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores.slice(0, 1));
  projects.server.remove('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz');
  recompile(release, 'other bytes\n');

  const publication = await release.publish(projects.stores.slice(0, 1));

  expect(publication.status).toBe('failed');
  expect(keys('acme-projecta')).toEqual(['ModuleX/1.4.2/modulex-client.src.json']);
});

test('where one store cannot be made whole again nothing is put into another', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores.slice(0, 1));
  projects.server.remove('acme-projecta', 'ModuleX/1.4.2/modulex-client.tar.gz');
  recompile(release, 'other bytes\n');

  const publication = await release.publish(projects.stores);

  expect(publication.outcomes?.map(({ status }) => status)).toEqual(['failed', 'given-up', 'given-up']);
  expect(keys('acme-projectb')).toEqual([]);
});

test('unrecorded bytes that are not those recorded first in another store are not recorded', async () => {
  const release = sampleSrc('ModuleX', '1.4.2');
  await release.publish(projects.stores.slice(0, 1));
  projects.server.remove('acme-projecta', 'ModuleX/1.4.2/modulex-client.src.json');
  recompile(release, 'other bytes\n');
  await release.publish(projects.stores.slice(1, 2));

  const publication = await release.publish(projects.stores);

  expect(publication.outcomes?.map(({ status }) => status)).toEqual(['failed', 'released', 'given-up']);
  expect(keys('acme-projecta')).toEqual(['ModuleX/1.4.2/modulex-client.tar.gz']);
});

test('a released package that was altered in its store is found before anything is written', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  await release.publish(projects.stores.slice(0, 1));
  projects.server.put('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz', 'another file');

  const publication = await release.publish(projects.stores);

  expect(publication.status).toBe('invalid');
  expect(texts(publication)[0]).toMatch(
    /^store PROJECTA: s3:\/\/acme-projecta\/BaseLib\/1\.2\.3\/BaseLib\.tar\.gz is not what was released: it has 12 bytes, its record says \d+;/,
  );
  expect(keys('acme-projectb')).toEqual([]);
});

test('something in a tag folder that tagship did not put there is never overwritten', async () => {
  projects.server.put('acme-projectb', 'BaseLib/1.2.3/BaseLib.tar.gz', 'put by hand');

  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(projects.stores);

  expect(texts(publication)).toEqual([
    'store PROJECTB: BaseLib/1.2.3/BaseLib.tar.gz is there without a record and was not put by tagship; a tag folder is never overwritten; release under a new tag, or remove the object if nothing uses it',
  ]);
  expect(keys('acme-projecta')).toEqual([]);
});

test('a project cannot take the name of a module', async () => {
  await sampleRel({ name: 'ModuleX', tag: '1.0.0' }).publish(projects.stores.slice(0, 1));

  const publication = await sampleDist('ModuleX', '1.0.0', {}).publish(projects.stores.slice(0, 1));

  expect(texts(publication)).toEqual([
    'store PROJECTA: "ModuleX/1.0.0/ModuleX.rel.json" is the record of a REL, and this build is a DIST; two repositories publish under one name; give one of them another REPO_NAME or BIN_NAME',
  ]);
});

test('a developer build replaces an older one, and an older one leaves a newer alone', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: 'developer' });
  const developer = { target: { on: 'developer' } } as const;
  const first = await release.publish(projects.stores, { ...developer, build: { build: 7 } });
  release.repository.commit({ 'etc/module.conf': 'newer\n' });

  const newer = await release.publish(projects.stores, { ...developer, build: { build: 9 } });
  const afterNewer = snapshot();
  const older = await release.publish(projects.stores, { ...developer, build: { build: 8 } });

  expect(arrivals(first)).toEqual(['PROJECTA uploaded', 'PROJECTB uploaded', 'PROJECTC uploaded']);
  expect(arrivals(newer)).toEqual(['PROJECTA uploaded', 'PROJECTB uploaded', 'PROJECTC uploaded']);
  expect(older.status).toBe('published');
  expect(older.outcomes?.map(({ status }) => status)).toEqual(['stood-back', 'stood-back', 'stood-back']);
  expect(texts(older)[0]).toBe(
    'store PROJECTA: BaseLib/developer/BaseLib.tar.gz is of build 9, newer than this build 8; nothing is written there',
  );
  expect(snapshot()).toEqual(afterNewer);
  expect(record('acme-projecta', 'BaseLib/developer/BaseLib.rel.json').source.build).toBe(9);
});

test('the same developer build again uploads nothing', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: 'developer' });
  const request = { target: { on: 'developer' }, build: { build: 7 } } as const;
  await release.publish(projects.stores, request);
  const before = snapshot();

  const again = await release.publish(projects.stores, request);

  expect(arrivals(again)).toEqual(['PROJECTA unchanged', 'PROJECTB unchanged', 'PROJECTC unchanged']);
  expect(snapshot()).toEqual(before);
});

test('a dry run packs and writes nothing', async () => {
  const publication = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(projects.stores, { mode: 'dry-run' });

  expect(publication.status).toBe('checked');
  expect(publication.packages?.size).toBe(3);
  expect(new Set(projects.server.calls.map(({ operation }) => operation))).toEqual(
    new Set([
      'ListObjectsV2',
      'GetBucketVersioning',
      'GetPublicAccessBlock',
      'GetBucketPolicyStatus',
      'GetBucketLifecycleConfiguration',
    ]),
  );
});

test('STRICT turns a warning into an error before anything is written', async () => {
  const release = sampleRel({ name: 'BaseLib', tag: '1.2.3', files: { 'upgrade.sh': 'echo ${BITBUCKET_TAG}\n' } });

  const publication = await release.publish(projects.stores, { strict: true });

  expect(publication.status).toBe('invalid');
  expect(buckets.flatMap(keys)).toEqual([]);
});

test('a REL is refused where one of three stores lacks what it refers to', async () => {
  await sampleSrc('ModuleX', '1.4.2').publish(projects.stores);
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish(projects.stores.slice(0, 2));

  const publication = await sampleRel({
    name: 'ModuleX',
    tag: '2.0.0',
    srcBranch: '1.4.2',
    dependList: { BaseLib: '1.2.3' },
  }).publish(projects.stores);

  expect(texts(publication)).toEqual([
    'repo-info:4:3 depend_list.BaseLib: store PROJECTC: BaseLib/1.2.3/BaseLib.tar.gz is not released there (no record); publish BaseLib 1.2.3 there first',
  ]);
});

const buckets = ['acme-projecta', 'acme-projectb', 'acme-projectc'] as const;

function keys(bucket: string): string[] {
  return projects.server
    .objects(bucket)
    .map(({ key }) => key)
    .toSorted();
}

/** Every object with its bytes, without the times at which they were written. */
function snapshot(): unknown {
  return buckets.map((bucket) =>
    projects.server
      .objects(bucket)
      .map(({ key, etag }) => `${key} ${etag}`)
      .toSorted(),
  );
}

function record(bucket: string, key: string): ReleaseRecord {
  return JSON.parse(projects.server.object(bucket, key)?.body().toString() ?? 'null');
}

function arrivals({ outcomes = [] }: Publication): string[] {
  return outcomes.map((outcome) => `${outcome.store} ${'arrival' in outcome ? outcome.arrival : outcome.status}`);
}

function texts({ diagnostics }: Publication): string[] {
  return diagnostics.map(renderDiagnostic);
}

/** Changes what is packed without a commit, as a compiler does that gives other bytes each time. */
function recompile({ repository }: SampleRelease, content: string, path = 'build/bin/client'): void {
  repository.write({ [path]: content });
}
