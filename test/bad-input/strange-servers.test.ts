import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../lib/testing/listen-on-loopback.ts';
import { startTrial } from './trial.ts';

/** What the pipe says of PROJECTA behind `ERROR: store PROJECTA: `, when a server that is none of S3 answers there. */
async function toldOf(endpoint: string): Promise<string> {
  const trial = await startTrial();

  const found = await trial.refused({ variables: { PROJECTA_S3_ENDPOINT: endpoint } });

  const [finding = '', last, ...more] = found.trimEnd().split('\n');
  expect({ last, more }).toEqual({ last: '✖ 1 error; nothing was written to any store', more: [] });
  return finding.replace(/^ERROR: store PROJECTA: /, '');
}

async function listen(server: Server): Promise<string> {
  onTestFinished(() => {
    server.close();
  });
  return await listenOnLoopback(server);
}

async function webServer(answer: RequestListener): Promise<string> {
  const server = createHttpServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
  });
  return `http://${await listen(server)}`;
}

async function answering(status: number, type: string, body: string): Promise<string> {
  return await webServer((_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
}

const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Welcome<br></body></html>';
const list = 'ListObjectsV2 s3://acme-projecta';
const notS3 = 'check PROJECTA_S3_ENDPOINT, and whether a proxy or a login page stands before it';

test.each([
  ['a page that is XML by chance', 200, 'text/html', '<html><body>Welcome</body></html>', 'no listing'],
  ['nothing at all', 200, 'text/plain', '', 'no listing'],
  ['a page', 200, 'text/html', page, 'HTTP 200'],
  ['JSON', 200, 'application/json', '{"ok": true}', 'HTTP 200'],
  ['a page that says what is missing', 404, 'text/html', page, 'HTTP 404'],
  ['a page that asks for a password', 403, 'text/html', page, 'HTTP 403'],
])('%s is no listing of a store, and nothing is published beside it', async (_what, status, type, body, seen) => {
  const told = await toldOf(await answering(status, type, body));

  expect(told).toBe(`${list} was answered by something that is not S3 (${seen}); ${notS3}`);
});

test('a page of a gateway whose server is away is asked for again, and may pass', async () => {
  let asked = 0;
  const endpoint = await webServer((_request, response) => {
    asked += 1;
    response.writeHead(503, { 'content-type': 'text/html' });
    response.end(page);
  });

  const told = await toldOf(endpoint);

  expect(told).toBe(
    `${list} was answered by something that is not S3 (HTTP 503); ${notS3}, or run the pipeline again later`,
  );
  expect(asked).toBe(4);
});

test.each([302, 307])('a redirect in a circle is not followed: %i', async (status) => {
  let asked = 0;
  const endpoint = await webServer((request, response) => {
    asked += 1;
    response.writeHead(status, { location: `http://${request.headers.host}${request.url}` });
    response.end();
  });

  const told = await toldOf(endpoint);

  expect(told).toBe(
    `${list} was refused (${status} Unknown); the answer leads to another address, and is not followed; check PROJECTA_S3_ENDPOINT`,
  );
  expect(asked).toBe(1);
});

test('an answer without end is cut off before it fills the memory', async () => {
  const item = '<Contents><Key>ModuleX/2.0.0/x</Key></Contents>'.repeat(1000);
  const endpoint = await webServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    const send = (): void => {
      while (response.write(item)) {
        // until the client has to take something first
      }
    };
    response.write('<?xml version="1.0"?><ListBucketResult><Name>acme-projecta</Name>');
    response.on('drain', send);
    send();
  });

  const told = await toldOf(endpoint);

  expect(told).toBe(`${list} was answered by something that is not S3 (more than 16 MiB); ${notS3}`);
});

/** A listing as S3 writes it, without the items. */
function listing(next: string, keys: readonly string[]): string {
  const items = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const end = `<IsTruncated>${next !== ''}</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult><Name>acme-projecta</Name>${items}${end}</ListBucketResult>`;
}

const noEnd = 'the listing of s3://acme-projecta/ModuleX/2.0.0/ does not come to an end';
const noServer = 'no S3 server answers so; check the endpoint, and what stands before the store';

test('a listing that repeats its token is no listing', async () => {
  let asked = 0;
  const endpoint = await webServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(listing('again', ['ModuleX/2.0.0/x']));
  });

  const told = await toldOf(endpoint);

  expect(told).toBe(`${noEnd}; ${noServer}`);
  expect(asked).toBe(2);
});

test.each([
  ['empty pages', [], `${noEnd}; ${noServer}`],
  [
    'keys',
    Array.from({ length: 1000 }, (_, index) => `ModuleX/2.0.0/${index}`),
    's3://acme-projecta/ModuleX/2.0.0/ has more than 10000 objects; tagship puts a few into a folder; find out who puts the others there, and remove them',
  ],
])('a listing that goes on for ever with %s is ended', async (_what, keys, said) => {
  let asked = 0;
  const endpoint = await webServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(listing(`token-${asked}`, keys));
  });

  const told = await toldOf(endpoint);

  expect(told).toBe(said);
  expect(asked).toBeLessThan(110);
});

test('a listing with a key of another folder is not believed', async () => {
  const told = await toldOf(await answering(200, 'application/xml', listing('', ['BaseLib/1.2.3/BaseLib.tar.gz'])));

  expect(told).toBe(
    `the listing of s3://acme-projecta/ModuleX/2.0.0/ has "BaseLib/1.2.3/BaseLib.tar.gz", which is not in there; ${noServer}`,
  );
});

test('TLS to a server that speaks none is told as such', async () => {
  const endpoint = await answering(200, 'text/plain', '');

  const told = await toldOf(endpoint.replace('http:', 'https:'));

  expect(told).toBe(
    `${list} got no answer from ${endpoint.replace('http:', 'https:')} (EPROTO); the server speaks no TLS on that port; check whether the endpoint begins with http:// or has another port`,
  );
});

test('a server of another protocol is told as such', async () => {
  const ssh = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  const endpoint = `http://${await listen(ssh)}`;

  const told = await toldOf(endpoint);

  expect(told).toBe(
    `${list} got no answer from ${endpoint} (HPE_INVALID_CONSTANT); what answers on that port is no web server, or speaks TLS; check the endpoint`,
  );
});

test.each([
  ['a port where nobody listens', 'http://127.0.0.1:1', 'ECONNREFUSED: nobody listens there'],
  ['a host that nobody knows', 'http://store.invalid', 'ENOTFOUND: no such host'],
])('%s is told with what to check', async (_what, endpoint, seen) => {
  const told = await toldOf(endpoint);

  expect(told).toBe(
    `${list} got no answer from ${endpoint} (${seen}); check PROJECTA_S3_ENDPOINT and the network, then run the pipeline again`,
  );
});
