import { createServer } from 'node:http';
import {
  DeletePublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type LifecycleRule as S3LifecycleRule,
} from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TagshipError } from '../../core/errors.ts';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import { connect } from '../../testing/s3/sdk-client.ts';
import { acme } from '../../testing/s3/two-account-server.ts';
import type { Store } from '../store.ts';
import { type LoopbackStore, openLoopbackStore } from './loopback-store.ts';

const Bucket = 'projecta';

describe('what a bucket says of itself', () => {
  test('is read by four questions', async () => {
    const { store, operations } = await openLoopbackStore();

    const protection = await store.guard.readProtection();

    const blockPublic = { blockPublicAcls: true, ignorePublicAcls: true };
    const restrictPublic = { blockPublicPolicy: true, restrictPublicBuckets: true };
    expect(protection).toEqual({
      versioning: { known: true, value: 'on' },
      publicAccess: { known: true, value: { ...blockPublic, ...restrictPublic } },
      publicPolicy: { known: true, value: false },
      lifecycle: { known: true, value: [] },
    });
    expect(operations()).toHaveLength(4);
  });

  test('may be nothing at all', async () => {
    const { store, server } = await openLoopbackStore();
    const admin = connect(server, acme);
    await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await admin.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));

    const { versioning, publicAccess } = await store.guard.readProtection();

    expect(versioning).toEqual({ known: true, value: 'suspended' });
    expect(publicAccess).toMatchObject({ value: { blockPublicAcls: false, restrictPublicBuckets: false } });
    expect(await store.guard.readPolicy()).toEqual({ known: true, value: undefined });
  });

  test('is its policy as it was put', async () => {
    const { store, server } = await openLoopbackStore();
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/secret/*` };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await connect(server, acme).send(new PutBucketPolicyCommand({ Bucket, Policy }));

    expect(await store.guard.readPolicy()).toEqual({ known: true, value: Policy });
  });

  test.each<[string, Partial<S3LifecycleRule>, object]>([
    ['a prefix', { Filter: { Prefix: 'a/' }, Expiration: { Days: 1 } }, { prefix: 'a/', expires: true }],
    ['a prefix in the old form', { Prefix: 'a/', Expiration: { Days: 1 } }, { prefix: 'a/', expires: true }],
    ['no filter', { Filter: { Prefix: '' }, Expiration: { Date: new Date(0) } }, { prefix: '', expires: true }],
    [
      'a tag',
      { Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 1 } },
      { needsTags: true, expires: true },
    ],
    [
      'a prefix and a size',
      { Filter: { And: { Prefix: 'a/', ObjectSizeGreaterThan: 1 } }, Expiration: { Days: 1 } },
      { prefix: 'a/', needsTags: false, expires: true },
    ],
    [
      'a prefix and tags',
      { Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'a', Value: 'b' }] } }, Expiration: { Days: 1 } },
      { prefix: 'a/', needsTags: true },
    ],
    [
      'delete markers alone',
      { Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } },
      { expires: false },
    ],
    [
      'noncurrent versions',
      { Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
      { expires: false },
    ],
    [
      'an archive',
      { Filter: { Prefix: '' }, Transitions: [{ Days: 1, StorageClass: 'DEEP_ARCHIVE' }] },
      { archives: true, expires: false },
    ],
    [
      'a cheaper class',
      { Filter: { Prefix: '' }, Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] },
      { archives: false },
    ],
    [
      'cut-off uploads',
      { Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      { abortsUploads: true },
    ],
  ])('is a lifecycle rule for %s', async (_, rule, expected) => {
    const world = await openLoopbackStore();
    await putRule(world, { ID: 'one', Status: 'Enabled', ...rule });

    const { lifecycle } = await world.store.guard.readProtection();

    expect(lifecycle).toMatchObject({ known: true, value: [{ id: 'one', ...expected }] });
  });

  test('is no rule that is disabled', async () => {
    const world = await openLoopbackStore();
    await putRule(world, { Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } });

    expect((await world.store.guard.readProtection()).lifecycle).toEqual({ known: true, value: [] });
  });
});

test('a server that does not mind which account is expected is told from one that does', async () => {
  // of the loopback server, which minds, this is what Ceph RGW does
  const server = createServer((_request, response) => {
    response.end('<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://${await listenOnLoopback(server)}`;
  const { store } = await openLoopbackStore({ endpoint, expectedOwner: '111111111111' });

  expect(await store.guard.readOwnership()).toBe('ignored');
});

describe('what cannot be read', () => {
  test.each([
    ['denied', { kind: 'status', status: 403, code: 'AccessDenied' }],
    ['unsupported', { kind: 'status', status: 501, code: 'NotImplemented' }],
    ['unanswered', { kind: 'reset' }],
    ['unanswered', { kind: 'stall' }],
  ] as const)('is %s, and the rest is read', async (why, fault) => {
    const { store } = await openLoopbackStore(
      { answerTimeoutMs: 2_000 },
      { before: ({ operation }) => (operation === 'GetBucketVersioning' ? fault : undefined) },
    );

    const { versioning, lifecycle } = await store.guard.readProtection();

    expect(versioning).toEqual({ known: false, why, right: 's3:GetBucketVersioning' });
    expect(lifecycle.known).toBe(true);
  });

  test.each([
    ['a bucket that is not there', { bucket: 'nowhere' }, 'store-misconfigured'],
    [
      'a wrong secret',
      { credentials: { kind: 'keys', accessKeyId: acme.accessKeyId, secretAccessKey: 'no' } },
      'store-access',
    ],
  ] as const)('at all is an error: %s', async (_, options, code) => {
    const { store } = await openLoopbackStore(options);

    const error: unknown = await store.guard.readProtection().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TagshipError);
    expect(error).toMatchObject({ code });
  });

  test('because the run is stopped ends at once', async () => {
    const stop = new AbortController();
    const { store } = await openLoopbackStore({ signal: stop.signal }, { before: () => ({ kind: 'stall' }) });
    const reason = new TagshipError('interrupted', 'stopped');

    const reading = store.guard.readProtection();
    stop.abort(reason);

    await expect(reading).rejects.toBe(reason);
  });
});

test.each([
  [undefined, 'not-pinned'],
  [acme.id, 'as-expected'],
  ['999999999999', 'another'],
] as const)('a bucket that is expected to be of %s is %s', async (expectedOwner, ownership) => {
  const { store } = await openLoopbackStore(expectedOwner === undefined ? {} : { expectedOwner });

  expect(await store.guard.readOwnership()).toBe(ownership);
});

test('whose a bucket is cannot be told by who may ask it nothing', async () => {
  const { store, server } = await openLoopbackStore({ expectedOwner: acme.id });
  server.deny({ action: 's3:GetBucketVersioning' });

  expect(await store.guard.readOwnership()).toBe('unknown');
});

describe('a write is tried out', () => {
  const key = 'ModuleX/1.0.0/ModuleX.tar.gz';

  test('without a trace', async () => {
    const { store, server } = await openLoopbackStore();

    expect(await store.guard.probeWrite(key)).toBe('allowed');
    expect(server.unfinishedUploads(Bucket)).toEqual([]);
    expect(server.objects(Bucket)).toEqual([]);
  });

  test('where it is denied', async () => {
    const { store, server } = await openLoopbackStore();
    server.deny({ action: 's3:PutObject' });

    expect(await store.guard.probeWrite(key)).toBe('denied');
  });

  test('where what was begun may not be ended', async () => {
    const { store, server } = await openLoopbackStore();
    server.deny({ action: 's3:AbortMultipartUpload' });

    expect(await store.guard.probeWrite(key)).toBe('left');
    expect(server.unfinishedUploads(Bucket)).toHaveLength(1);
  });

  test('where the answer to its end is lost', async () => {
    let lost = 0;
    const { store } = await openLoopbackStore(
      {},
      {
        after: ({ operation }) =>
          operation === 'AbortMultipartUpload' && lost++ === 0 ? { kind: 'reset' } : undefined,
      },
    );

    expect(await store.guard.probeWrite(key)).toBe('allowed');
  });
});

async function putRule({ server }: LoopbackStore, rule: Partial<S3LifecycleRule>): Promise<void> {
  const Rules = [{ Status: 'Enabled' as const, ...rule }];
  const command = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } });
  await connect(server, acme).send(command);
}

test.each([
  ['probeWrite', async (store: Store) => await store.guard.probeWrite('ModuleX/1.0.0/ModuleX.tar.gz')],
  ['probeListing', async (store: Store) => await store.guard.probeListing()],
])('%s does not wait for a store that hangs', async (_probe, probe) => {
  const { server, store } = await openLoopbackStore({ answerTimeoutMs: 300 });
  server.setHooks({ before: () => ({ kind: 'stall' }) });

  await expect(probe(store)).rejects.toMatchObject({ code: 'store-unreachable' });
});
