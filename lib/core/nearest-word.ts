const farthest = 2;

/** The candidate that was most likely meant by `word`: equal but for case and separators, or at most two slips away. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let shortest = farthest + 1;
  for (const candidate of candidates) {
    const slips = countSlips(bare(word), bare(candidate));
    if (slips < shortest && slips * 3 <= candidate.length) {
      nearest = candidate;
      shortest = slips;
    }
  }
  return nearest;
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[-_. ]/g, '');
}

/** Levenshtein distance: letters to add, leave out or change. More than `farthest` may be told as any such number. */
function countSlips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > farthest) {
    return farthest + 1;
  }
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(a).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
