import pLimit from 'p-limit';

/** Runs `work` for every item, at most `limit` at once, and returns the results in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const slots = pLimit(limit);
  return await Promise.all(items.map(async (item, index) => await slots(work, item, index)));
}
