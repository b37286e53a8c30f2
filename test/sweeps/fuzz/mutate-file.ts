import { createRandom, type Random } from './random.ts';

/** What YAML, terminals and S3 keys trip over. */
// biome-ignore format: a table
const fragments = [
  '\t', ' ', '  ', '\n', '\r\n', '\r', '\0', '\ufeff', '\u00a0', '\u2028', '\u0085', '\u202e', '\u001b[2K', '😀', '\ud83d',
  ': ', '- ', '? ', ', ', '#', ' # ', '"', "'", '\\', '|\n', '>-\n', '[', ']', '{', '}', '~', '@', '`', '%', '&a ', '*a',
  '!!str ', '!!binary ', '<<: ', '---\n', '...\n', '%YAML 1.2\n', '__proto__: 1\n', 'constructor: 1\n', 'toString: 1\n',
  'none', 'developer', 'null', 'true', '1.10', '1e3', '0x1f', '.nan', '../', '/', 'version: ', 'args: ', 'sub_repo: ',
  'rel_branch: 1.0.0\n', 'upgrade_list: none\n', '{version: 1.2.3, args: ["--x"]}', '[none]', '{}', '[]',
];

type Change = (bytes: Buffer, random: Random, corpus: readonly Buffer[]) => Buffer;

const changes: readonly Change[] = [
  // bytes
  (bytes, random) => replaced(bytes, random.below(bytes.length + 1), 0, Buffer.from(random.of(fragments))),
  (bytes, random) => replaced(bytes, random.below(bytes.length + 1), 1, Buffer.of(random.below(256))),
  (bytes, random) => replaced(bytes, random.below(bytes.length + 1), random.below(12), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    return replaced(bytes, from, 0, bytes.subarray(from, from + random.below(40)));
  },
  // lines
  (bytes, random) => inLines(bytes, (lines) => lines.toSpliced(random.below(lines.length), 1)),
  (bytes, random) => inLines(bytes, (lines) => lines.toSpliced(random.below(lines.length), 0, random.of(lines))),
  (bytes, random) =>
    inLines(bytes, (lines) => {
      const index = random.below(lines.length);
      return lines.with(index, `${' '.repeat(random.below(7))}${(lines[index] ?? '').trimStart()}`);
    }),
  (bytes, random) =>
    inLines(bytes, (lines) => {
      const index = random.below(lines.length);
      const [key = ''] = (lines[index] ?? '').split(':');
      return lines.with(index, `${key}: ${random.of(fragments)}`);
    }),
  (bytes, random, corpus) =>
    inLines(bytes, (lines) =>
      lines.toSpliced(random.below(lines.length), 0, random.of(random.of(corpus).toString('latin1').split('\n'))),
    ),
  // the whole
  (bytes, random, corpus) => {
    const other = random.of(corpus);
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  },
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
];

/** Each so many files one is as large as a repo-info may be. */
const largeEvery = 5_000;

/** The file of that number: one of the corpus, changed in one to eight places. A seed makes the same file again. */
export function mutateFile(corpus: readonly Buffer[], { seed, number, mostBytes }: MutationRequest): Buffer {
  const random = createRandom(seed + number);
  let bytes = random.of(corpus);
  for (let left = 1 + random.below(8); left > 0; left -= 1) {
    bytes = random.of(changes)(bytes, random, corpus);
  }
  return number % largeEvery === 0 ? grown(bytes, mostBytes, random) : bytes.subarray(0, mostBytes);
}

interface MutationRequest {
  readonly seed: number;
  readonly number: number;
  readonly mostBytes: number;
}

/** A piece of it again and again, each time with another number, in the place where it was. */
function grown(bytes: Buffer, mostBytes: number, random: Random): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const from = random.below(lines.length);
  const piece = lines.slice(from, from + 1 + random.below(3)).join('\n') || random.of(fragments);
  const pieces: string[] = [];
  let length = bytes.length + 1;
  for (let index = 0; length < mostBytes; index += 1) {
    const next = piece.replace(/\w+/, `$&${index}`);
    pieces.push(next);
    length += next.length + 1;
  }
  return Buffer.from([lines.slice(0, from), pieces, lines.slice(from)].flat().join('\n'), 'latin1').subarray(
    0,
    mostBytes,
  );
}

function replaced(bytes: Buffer, at: number, removed: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}

/** Bytes stay as they are: latin1 has a character for each. */
function inLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString('latin1').split('\n')).join('\n'), 'latin1');
}
