import { describe, expect, test } from 'vitest';
import { begin, end, historyFolder, message, minutesLater, noon } from './sample-runs.ts';

describe('the queue', () => {
  test('gives the oldest message until it is sent or refused, of all projects', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.endRun(history.beginRun(begin()), end({ messages: [message('b'), message('a')] }));
    const ofB = message('c', { project: 'ProjectB', release: undefined, cause: undefined, kind: 'test', hosts: [] });
    history.endRun(history.beginRun(begin({ project: 'ProjectB' })), end({ messages: [ofB] }));

    history.markTried('b', noon, 'Slack answered 503');
    const tried = history.nextMessage();
    const length = history.queueLength();
    history.markSent('b', minutesLater(1));
    const second = history.nextMessage();
    history.markRefused('a', minutesLater(2), 'Slack answered 400');

    expect([tried, length]).toEqual([{ message: message('b'), tries: 1 }, 3]);
    expect(second).toEqual({ message: message('a'), tries: 0 });
    expect(history.nextMessage()).toEqual({ message: ofB, tries: 0 });
    expect(history.queueLength()).toBe(1);
  });

  test('is there again when the history is opened again', () => {
    using folder = historyFolder();
    {
      using history = folder.open();
      history.endRun(history.beginRun(begin()), end({ messages: [message('a'), message('b')] }));
      history.markTried('a', noon, 'cannot connect');
    }

    expect(folder.open().nextMessage()).toEqual({ message: message('a'), tries: 1 });
  });

  test('has a message once, however often it is put in, and never again after it was sent', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.endRun(history.beginRun(begin()), end({ messages: [message('a'), message('a')] }));
    history.markSent('a', noon);

    history.endRun(history.beginRun(begin()), end({ messages: [message('a'), message('b')] }));

    expect(history.nextMessage()?.message.id).toBe('b');
    expect(history.queueLength()).toBe(1);
    expect(history.runs().map(({ messages }) => messages)).toEqual([1, 1]);
  });

  test('knows what became of each message', () => {
    using folder = historyFolder();
    const history = folder.open();
    history.endRun(history.beginRun(begin()), end({ messages: ['a', 'b', 'c'].map((id) => message(id)) }));
    history.markTried('a', noon, 'Slack answered 503');
    history.markSent('a', minutesLater(1));
    history.markRefused('b', minutesLater(2), 'Slack answered 400');

    const views = history.messages({ run: 1 });

    expect(views).toEqual([
      { message: message('c'), run: 1, tries: 0, problem: undefined, sentAt: undefined, refusedAt: undefined },
      {
        message: message('b'),
        run: 1,
        tries: 1,
        problem: 'Slack answered 400',
        sentAt: undefined,
        refusedAt: minutesLater(2),
      },
      { message: message('a'), run: 1, tries: 2, problem: undefined, sentAt: minutesLater(1), refusedAt: undefined },
    ]);
    expect(history.messages({ project: 'ProjectA', limit: 1 })).toEqual(views.slice(0, 1));
    expect(history.messages({ project: 'ProjectB' })).toEqual([]);
  });

  test('takes no word on a message that it does not have', () => {
    using folder = historyFolder();

    expect(() => folder.open().markSent('a', noon)).toThrow('there is no message a');
  });
});
