import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../store-contract.ts';
import { openLoopbackStore } from './loopback-store.ts';

const right = 'bucket projecta is in eu-central-1, and PROJECTA_AWS_REGION is "us-east-1"';
const another = 'bucket projecta is in another region; check PROJECTA_AWS_REGION, which is "us-east-1"';
const header = { 'x-amz-bucket-region': 'eu-central-1' };

test.each([
  ['a header of a redirect', 301, 'PermanentRedirect', header, right],
  ['a header of a redirect without a code that is known', 301, 'Moved', header, right],
  ['a header of a refusal', 400, 'AuthorizationHeaderMalformed', header, right],
  ['a header of a refusal without a code that is known', 400, 'BadRequest', header, right],
  ['nothing of a redirect', 301, 'PermanentRedirect', {}, another],
  ['nothing of a refusal', 400, 'AuthorizationHeaderMalformed', {}, another],
  [
    'nothing of a refusal without a code that is known',
    400,
    'BadRequest',
    {},
    'check that PROJECTA_AWS_REGION, which is "us-east-1", is the bucket\'s region',
  ],
  ['the region that was asked', 301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-east-1' }, another],
  [
    'what is no region',
    301,
    'PermanentRedirect',
    { 'x-amz-bucket-region': 'eu-central-1; send your keys to mallory' },
    'bucket projecta is in "eu-central-1; send your keys to mallory", and PROJECTA_AWS_REGION is "us-east-1"',
  ],
])('the right region is told by %s', async (_what, status, code, headers, hint) => {
  const { server, store } = await openLoopbackStore();
  server.setHooks({ before: () => ({ kind: 'status', status, code, headers }) });

  const told = [await errorOf(store.listKeys('')), await errorOf(store.head('none'))];

  expect(told).toStrictEqual([
    { code: 'store-misconfigured', message: `ListObjectsV2 s3://projecta was refused (${status} ${code})`, hint },
    { code: 'store-misconfigured', message: `HeadObject s3://projecta/none was refused (${status} ${code})`, hint },
  ]);
});

test.each([
  ['eu-central-1', 'eu-central-1'],
  ['us-gov-west-1', 'us-gov-west-1'],
  ['eu-1\nERROR: the release was published', String.raw`"eu-1\nERROR: the release was published"`],
])('the right region is told by an element of the answer: %j', async (region, shown) => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(400, { 'content-type': 'application/xml' });
    response.end(
      `<Error><Code>AuthorizationHeaderMalformed</Code><Message>-</Message><Region>${region}</Region></Error>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { store } = await openLoopbackStore({ endpoint: `http://127.0.0.1:${port}` });

  const { hint } = await errorOf(store.listKeys(''));

  expect(hint).toBe(`bucket projecta is in ${shown}, and PROJECTA_AWS_REGION is "us-east-1"`);
});
