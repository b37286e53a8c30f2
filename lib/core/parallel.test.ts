import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapLimited } from './parallel.ts';

test.each([1, 3, 16])('never more than %d are under way, and as many as that', async (limit) => {
  let underWay = 0;
  let most = 0;

  await mapLimited(Array.from({ length: 40 }), limit, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await setTimeout(1);
    underWay -= 1;
  });

  expect(most).toBe(limit);
});

test('the results are in the order of the items, whichever is done first', async () => {
  const result = await mapLimited([30, 1, 15], 3, async (pauseMs, index) => {
    await setTimeout(pauseMs);
    return `${index}: ${pauseMs}`;
  });

  expect(result).toEqual(['0: 30', '1: 1', '2: 15']);
});

test('of nothing comes nothing', async () => {
  await expect(mapLimited([], 2, async () => 'never')).resolves.toEqual([]);
});

test('the first error is thrown', async () => {
  const work = mapLimited([1, 2, 3], 2, async (item) => {
    if (item === 2) {
      throw new Error(`no ${item}`);
    }
  });

  await expect(work).rejects.toThrow('no 2');
});
