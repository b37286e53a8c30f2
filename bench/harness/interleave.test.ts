import { expect, test } from 'vitest';
import { type Contender, interleave } from './interleave.ts';

/** Contenders that take given times, and the order in which they ran. */
function contest(seconds: Readonly<Record<string, readonly number[]>>): {
  readonly contenders: readonly Contender[];
  readonly order: string[];
} {
  const order: string[] = [];
  const contenders = Object.entries(seconds).map(([name, times]) => {
    const left = [...times];
    return {
      name,
      async run({ isWarmUp }: { readonly isWarmUp: boolean }) {
        order.push(isWarmUp ? `${name} warms up` : name);
        const taken = left.length > 1 ? left.shift() : left[0];
        return await Promise.resolve({ seconds: taken ?? 0, cpuSeconds: 1, peakBytes: 1000, stdout: '' });
      },
    };
  });
  return { contenders, order };
}

test('contenders run by turns, in the opposite order every second time, and a warm-up does not count', async () => {
  const { contenders, order } = contest({ a: [5, 1, 2], b: [6, 3, 4] });

  const runs = await interleave(contenders, { rounds: 2, secondsEach: 100 });

  expect(order).toEqual(['a warms up', 'b warms up', 'a', 'b', 'b', 'a']);
  expect(runs.map(({ contender, seconds }) => [contender, seconds])).toEqual([
    ['a', [1, 2]],
    ['b', [3, 4]],
  ]);
});

test('a slow contender has the rounds that its time is enough for, and its first run counts', async () => {
  const { contenders } = contest({ fast: [1], slow: [20] });

  const runs = await interleave(contenders, { rounds: 5, secondsEach: 40 });

  expect(runs.map(({ seconds }) => seconds)).toEqual([
    [1, 1, 1, 1, 1],
    [20, 20],
  ]);
});

test('a contender that takes longer than its time has one round, or as many as it asks for', async () => {
  const { contenders } = contest({ slow: [100], asking: [100] });

  const runs = await interleave(
    contenders.map((contender) => (contender.name === 'asking' ? { ...contender, leastRounds: 3 } : contender)),
    { rounds: 5, secondsEach: 40 },
  );

  expect(runs.map(({ seconds }) => seconds.length)).toEqual([1, 3]);
});
