import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A Slack that takes messages at an incoming webhook on the loopback interface, and none that Slack's limits forbid. */
export interface SlackPeer {
  readonly webhookUrl: string;
  /** What was posted and understood, in order, whatever was answered. */
  readonly messages: readonly PostedMessage[];
  /** Of those the ones that were answered by 200. */
  readonly taken: readonly PostedMessage[];
  /** Answers so from now on. By default its body repeats the path, which is a secret. */
  answer(status: number, options?: SlackPeerAnswer): void;
  /** What happens to messages from now on: never answered, or cut off before or after they were taken. */
  disturb(how: SlackDisturbance | undefined): void;
  close(): Promise<void>;
}

/** As it came: what Slack asks for may be missing. */
export interface PostedMessage {
  readonly text?: string;
  readonly blocks?: readonly { readonly text?: { readonly type?: string; readonly text?: string } }[];
}

interface SlackPeerAnswer {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For so many messages alone; after them 200. */
  readonly times?: number;
}

type SlackDisturbance = 'hang' | 'cut' | 'take and cut';

const path = '/services/T0000/B0000/loopbackWebhookSecret';

export async function startSlackPeer(): Promise<SlackPeer> {
  const messages: PostedMessage[] = [];
  const taken: PostedMessage[] = [];
  let answered: { readonly status: number; readonly options: SlackPeerAnswer } = { status: 200, options: {} };
  let left = Infinity;
  let disturbance: SlackDisturbance | undefined;

  const respond = (message: PostedMessage, response: ServerResponse): void => {
    messages.push(message);
    const problem = findProblem(message);
    if (disturbance !== undefined) {
      if (disturbance === 'take and cut') {
        taken.push(message);
      }
      if (disturbance !== 'hang') {
        response.destroy();
      }
      return;
    }
    if (answered.status !== 200 && left > 0) {
      left -= 1;
      const { body = `no_service at ${path}`, headers = {} } = answered.options;
      response.writeHead(answered.status, headers).end(body);
      return;
    }
    if (problem !== undefined) {
      response.writeHead(400).end(problem);
      return;
    }
    taken.push(message);
    response.writeHead(200).end('ok');
  };
  const http = createServer((request, response) => {
    text(request).then(
      (body) => respond(readBody(body), response),
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
    taken,
    answer(status, options = {}) {
      answered = { status, options };
      left = options.times ?? Infinity;
    },
    disturb(how) {
      disturbance = how;
    },
    close: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

/** What of a message is beyond Slack's limits: 50 blocks, 3000 characters a section, about 13,000 bytes in all. */
function findProblem({ text, blocks = [] }: PostedMessage): string | undefined {
  if (typeof text !== 'string' || text === '') {
    return 'no_text';
  }
  if (text.length > 40_000 || !text.isWellFormed()) {
    return 'invalid_payload';
  }
  const areRight = blocks.every(({ text }) => {
    const shown = text?.text;
    return typeof shown === 'string' && shown.length > 0 && shown.length <= 3000 && shown.isWellFormed();
  });
  const isTooLarge = blocks.length > 50 || Buffer.byteLength(JSON.stringify(blocks)) > 13_000;
  return areRight && !isTooLarge ? undefined : 'invalid_blocks';
}

function readBody(body: string): PostedMessage {
  const message: PostedMessage = JSON.parse(body);
  return message;
}
