/** Numbers that a seed decides: the same on every machine. */
export interface Random {
  /** From 0 (inclusive) to `below` (exclusive). */
  below(below: number): number;
  /** One of them. Throws for an empty list. */
  of<T>(items: readonly T[]): T;
}

/** Mulberry32 (Tommy Ettinger, 2017), a generator in the public domain: 32 bits of state are enough to mutate files. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    of(items) {
      const chosen = items[below(items.length)];
      if (chosen === undefined) {
        throw new RangeError('there is nothing to choose from');
      }
      return chosen;
    },
  };
}
