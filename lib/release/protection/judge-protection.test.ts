import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LifecycleRule, StoreProtection } from '../../store/protection.ts';
import { examplesFolder } from '../../testing/example-world.ts';
import { judgeOwnership } from './judge-ownership.ts';
import { judgePolicy } from './judge-policy.ts';
import { judgeProtection } from './judge-protection.ts';

const variables = { bucket: 'BUCKET_NAME', endpoint: 'S3_ENDPOINT', expectedOwner: 'EXPECTED_BUCKET_OWNER' };
const aws = {
  name: 'PROJECTA',
  url: 's3://acme-projecta',
  bucket: 'acme-projecta',
  guard: { endpoint: undefined, expectedOwner: undefined, variables },
};
const ceph = { ...aws, guard: { endpoint: 'https://s3.acme.example', expectedOwner: '111122223333', variables } };

const blocked = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
const open = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const safe: StoreProtection = {
  versioning: { known: true, value: 'on' },
  publicAccess: { known: true, value: blocked },
  publicPolicy: { known: true, value: false },
  lifecycle: { known: true, value: [] },
};

const messages = (hazards: readonly { readonly grade: string; readonly message: string }[]): readonly string[] =>
  hazards.map(({ grade, message }) => `${grade}: ${message}`);

const rule = (changes: Partial<LifecycleRule>): StoreProtection['lifecycle'] => ({
  known: true,
  value: [
    { id: 'tidy', prefix: '', needsTags: false, expires: false, archives: false, abortsUploads: true, ...changes },
  ],
});

describe('a bucket on AWS', () => {
  test('that is protected has no hazard', () => {
    expect(judgeProtection(aws, safe)).toEqual([]);
  });

  test.each<[string, Partial<StoreProtection>, string]>([
    [
      'without a public access block',
      { publicAccess: { known: true, value: open } },
      'unsafe: s3://acme-projecta does not block public access',
    ],
    [
      'with half a public access block',
      { publicAccess: { known: true, value: { ...blocked, blockPublicAcls: false, restrictPublicBuckets: false } } },
      'unsafe: s3://acme-projecta blocks public access in part only (off: BlockPublicAcls, RestrictPublicBuckets)',
    ],
    [
      'without versioning',
      { versioning: { known: true, value: 'off' } },
      'unsafe: s3://acme-projecta keeps no former versions: versioning is off',
    ],
    [
      'with versioning suspended',
      { versioning: { known: true, value: 'suspended' } },
      'unsafe: s3://acme-projecta keeps no former versions: versioning is suspended',
    ],
    [
      'whose lifecycle removes everything',
      { lifecycle: rule({ expires: true }) },
      'unsafe: lifecycle rule "tidy" of s3://acme-projecta, for keys that begin with "", removes what is released',
    ],
    [
      'whose lifecycle removes a module',
      { lifecycle: rule({ expires: true, prefix: 'ModuleX/' }) },
      'unsafe: lifecycle rule "tidy" of s3://acme-projecta, for keys that begin with "ModuleX/", removes what is released',
    ],
    [
      'whose lifecycle archives',
      { lifecycle: rule({ archives: true }) },
      'unsafe: lifecycle rule "tidy" of s3://acme-projecta, for keys that begin with "", archives what is released, so that no rollback can read it',
    ],
  ])('%s is unsafe', (_, changes, message) => {
    expect(messages(judgeProtection(aws, { ...safe, ...changes }))).toEqual([message]);
  });

  test('may remove test builds, and what is neither an object nor a version that is current', () => {
    const developer = rule({ expires: true, prefix: 'ModuleX/developer/' });

    expect(judgeProtection(aws, { ...safe, lifecycle: developer })).toEqual([]);
    expect(judgeProtection(aws, { ...safe, lifecycle: rule({}) })).toEqual([]);
  });

  test('with a public policy lets anybody in, unless public buckets are restricted', () => {
    const publicPolicy = { known: true, value: true } as const;
    const unrestricted = { known: true, value: { ...blocked, restrictPublicBuckets: false } } as const;

    expect(judgeProtection(aws, { ...safe, publicPolicy })).toEqual([]);
    expect(messages(judgeProtection(aws, { ...safe, publicPolicy, publicAccess: unrestricted }))).toContain(
      'unsafe: the policy of s3://acme-projecta lets anybody in',
    );
  });

  test('whose account is not pinned is advised to pin it', () => {
    expect(messages(judgeOwnership(aws, 'not-pinned'))).toEqual([
      'advice: the account of s3://acme-projecta is not pinned: if the bucket is ever removed, anybody can make one of that name',
    ]);
    expect(judgeOwnership(ceph, 'not-pinned')).toEqual([]);
  });
});

test('what is not known is no hazard', () => {
  const unknown = { known: false, why: 'denied', right: 's3:GetBucketVersioning' } as const;
  const nothing = { versioning: unknown, publicAccess: unknown, publicPolicy: unknown, lifecycle: unknown };

  expect(judgeProtection(aws, nothing)).toEqual([]);
});

test('on another server versioning is advice, and BlockPublicAcls is not missed: Ceph RGW can have neither', () => {
  const likeCeph: StoreProtection = {
    ...safe,
    versioning: { known: true, value: 'off' },
    publicAccess: { known: true, value: { ...blocked, blockPublicAcls: false } },
  };

  expect(messages(judgeProtection(ceph, likeCeph))).toEqual([
    'advice: s3://acme-projecta keeps no former versions: versioning is off',
  ]);
});

test.each([
  ['http://s3.acme.example:9000', true],
  ['http://10.0.0.7:9000', true],
  ['http://[2001:db8::1]:9000', true],
  ['http://127.0.0.1.acme.example', true],
  ['https://s3.acme.example', false],
  ['http://127.0.0.1:9000', false],
  ['http://127.8.0.1', false],
  ['http://[::1]:9000', false],
  ['http://localhost:9000', false],
])('%s is in the clear: %s', (endpoint, isUnsafe) => {
  const store = { ...aws, guard: { endpoint, expectedOwner: undefined, variables } };

  expect(messages(judgeProtection(store, safe))).toEqual(
    isUnsafe ? [`unsafe: ${endpoint} has no TLS: packages and session tokens can be read and changed on the way`] : [],
  );
});

describe('a bucket policy', () => {
  const tls = { Bool: { 'aws:SecureTransport': 'false' } };
  const creation = { Null: { 's3:if-none-match': ['true'] }, Bool: { 's3:ObjectCreationOperation': true } };
  const deny = (Condition: unknown, changes: Readonly<Record<string, unknown>> = {}) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::acme-projecta/*',
    Condition,
    ...changes,
  });
  const judged = (store: typeof aws | typeof ceph, ...statements: unknown[]) =>
    messages(judgePolicy(store, JSON.stringify({ Statement: statements })));
  const withoutTls = 'advice: the policy of s3://acme-projecta does not deny requests without TLS';
  const overwritable = 'advice: the policy of s3://acme-projecta lets other programs overwrite what is released';

  test('that asks for TLS and for create-only writes is as advised', () => {
    expect(judged(aws, deny(tls), deny(creation, { Principal: { AWS: ['*'] } }))).toEqual([]);
  });

  test.each<[string, unknown[]]>([
    ['that denies nothing', []],
    ['that allows where it should deny', [{ ...deny(tls), Effect: 'Allow' }]],
    ['that is for one user only', [deny(tls, { Principal: { AWS: 'arn:aws:iam::111122223333:user/a' } })]],
    ['that asks for the contrary', [deny({ Bool: { 'aws:SecureTransport': 'true' } })]],
  ])('%s is not', (_, statements) => {
    expect(judged(aws, ...statements)).toEqual([withoutTls, overwritable]);
  });

  const notReleased = 'arn:aws:s3:::acme-projecta/*/developer/*';
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['of everything', { Action: '*', Resource: '*' }],
    ['of writes and reads', { Action: ['s3:getobject', 's3:Put*'] }],
    ['of all but removing', { Action: undefined, NotAction: 's3:DeleteObject' }],
    ['of all that is no test build', { Resource: undefined, NotResource: notReleased }],
    ['in another partition', { Resource: 'arn:aws-cn:s3:::acme-project?/*' }],
  ])('with a denial %s is as advised', (_, changes) => {
    expect(judged(aws, deny(tls, changes), deny(creation, changes))).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['is of another action', { Action: 's3:DeleteObject' }],
    ['is of no action', { Action: undefined }],
    ['leaves out writes and reads', { Action: undefined, NotAction: ['s3:*Object'] }],
    ['is of another bucket', { Resource: 'arn:aws:s3:::acme-projectb/*' }],
    ['is of the bucket without what is in it', { Resource: 'arn:aws:s3:::acme-projecta' }],
    ['is of one module', { Resource: 'arn:aws:s3:::acme-projecta/ModuleX/*' }],
    ['is of packages and of no records', { Resource: 'arn:aws:s3:::acme-projecta/*.tar.gz' }],
    ['is of test builds', { Resource: notReleased }],
    ['leaves out all releases', { Resource: undefined, NotResource: 'arn:aws:s3:::acme-projecta/*' }],
    ['is of no resource', { Resource: undefined }],
  ])('whose denial %s is not', (_, changes) => {
    expect(judged(aws, deny(tls, changes), deny(creation, changes))).toEqual([withoutTls, overwritable]);
  });

  test('whose denials hold under one more condition is not', () => {
    const abroad = { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const alsoOfKey = { Null: { ...creation.Null, 's3:x-amz-acl': 'true' }, Bool: creation.Bool };

    expect(judged(aws, deny({ ...tls, ...abroad }), deny({ ...creation, ...abroad }))).toEqual([
      withoutTls,
      overwritable,
    ]);
    expect(judged(aws, deny(tls), deny(alsoOfKey))).toEqual([overwritable]);
  });

  test('may deny reads and writes without TLS in two statements, and not one of them only', () => {
    const [reads, writes] = ['s3:GetObject', 's3:PutObject'].map((Action) => deny(tls, { Action }));

    expect(judged(ceph, reads, writes)).toEqual([]);
    expect(judged(ceph, writes)).toEqual([withoutTls]);
  });

  test('with a pattern that is made to take long is judged at once', () => {
    const Resource = `arn:aws:s3:::${'*a'.repeat(5000)}*b`;

    expect(judged(ceph, deny(tls, { Resource }))).toEqual([withoutTls]);
  });

  test('that is missing or is not JSON is not', () => {
    expect(messages(judgePolicy(aws, undefined))).toEqual([withoutTls, overwritable]);
    expect(messages(judgePolicy(aws, '{'))).toEqual([withoutTls, overwritable]);
  });

  test.each(['policy.json', 's3-compatible/policy.json'])('examples/bucket/%s is as advised', (file) => {
    const policy = readFileSync(join(examplesFolder, 'bucket', file), 'utf8');

    expect(judgePolicy(file === 'policy.json' ? aws : ceph, policy)).toEqual([]);
  });

  test('of another server is not asked for a condition that it may not know', () => {
    expect(judged(ceph, deny(tls))).toEqual([]);
  });
});
