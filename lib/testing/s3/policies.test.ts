import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { evaluatePolicy, type PolicyDocument, requirePolicy } from './iam/policy.ts';
import { matchesPattern } from './iam/wildcard.ts';
import { connect, outcome } from './sdk-client.ts';
import { type S3Server, startS3Server } from './server.ts';
import type { S3Account } from './signature.ts';

const bucket = 'projecta';
const arn = `arn:aws:s3:::${bucket}`;
const root: S3Account = { name: 'root', id: '111111111111', accessKeyId: 'AKIDROOT', secretAccessKey: 'root' };
const stranger: S3Account = {
  name: 'stranger',
  id: '222222222222',
  accessKeyId: 'AKIDOTHER',
  secretAccessKey: 'other',
};

type Statement = PolicyDocument['Statement'][number];

const policyOf = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string, more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource: string, more: Partial<Statement> = {}): Statement => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

function user(policies: readonly PolicyDocument[]): S3Account {
  return { ...root, name: 'user', accessKeyId: 'AKIDUSER', secretAccessKey: 'user', policies };
}

async function start(accounts: readonly S3Account[]): Promise<S3Server> {
  const server = await startS3Server({ accounts: [root, ...accounts], buckets: [{ name: bucket, owner: 'root' }] });
  onTestFinished(async () => await server.close());
  return server;
}

const put = async (server: S3Server, account: S3Account, Key = 'a/1'): Promise<string> =>
  await outcome(connect(server, account).send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' })));

const putPolicy = async (server: S3Server, policy: PolicyDocument | string): Promise<string> => {
  const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
  return await outcome(connect(server, root).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy })));
};

describe('a user', () => {
  test.each<[string, readonly PolicyDocument[], string]>([
    ['without rights may nothing', [], '403 AccessDenied'],
    ['may what one of its policies allows', [policyOf(), policyOf(allow('s3:Put*', `${arn}/a/*`))], '200'],
    [
      'may not what another resource is allowed for',
      [policyOf(allow('s3:PutObject', `${arn}/b/*`))],
      '403 AccessDenied',
    ],
    ['may not what another action is allowed for', [policyOf(allow('s3:GetObject', `${arn}/*`))], '403 AccessDenied'],
    [
      'may not what one policy allows and another denies',
      [policyOf(allow('*', '*')), policyOf(deny('s3:PutObject', `${arn}/a/?`))],
      '403 AccessDenied',
    ],
    [
      'may what is not among what a denial leaves out',
      [policyOf(allow('*', '*'), { Effect: 'Deny', Action: 's3:*', NotResource: [`${arn}/a/*`, arn] })],
      '200',
    ],
  ])('%s', async (_, policies, expected) => {
    const account = user(policies);
    const server = await start([account]);

    expect(await put(server, account)).toBe(expected);
  });

  test('may what the bucket allows it, and not what the bucket denies it', async () => {
    const account = user([]);
    const server = await start([account]);
    const Principal = { AWS: `arn:aws:iam::${root.id}:user/user` };

    await putPolicy(server, policyOf(allow('s3:PutObject', `${arn}/*`, { Principal })));
    const allowed = await put(server, account);
    await putPolicy(
      server,
      policyOf(
        allow('s3:PutObject', `${arn}/*`, { Principal }),
        deny('s3:PutObject', `${arn}/a/*`, { Principal: '*' }),
      ),
    );

    expect([allowed, await put(server, account), await put(server, account, 'b')]).toEqual([
      '200',
      '403 AccessDenied',
      '200',
    ]);
  });

  test('that may list a folder sees that folder, and of missing keys nothing', async () => {
    const Condition = { StringLike: { 's3:prefix': 'a/*' } };
    const account = user([policyOf(allow('s3:GetObject', `${arn}/*`), allow('s3:ListBucket', arn, { Condition }))]);
    const server = await start([account]);
    const client = connect(server, account);
    const list = async (Prefix?: string): Promise<string> =>
      await outcome(client.send(new ListObjectsV2Command({ Bucket: bucket, ...(Prefix !== undefined && { Prefix }) })));

    expect([await list('a/1/'), await list('b/'), await list('')]).toEqual([
      '200',
      '403 AccessDenied',
      '403 AccessDenied',
    ]);
    expect(await outcome(client.send(new GetObjectCommand({ Bucket: bucket, Key: 'a/1/none' })))).toBe(
      '403 AccessDenied',
    );
    expect(await outcome(client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a/1/none' })))).toMatch(/^403 /);
  });
});

describe('the root of an account', () => {
  test('is bound by the policy of its bucket, and can still mend it', async () => {
    const server = await start([]);

    const set = await putPolicy(
      server,
      policyOf(deny('s3:*', `${arn}/*`, { Principal: '*' }), deny('s3:*', arn, { Principal: '*' })),
    );
    const denied = await put(server, root);
    const mended = await putPolicy(server, policyOf());

    expect([set, denied, mended, await put(server, root)]).toEqual(['204', '403 AccessDenied', '204', '200']);
  });

  test('of another account may nothing, whatever the bucket allows', async () => {
    const server = await start([stranger]);
    await putPolicy(server, policyOf(allow('s3:*', `${arn}/*`, { Principal: { AWS: stranger.id } })));

    expect(await put(server, stranger)).toBe('403 AccessDenied');
  });
});

describe('a policy that is not known whole is refused', () => {
  test.each<[string, Statement | object]>([
    ['an operator', allow('*', '*', { Condition: { NumericLessThan: { 's3:prefix': '1' } } })],
    ['a key of a condition', allow('*', '*', { Condition: { StringLike: { 'aws:SourceIp': '10.*' } } })],
    ['an element', { ...allow('*', '*'), NotAction: 's3:*' }],
    ['an effect', { ...allow('*', '*'), Effect: 'Perhaps' }],
    ['a principal in the policy of a user', allow('*', '*', { Principal: '*' })],
    ['no resource', { Effect: 'Allow', Action: '*' }],
  ])('%s', async (_, statement) => {
    const document = JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));

    expect(() => requirePolicy(document, 'identity')).toThrow(/known|Effect|Principal|Resource/);
    await expect(startS3Server({ accounts: [user([document])], buckets: [] })).rejects.toThrow(
      /known|Effect|Principal|Resource/,
    );
  });

  test.each([
    ['no JSON', '{'],
    ['no statements', '{"Version":"2012-10-17"}'],
    ['another bucket', JSON.stringify(policyOf(deny('s3:*', 'arn:aws:s3:::projectb/*', { Principal: '*' })))],
    ['nobody that it is about', JSON.stringify(policyOf(deny('s3:*', `${arn}/*`)))],
  ])('as that of a bucket: %s', async (_, policy) => {
    const server = await start([]);

    expect(await putPolicy(server, policy)).toBe('400 MalformedPolicy');
  });

  test('as that of a bucket: public, where public policies are blocked', async () => {
    const server = await start([]);

    expect(await putPolicy(server, policyOf(allow('s3:GetObject', `${arn}/*`, { Principal: '*' })))).toBe(
      '403 AccessDenied',
    );
  });
});

test.each([
  ['Null', { Null: { 's3:if-none-match': 'true' } }, {}, true],
  ['Null', { Null: { 's3:if-none-match': 'true' } }, { 's3:if-none-match': '*' }, false],
  ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:securetransport': 'false' }, true],
  ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
  ['StringEquals', { StringEquals: { 's3:prefix': ['a', 'b'] } }, { 's3:prefix': 'b' }, true],
  ['StringLike', { StringLike: { 's3:prefix': 'a/*' } }, { 's3:prefix': 'b/a/' }, false],
  ['two at once', { Null: { 's3:prefix': 'false' }, StringLike: { 's3:prefix': 'b*' } }, { 's3:prefix': 'a' }, false],
] as const)('the condition %s %j holds for %j: %s', (_, Condition, context, holds) => {
  const policy = policyOf(allow('s3:*', '*', { Condition }));
  const question = { principals: [], action: 's3:GetObject', resource: arn, context: new Map(Object.entries(context)) };

  expect(evaluatePolicy(policy, question)).toBe(holds ? 'allow' : 'silent');
});

test.each([
  ['a/*/c.json', 'a/1/2/c.json', true],
  ['a/*/c.json', 'a/c.json', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['a+(b)', 'a+(b)', true],
])('the pattern %s fits %s: %s', (pattern, text, fits) => {
  expect(matchesPattern(pattern, text)).toBe(fits);
});
