import { describe, expect, test } from 'vitest';
import { retry } from './retry.ts';

const options = { attempts: 3, isWorthIt: () => true, signal: new AbortController().signal, firstPauseMs: 1 };

/** Fails as often as it is told, each time with another message. */
function failing(times: number) {
  let tries = 0;
  return {
    tries: () => tries,
    work: async () => {
      tries += 1;
      if (tries <= times) {
        throw new Error(`failure ${tries}`);
      }
      return 'done';
    },
  };
}

test('what works the first time is done once', async () => {
  const { work, tries } = failing(0);

  const result = await retry(work, options);

  expect([result, tries()]).toEqual(['done', 1]);
});

test('what works the last time is done', async () => {
  const { work, tries } = failing(2);

  const result = await retry(work, options);

  expect([result, tries()]).toEqual(['done', 3]);
});

test('after the last time its error is thrown', async () => {
  const { work, tries } = failing(99);

  await expect(retry(work, options)).rejects.toThrow('failure 3');
  expect(tries()).toBe(3);
});

test('an error that will not pass is thrown at once', async () => {
  const { work, tries } = failing(99);

  await expect(retry(work, { ...options, isWorthIt: () => false })).rejects.toThrow('failure 1');
  expect(tries()).toBe(1);
});

describe('the signal', () => {
  test('that came while the work was done ends it with the error of the work', async () => {
    const stop = new AbortController();
    const { work, tries } = failing(99);

    const result = retry(
      async () => {
        stop.abort(new Error('stopped'));
        return await work();
      },
      { ...options, signal: stop.signal },
    );

    await expect(result).rejects.toThrow('failure 1');
    expect(tries()).toBe(1);
  });

  test('that comes in a pause ends it at once with the reason of the signal', async () => {
    const stop = new AbortController();
    const { work, tries } = failing(99);

    const result = retry(work, { ...options, signal: stop.signal, firstPauseMs: 3_600_000 });
    setImmediate(() => stop.abort(new Error('stopped')));

    await expect(result).rejects.toThrow('stopped');
    expect(tries()).toBe(1);
  });
});
