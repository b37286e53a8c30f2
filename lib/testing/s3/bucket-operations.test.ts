import {
  GetBucketLocationCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { connect, outcome } from './sdk-client.ts';
import { acme, globex, startTwoAccountServer } from './two-account-server.ts';

test('2,500 keys come in pages, each once and in order', async () => {
  await using server = await startTwoAccountServer();
  const keys = Array.from({ length: 2500 }, (_, index) => `ModuleX/${String(index).padStart(4, '0')}/record.json`);
  for (const key of keys.toReversed()) {
    server.put('projecta', key, 'x');
  }
  const client = connect(server, acme);

  const whole = await listAll(client, { Bucket: 'projecta' });
  const small = await listAll(client, { Bucket: 'projecta', MaxKeys: 700 });
  const capped = await listAll(client, { Bucket: 'projecta', MaxKeys: 5000 });

  expect(whole.pages).toEqual([1000, 1000, 500]);
  expect(small.pages).toEqual([700, 700, 700, 400]);
  expect(capped.pages).toEqual([1000, 1000, 500]);
  expect(whole.names).toEqual(keys);
  expect(small.names).toEqual(keys);
});

test('a prefix that stands for many keys is listed once, also across pages', async () => {
  await using server = await startTwoAccountServer();
  for (const key of ['a/1/x', 'a/1/y', 'a/2/x', 'a/2/y', 'a/3', 'b/1', 'a/1.txt']) {
    server.put('projecta', key, 'x');
  }
  const client = connect(server, acme);

  const whole = await listAll(client, { Bucket: 'projecta', Prefix: 'a/', Delimiter: '/' });
  const single = await listAll(client, { Bucket: 'projecta', Prefix: 'a/', Delimiter: '/', MaxKeys: 1 });
  const roots = await listAll(client, { Bucket: 'projecta', Delimiter: '/' });

  expect(whole.names.toSorted()).toEqual(['a/1.txt', 'a/1/', 'a/2/', 'a/3']);
  expect(single.names).toEqual(['a/1.txt', 'a/1/', 'a/2/', 'a/3']);
  expect(single.pages).toEqual([1, 1, 1, 1]);
  expect(roots.names).toEqual(['a/', 'b/']);
});

test('keys are in the order of their UTF-8 bytes', async () => {
  await using server = await startTwoAccountServer();
  // as UTF-16 the rocket, a pair of surrogates, would come before the fullwidth letter
  const inOrder = ['B', 'a', 'ä', '\uff21', '\u{1f680}'];
  for (const key of inOrder.toReversed()) {
    server.put('projecta', key, 'x');
  }

  const listing = await listAll(connect(server, acme), { Bucket: 'projecta' });

  expect(listing.names).toEqual(inOrder);
});

test('a listing starts behind a key', async () => {
  await using server = await startTwoAccountServer();
  for (const key of ['1.0.0', '1.1.0', '2.0.0']) {
    server.put('projecta', key, 'x');
  }

  const listing = await listAll(connect(server, acme), { Bucket: 'projecta', StartAfter: '1.0.0' });

  expect(listing.names).toEqual(['1.1.0', '2.0.0']);
});

test('keys that XML cannot carry come through', async () => {
  await using server = await startTwoAccountServer();
  const key = 'a <b> & "c" \r\n\'d\'';
  server.put('projecta', key, 'x');
  const client = connect(server, acme);

  const plain = await client.send(new ListObjectsV2Command({ Bucket: 'projecta' }));
  const encoded = await client.send(new ListObjectsV2Command({ Bucket: 'projecta', EncodingType: 'url' }));

  expect(plain.Contents?.[0]).toMatchObject({ Key: key, Size: 1, ETag: server.object('projecta', key)?.etag });
  expect(encoded.Contents?.[0]?.Key).toBe(encodeURIComponent(key).replaceAll("'", '%27'));
});

test.each([
  { what: 'a token that the server has not given', input: { ContinuationToken: '!!' } },
  { what: 'a negative number of keys', input: { MaxKeys: -1 } },
])('$what is refused', async ({ input }) => {
  await using server = await startTwoAccountServer();

  const result = await outcome(connect(server, acme).send(new ListObjectsV2Command({ Bucket: 'projecta', ...input })));

  expect(result).toBe('400 InvalidArgument');
});

test('no keys asked for is an empty page and the end', async () => {
  await using server = await startTwoAccountServer();
  server.put('projecta', 'key', 'x');

  const page = await connect(server, acme).send(new ListObjectsV2Command({ Bucket: 'projecta', MaxKeys: 0 }));

  expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

test('the location of a bucket is its region, and nothing for us-east-1', async () => {
  await using server = await startTwoAccountServer();

  const first = await connect(server, acme).send(new GetBucketLocationCommand({ Bucket: 'projecta' }));
  const other = await connect(server, globex, { region: 'eu-west-1' }).send(
    new GetBucketLocationCommand({ Bucket: 'projectb' }),
  );

  expect(first.LocationConstraint).toBeFalsy();
  expect(other.LocationConstraint).toBe('eu-west-1');
});

async function listAll(
  client: S3Client,
  input: ListObjectsV2CommandInput,
): Promise<{ readonly names: readonly string[]; readonly pages: readonly (number | undefined)[] }> {
  const names: string[] = [];
  const pages: (number | undefined)[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...input, ContinuationToken: token }));
    const entries = [
      ...(page.Contents ?? []).map((object) => String(object.Key)),
      ...(page.CommonPrefixes ?? []).map((prefix) => String(prefix.Prefix)),
    ];
    expect(entries).toHaveLength(Number(page.KeyCount));
    names.push(...entries);
    pages.push(page.KeyCount);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return { names, pages };
}
