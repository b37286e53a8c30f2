import type { Position } from './yaml-tree.ts';

/** Finds lines and columns in a text. Lines end with LF; offsets count UTF-16 units, columns count characters. */
export interface TextLines {
  /** Never beyond the last character that is not blank: what is missing at the end is told there. */
  positionAt(offset: number): Position;
  /** Every line from that of the first offset to that of the second. */
  linesOf(start: number, end: number): readonly number[];
}

export function createTextLines(text: string): TextLines {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) {
    starts.push(index + 1);
  }
  const pairsBefore = countPairs(text);
  const lastOffset = text.trimEnd().length;

  const lineIndexAt = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  };

  return {
    positionAt(offset) {
      const inside = Math.min(offset, lastOffset);
      const index = lineIndexAt(inside);
      const start = starts[index] ?? 0;
      const pairs = (pairsBefore[inside] ?? 0) - (pairsBefore[start] ?? 0);
      return { line: index + 1, column: inside - start - pairs + 1 };
    },
    linesOf(start, end) {
      const first = lineIndexAt(Math.min(start, lastOffset));
      const last = lineIndexAt(Math.min(end, lastOffset));
      return Array.from({ length: last - first + 1 }, (_, index) => first + index + 1);
    },
  };
}

/** For every offset, how many surrogate pairs end before it; counted once, since a line may hold a whole file. */
function countPairs(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  for (let offset = 0; offset < text.length; offset += 1) {
    const isSecondHalf = (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
    counts[offset + 1] = (counts[offset] ?? 0) + (isSecondHalf ? 1 : 0);
  }
  return counts;
}
