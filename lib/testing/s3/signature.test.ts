import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { connect, outcome, tamper } from './sdk-client.ts';
import { acme, globex, startTwoAccountServer } from './two-account-server.ts';

const put = new PutObjectCommand({ Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.tar.gz', Body: 'package' });
const putToB = new PutObjectCommand({ Bucket: 'projectb', Key: 'ModuleX/1.0.0/ModuleX.tar.gz', Body: 'package' });
const eu = { region: 'eu-west-1' };

test('a request signed by the owner of the bucket is served', async () => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, acme).send(put));

  expect(result).toBe('200');
  expect(server.object('projecta', 'ModuleX/1.0.0/ModuleX.tar.gz')?.body().toString()).toBe('package');
});

test('temporary credentials with their session token are served', async () => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, globex, eu).send(putToB));

  expect(result).toBe('200');
});

const { sessionToken: _, ...withoutToken } = globex;

test.each([
  {
    what: 'a wrong secret',
    account: { ...acme, secretAccessKey: 'other' },
    command: put,
    config: {},
    expected: '403 SignatureDoesNotMatch',
  },
  {
    what: 'an unknown access key',
    account: { ...acme, accessKeyId: 'AKIANONE' },
    command: put,
    config: {},
    expected: '403 InvalidAccessKeyId',
  },
  {
    what: 'a wrong session token',
    account: { ...globex, sessionToken: 'old' },
    command: putToB,
    config: eu,
    expected: '400 InvalidToken',
  },
  { what: 'a missing session token', account: withoutToken, command: putToB, config: eu, expected: '400 InvalidToken' },
  {
    what: 'a session token that the key has not',
    account: { ...acme, sessionToken: 'x' },
    command: put,
    config: {},
    expected: '400 InvalidToken',
  },
  {
    what: 'a clock that is 16 minutes off',
    account: acme,
    command: put,
    config: { systemClockOffset: 16 * 60_000 },
    expected: '403 RequestTimeTooSkewed',
  },
  { what: 'another account', account: globex, command: put, config: {}, expected: '403 AccessDenied' },
  {
    what: 'another region',
    account: globex,
    command: putToB,
    config: {},
    expected: '400 AuthorizationHeaderMalformed',
  },
])('$what is refused', async ({ account, command, config, expected }) => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, account, config).send(command));

  expect(result).toBe(expected);
  expect([...server.objects('projecta'), ...server.objects('projectb')]).toEqual([]);
});

test('a clock that is 14 minutes off is served', async () => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, acme, { systemClockOffset: 14 * 60_000 }).send(put));

  expect(result).toBe('200');
});

test('a request for the wrong region is told the right one', async () => {
  await using server = await startTwoAccountServer();

  const refusal = connect(server, globex).send(putToB);

  await expect(refusal).rejects.toMatchObject({ Region: 'eu-west-1' });
});

test('an anonymous request is denied', async () => {
  await using server = await startTwoAccountServer();
  server.put('projecta', 'file', 'content');

  const response = await fetch(`${server.endpoint}/projecta/file`);

  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>AccessDenied</Code>');
});

test('a signed request that is changed on its way is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  tamper(client, (request) => {
    request.path = '/projecta/other';
  });

  const result = await outcome(client.send(put));

  expect(result).toBe('403 SignatureDoesNotMatch');
});

test('an amz header that was not signed is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  tamper(client, (request) => {
    request.headers['x-amz-meta-commit'] = 'forged';
  });

  const refusal = client.send(put);

  await expect(refusal).rejects.toMatchObject({ name: 'AccessDenied', HeadersNotSigned: 'x-amz-meta-commit' });
});

test('the expected bucket owner is compared with the bucket', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);

  const right = await outcome(client.send(new HeadBucketCommand({ Bucket: 'projecta', ExpectedBucketOwner: acme.id })));
  const wrong = await outcome(client.send(new PutObjectCommand({ ...put.input, ExpectedBucketOwner: globex.id })));

  expect([right, wrong]).toEqual(['200', '403 AccessDenied']);
});

test('users of the account that owns a bucket share it, and a rule can deny one of them an action', async () => {
  const reader = { ...acme, name: 'acme-reader', accessKeyId: 'AKIAREADER' };
  await using server = await startTwoAccountServer({ accounts: [acme, globex, reader] });
  server.deny({ action: 's3:PutObject', account: 'acme-reader' });
  const get = new GetObjectCommand({ Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.tar.gz' });

  const results = [
    await outcome(connect(server, acme).send(put)),
    await outcome(connect(server, reader).send(put)),
    await outcome(connect(server, reader).send(get)),
  ];

  expect(results).toEqual(['200', '403 AccessDenied', '200']);
});

test('a denied key is the only one that is denied, until the rule is taken back', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const other = new PutObjectCommand({ Bucket: 'projecta', Key: 'ModuleY/1.0.0/ModuleY.tar.gz', Body: 'package' });
  const allowAgain = server.deny({ bucket: 'projecta', keyPattern: /^ModuleX\// });

  const denied = [await outcome(client.send(put)), await outcome(client.send(other))];
  allowAgain();
  const allowed = await outcome(client.send(put));

  expect(denied).toEqual(['403 AccessDenied', '200']);
  expect(allowed).toBe('200');
});

test('a missing key is 404 for who may list the bucket and 403 for who may not', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const head = new HeadObjectCommand({ Bucket: 'projecta', Key: 'missing' });
  const get = new GetObjectCommand({ Bucket: 'projecta', Key: 'missing' });

  const listing = [await outcome(client.send(head)), await outcome(client.send(get))];
  server.deny({ action: 's3:ListBucket' });
  const notListing = [await outcome(client.send(head)), await outcome(client.send(get))];

  expect(listing).toEqual(['404 NotFound', '404 NoSuchKey']);
  expect(notListing).toEqual([expect.stringContaining('403'), '403 AccessDenied']);
});

test('a bucket is made in the region that it is asked for and belongs to who made it', async () => {
  await using server = await startTwoAccountServer({ buckets: [] });

  await connect(server, globex, eu).send(new CreateBucketCommand({ Bucket: 'projectc' }));

  const owner = await outcome(connect(server, globex, eu).send(new HeadBucketCommand({ Bucket: 'projectc' })));
  const stranger = await outcome(connect(server, acme, eu).send(new HeadBucketCommand({ Bucket: 'projectc' })));
  const missing = await outcome(connect(server, acme).send(put));
  expect(owner).toBe('200');
  expect(stranger).toContain('403');
  expect(missing).toBe('404 NoSuchBucket');
});
