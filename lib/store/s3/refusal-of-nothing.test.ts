import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import type { Store } from '../store.ts';
import { openLoopbackStore } from './loopback-store.ts';

const key = 'ModuleX/2.0.0/ModuleX';

/** A server that refuses every object, as S3 does for a missing one without the right to list all, and lists this page. */
async function refusingStore(page: string): Promise<Store> {
  const server = createServer((request, response) => {
    const isListing = request.url?.includes('list-type=2') ?? false;
    response.writeHead(isListing ? 200 : 403, { 'content-type': 'application/xml' });
    response.end(
      isListing
        ? `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${page}</ListBucketResult>`
        : '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    );
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (await openLoopbackStore({ endpoint: `http://${await listenOnLoopback(server)}` })).store;
}

test.each([
  ['nothing, on its last page', '<IsTruncated>false</IsTruncated>'],
  ['a key that only begins with it', `<Contents><Key>${key}.tar.gz</Key></Contents><IsTruncated>true</IsTruncated>`],
])('a refused key is missing where its folder has %s', async (_what, page) => {
  const store = await refusingStore(page);

  expect(await store.head(key)).toBeUndefined();
  expect(await store.readSmall(key, 1000)).toBeUndefined();
});

test.each([
  ['the key', `<Contents><Key>${key}</Key></Contents><IsTruncated>true</IsTruncated>`],
  [
    'an empty page with more to come',
    '<IsTruncated>true</IsTruncated><NextContinuationToken>2</NextContinuationToken>',
  ],
])('a refused key is refused where its folder has %s', async (_what, page) => {
  const store = await refusingStore(page);

  await expect(store.head(key)).rejects.toMatchObject({ code: 'store-access' });
  await expect(store.readSmall(key, 1000)).rejects.toMatchObject({ code: 'store-access' });
});
