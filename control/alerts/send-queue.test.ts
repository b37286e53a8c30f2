import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postToSlack, type SlackAnswer } from '../../lib/report/send-to-slack.ts';
import { type SlackPeer, startSlackPeer } from '../../lib/testing/slack-peer.ts';
import type { QueuedMessage } from './cause.ts';
import { createMemoryQueue, type MemoryQueue } from './memory-queue.ts';
import { type SendEnd, sendQueue } from './send-queue.ts';

const start = new Date('2018-10-25T08:20:00Z');

let slack: SlackPeer;
let queue: MemoryQueue;
let nowMs: number;
let warnings: string[];
let stop: AbortController;
/** When each attempt began, in seconds from the start. */
let attempts: number[];

beforeEach(async () => {
  slack = await startSlackPeer();
  queue = createMemoryQueue();
  nowMs = start.getTime();
  warnings = [];
  attempts = [];
  stop = new AbortController();
});

afterEach(async () => {
  await slack.close();
});

function message(id: string): QueuedMessage {
  const payload = { text: id, blocks: [{ type: 'section', text: { type: 'plain_text', text: id } }] } as const;
  return { id, kind: 'alert', cause: 'stuck', project: 'ProjectA', release: '2.1.0', hosts: ['a'], at: start, payload };
}

function add(...ids: string[]): void {
  queue.add(ids.map(message));
}

/** Sends by a clock that only pauses move. */
async function send(
  changes: {
    readonly deadlineMs?: number;
    readonly timeoutMs?: number;
    readonly onPause?: () => void;
    readonly post?: () => SlackAnswer;
  } = {},
): Promise<SendEnd> {
  const { deadlineMs, timeoutMs = 5000, onPause, post } = changes;
  return await sendQueue(
    queue,
    async (payload, signal) => {
      attempts.push((nowMs - start.getTime()) / 1000);
      return post?.() ?? (await postToSlack(slack.webhookUrl, payload, { timeoutMs, signal }));
    },
    {
      context: {
        clock: { now: () => new Date(nowMs) },
        signal: stop.signal,
        log: { debug: () => undefined, info: () => undefined, warning: (text) => warnings.push(text) },
      },
      pause: async (pauseMs) => {
        nowMs += pauseMs;
        onPause?.();
      },
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    },
  );
}

function takenIds(): readonly (string | undefined)[] {
  return slack.taken.map(({ text }) => text);
}

test('what waits is sent in its order, at most one a second', async () => {
  add('one', 'two', 'three');

  expect(await send()).toEqual({ sent: 3, refused: [], left: 0, problem: undefined });
  expect(takenIds()).toEqual(['one', 'two', 'three']);
  expect(attempts).toEqual([0, 1, 2]);
});

test('the pace holds from one call to the next, and a clock that was set back does not stop it', async () => {
  add('one');
  await send();
  nowMs += 300;
  add('two');
  await send();
  nowMs -= 3_600_000;
  add('three');
  await send();

  expect(takenIds()).toEqual(['one', 'two', 'three']);
  expect(attempts).toEqual([0, 1, 1 - 3600 + 1]);
});

test('an empty queue asks nobody', async () => {
  expect(await send()).toEqual({ sent: 0, refused: [], left: 0, problem: undefined });
  expect(attempts).toEqual([]);
});

describe('too many messages', () => {
  test.each([
    ['seconds', '30', [0, 30, 31]],
    ['a date', 'Thu, 25 Oct 2018 08:21:00 GMT', [0, 60, 61]],
  ])('are waited for as Slack asks, by %s', async (_form, retryAfter, times) => {
    add('one', 'two');
    slack.answer(429, { body: 'rate_limited', headers: { 'Retry-After': retryAfter }, times: 1 });

    expect(await send()).toMatchObject({ sent: 2, left: 0 });
    expect(attempts).toEqual(times);
    expect(takenIds()).toEqual(['one', 'two']);
  });

  test('are left for the next call where that is longer than there is time', async () => {
    add('one', 'two');
    slack.answer(429, { body: 'rate_limited', headers: { 'Retry-After': '3600' }, times: 1 });

    expect(await send()).toMatchObject({ sent: 0, left: 2, problem: 'there was no time to wait for 3600 s' });
    expect(attempts).toEqual([0]);
    expect(await send()).toMatchObject({ sent: 2, left: 0 });
  });
});

describe('while Slack is down', () => {
  test.each<[string, () => void]>([
    ['has an error of its own', () => slack.answer(500)],
    ['cuts the connection', () => slack.disturb('cut')],
    ['does not answer', () => slack.disturb('hang')],
  ])('because it %s, everything stays, and is sent by the next call', async (_how, breakIt) => {
    add('one', 'two');
    breakIt();

    const end = await send({ timeoutMs: 200 });

    expect(end).toMatchObject({
      sent: 0,
      left: 2,
      problem: expect.stringContaining('Slack did not take the message ('),
    });
    expect(attempts).toEqual([0, 2, 7]);
    slack.answer(200);
    slack.disturb(undefined);
    expect(await send()).toMatchObject({ sent: 2, left: 0 });
    expect(takenIds()).toEqual(['one', 'two']);
  });

  test.each([500, 503, 408])('a moment is waited for: %d', async (status) => {
    add('one', 'two');
    slack.answer(status, { times: 2 });

    expect(await send()).toMatchObject({ sent: 2, problem: undefined });
    expect(attempts).toEqual([0, 2, 7, 8]);
  });

  test('each outage has its own patience', async () => {
    add('one', 'two', 'three');
    const answers = [500, 500, 200, 500, 500, 200, 200];

    const end = await send({
      post: () => {
        const status = answers.shift() ?? 200;
        return status === 200 ? { is: 'taken' } : { is: 'refused', status, reason: undefined, retryAfter: undefined };
      },
    });

    expect(end).toMatchObject({ sent: 3, problem: undefined });
  });
});

describe('what Slack will never take', () => {
  test.each([
    [400, 'invalid_payload'],
    [400, 'invalid_blocks'],
    [413, 'too large'],
  ])('%d %s is not sent again, is said, and nothing behind it is lost', async (status, body) => {
    add('one', 'two');
    slack.answer(status, { body, times: 1 });

    const end = await send();

    expect(end).toMatchObject({
      sent: 1,
      left: 0,
      refused: [{ id: 'one', problem: expect.stringContaining(`${status}`) }],
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^Slack will never take the alert one \(.*\): it is not sent again$/),
    ]);
    expect(takenIds()).toEqual(['two']);
    expect(queue.kept[0]).toMatchObject({ end: 'refused' });
    await send();
    expect(slack.messages).toHaveLength(2);
  });

  test('nobody knows why, is in the way of others for a few calls and no longer', async () => {
    add('one', 'two');
    const post = (): SlackAnswer =>
      queue.nextMessage()?.message.id === 'one'
        ? { is: 'refused', status: 400, reason: undefined, retryAfter: undefined }
        : { is: 'taken' };
    const ends: SendEnd[] = [];
    for (let call = 0; call < 6; call += 1) {
      ends.push(await send({ post }));
    }

    expect(ends.map(({ left }) => left)).toEqual([2, 2, 2, 2, 2, 0]);
    expect(ends.at(-1)).toMatchObject({ sent: 1, refused: [{ id: 'one', problem: '400' }] });
  });
});

test.each([
  [403, 'action_prohibited'],
  [404, 'no_service'],
  [404, 'channel_not_found'],
  [410, 'channel_is_archived'],
  [400, 'invalid_token'],
])('%d %s lies in the address or the channel: all is kept until a person has mended it', async (status, body) => {
  add('one', 'two');
  slack.answer(status, { body });
  for (let call = 0; call < 8; call += 1) {
    expect(await send()).toMatchObject({ sent: 0, refused: [], left: 2 });
  }
  slack.answer(200);

  expect(await send()).toMatchObject({ sent: 2, left: 0 });
});

test('killed between the answer and the note of it, one message is sent twice, and none is lost', async () => {
  add('one', 'two', 'three');
  const { markSent } = queue;
  queue.markSent = () => {
    throw new Error('killed');
  };
  await expect(send()).rejects.toThrow('killed');
  queue.markSent = markSent;

  await send();

  expect(takenIds()).toEqual(['one', 'one', 'two', 'three']);
});

test('an answer that was cut off after Slack took the message doubles it, and loses none', async () => {
  add('one', 'two');
  slack.disturb('take and cut');
  await send({ onPause: () => slack.disturb(undefined) });

  expect(takenIds()).toEqual(['one', 'one', 'two']);
});

test('a run that is stopped ends at once and keeps the rest', async () => {
  add('one', 'two', 'three');

  const end = await send({ onPause: () => stop.abort() });

  expect(end).toEqual({ sent: 1, refused: [], left: 2, problem: 'the run was stopped' });
});

test('a run that is stopped while Slack takes a message does not send it again', async () => {
  add('one', 'two');

  const end = await send({
    post: () => {
      stop.abort();
      return { is: 'taken' };
    },
  });

  expect(end).toEqual({ sent: 1, refused: [], left: 1, problem: 'the run was stopped' });
  expect(queue.nextMessage()?.message.id).toBe('two');
});

test('a run that is stopped while Slack does not answer counts that as no try', async () => {
  add('one');
  slack.disturb('hang');

  const end = sendQueue(
    queue,
    async (payload, signal) => {
      setTimeout(() => stop.abort(), 50);
      return await postToSlack(slack.webhookUrl, payload, { signal });
    },
    {
      context: {
        clock: { now: () => start },
        signal: stop.signal,
        log: { debug: () => undefined, info: () => undefined, warning: () => undefined },
      },
    },
  );

  expect(await end).toMatchObject({ sent: 0, left: 1, problem: 'the run was stopped' });
  expect(queue.nextMessage()?.tries).toBe(0);
});

test('a queue that is too long for one call is sent by several', async () => {
  add(...Array.from({ length: 12 }, (_, index) => `m${index}`));

  const first = await send({ deadlineMs: 5000 });
  const second = await send({ deadlineMs: 60_000 });

  expect([first.sent, first.left, second.sent, second.left]).toEqual([6, 6, 6, 0]);
});
