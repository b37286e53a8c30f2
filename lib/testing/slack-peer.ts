import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** A Slack that takes messages at an incoming webhook on the loopback interface. */
export interface SlackPeer {
  readonly webhookUrl: string;
  /** What was posted, in order. */
  readonly messages: readonly unknown[];
  /** Answers with this status from now on; its body repeats the path, which is a secret. */
  answer(status: number): void;
  close(): Promise<void>;
}

const path = '/services/T0000/B0000/loopbackWebhookSecret';

export async function startSlackPeer(): Promise<SlackPeer> {
  const messages: unknown[] = [];
  let status = 200;
  const http = createServer((request, response) => {
    json(request).then(
      (message) => {
        messages.push(message);
        response.writeHead(status).end(status === 200 ? 'ok' : `no_service at ${path}`);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return {
    webhookUrl: `http://127.0.0.1:${address.port}${path}`,
    messages,
    answer(answered) {
      status = answered;
    },
    close: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
