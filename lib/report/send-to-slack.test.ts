import { createServer, type RequestListener, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { postToSlack, sendToSlack } from './send-to-slack.ts';
import type { SlackMessage } from './slack-message.ts';

const message: SlackMessage = {
  text: '✔ done',
  blocks: [{ type: 'section', text: { type: 'plain_text', text: '✔ done' } }],
};
const secretPath = '/services/T000/B000/wJalrXUtnFEMI';

let server: Server | undefined;

afterEach(async () => {
  const started = server;
  server = undefined;
  started?.closeAllConnections();
  await started?.[Symbol.asyncDispose]();
});

async function startSlack(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${secretPath}`;
}

test('the message is posted as JSON to the webhook', async () => {
  const received: unknown[] = [];
  const webhookUrl = await startSlack((request, response) => {
    void json(request).then((body) => {
      received.push(request.method, request.url, body);
      response.end('ok');
    });
  });

  await sendToSlack(webhookUrl, message);

  expect(received).toEqual(['POST', secretPath, message]);
});

test.each([
  ['an error of its own', 500],
  ['that there is no such webhook', 404],
  ['that there are too many messages', 429],
])('%s is an error, without the address of the webhook', async (_answer, status) => {
  const webhookUrl = await startSlack((_request, response) => {
    response.writeHead(status).end(`no_service at ${secretPath}`);
  });

  const error: unknown = await sendToSlack(webhookUrl, message).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: 'slack-unreachable', hint: 'check SLACK_WEBHOOK_URL' });
  expect(everythingIn(error)).not.toContain('wJalrXUtnFEMI');
});

test('a redirection is not followed: it would hand the message to anyone', async () => {
  const seen: string[] = [];
  const webhookUrl = await startSlack((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(307, { Location: '/elsewhere' }).end();
  });

  await expect(sendToSlack(webhookUrl, message)).rejects.toMatchObject({ code: 'slack-unreachable' });
  expect(seen).toEqual([secretPath]);
});

test.each([
  ['a page of a proxy', '<html><body>Sign in to the network</body></html>'],
  ['nothing', ''],
  ['an object that says no', '{"ok":false,"error":"x"}'],
])('%s with status 200 is no answer of Slack: the message was not taken', async (_what, body) => {
  const webhookUrl = await startSlack((_request, response) => response.end(body));

  expect(await postToSlack(webhookUrl, message)).toEqual({
    is: 'unreachable',
    reason: 'the answer is not one of Slack',
  });
});

test.each(['ok', 'ok\n', '{"ok":true}', '{ "success" : true }'])(
  '%s is an answer of one that took it',
  async (body) => {
    const webhookUrl = await startSlack((_request, response) => response.end(body));

    expect(await postToSlack(webhookUrl, message)).toEqual({ is: 'taken' });
  },
);

test('an answer that never comes is not waited for', async () => {
  const webhookUrl = await startSlack(() => undefined);

  await expect(sendToSlack(webhookUrl, message, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'slack-unreachable',
  });
});

test('an answer that never ends is not waited for', async () => {
  const webhookUrl = await startSlack((_request, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('o');
  });

  await expect(sendToSlack(webhookUrl, message, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'slack-unreachable',
  });
});

test.each([
  ['nobody listens at', `http://127.0.0.1:1${secretPath}`],
  ['cannot be reached', `https://slack.invalid${secretPath}`],
  ['is no address', 'wJalrXUtnFEMI'],
])('an address that %s is an error without it', async (_case, webhookUrl) => {
  const error: unknown = await sendToSlack(webhookUrl, message, { timeoutMs: 2000 }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: 'slack-unreachable' });
  expect(everythingIn(error)).not.toContain('wJalrXUtnFEMI');
});

test('what Slack answers comes out as values: its status, its word, how long to wait', async () => {
  const webhookUrl = await startSlack((_request, response) => {
    response.writeHead(429, { 'Retry-After': '30' }).end('rate_limited');
  });

  expect(await postToSlack(webhookUrl, message)).toEqual({
    is: 'refused',
    status: 429,
    reason: 'rate_limited',
    retryAfter: '30',
  });
});

test('an answer that is no word of Slack is left out: it may repeat the address', async () => {
  const webhookUrl = await startSlack((_request, response) => {
    response.writeHead(404).end(`no_service at ${secretPath}`);
  });

  expect(await postToSlack(webhookUrl, message)).toEqual({
    is: 'refused',
    status: 404,
    reason: undefined,
    retryAfter: undefined,
  });
});

test('where nobody listens, the code says so', async () => {
  const webhookUrl = await startSlack(() => undefined);
  await server?.[Symbol.asyncDispose]();
  server = undefined;

  expect(await postToSlack(webhookUrl, message)).toEqual({ is: 'unreachable', reason: 'ECONNREFUSED' });
});

test('where it is no address, the code says so', async () => {
  expect(await postToSlack('wJalrXUtnFEMI', message)).toEqual({ is: 'unreachable', reason: 'ERR_INVALID_URL' });
});

test('one that never comes is a value too', async () => {
  const webhookUrl = await startSlack(() => undefined);

  expect(await postToSlack(webhookUrl, message, { timeoutMs: 100 })).toEqual({
    is: 'unreachable',
    reason: 'no answer in time',
  });
});

test('an attempt ends when the run is to end', async () => {
  const stop = new AbortController();
  const webhookUrl = await startSlack(() => stop.abort());

  expect(await postToSlack(webhookUrl, message, { signal: stop.signal })).toMatchObject({ is: 'unreachable' });
});

/** Also what is not printed by itself: stack, cause, hint. */
function everythingIn(error: unknown): string {
  return error instanceof Error
    ? [...Object.values(error), error.message, error.stack, everythingIn(error.cause)].join('\n')
    : String(error);
}
