/**
 * Finds secrets in what a program has left behind. Made apart from lib/core/redaction.ts on purpose: it does not look for
 * the forms of a secret but undoes every encoding that it can find, and then looks for the secret as it is.
 */
export interface Planted {
  readonly name: string;
  readonly value: string;
}

/** A piece of a long secret that gives it away. */
const pieceLength = 32;
const shortestEncoded = 24;

/** The names of the secrets that are in the text, in any form, whole or in pieces. */
export function findSecrets(text: string, planted: readonly Planted[]): readonly string[] {
  const found = new Set<string>();
  const lines = planted.flatMap(({ name, value }) => value.split('\n').map((line) => ({ name, line })));
  const short = lines.filter(({ line }) => line.length >= 4 && line.length <= pieceLength);
  const nameOfPiece = new Map(
    lines.flatMap(({ name, line }) =>
      line.length <= pieceLength ? [] : windows(line).map((piece) => [piece, name] as const),
    ),
  );
  for (const view of viewsOf(text)) {
    for (const { name } of short.filter(({ line }) => view.includes(line))) {
      found.add(name);
    }
    for (let start = 0; start + pieceLength <= view.length; start += 1) {
      const name = nameOfPiece.get(view.slice(start, start + pieceLength));
      if (name !== undefined) {
        found.add(name);
      }
    }
  }
  return planted.map(({ name }) => name).filter((name) => found.has(name));
}

/** The text as it is, in one line, and with each encoding undone. */
function viewsOf(text: string): readonly string[] {
  const plain = [text, text.replaceAll(/\s+/g, ''), text.replaceAll(/(?:\\r|\\n|\s)+/g, '')];
  const unescaped = plain.flatMap((view) => [view, withoutPercents(view), withoutBackslashes(view)]);
  return [...new Set(unescaped)].flatMap((view) => [view, ...decodedBase64(view), ...decodedHexadecimal(view)]);
}

function withoutPercents(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function withoutBackslashes(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll(/\\([nrt"\\/])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter);
}

/** A run of base64 may begin anywhere in a word, so every place of its first group of four is tried. */
function decodedBase64(text: string): readonly string[] {
  return (text.match(/[\w+/-]{24,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')),
  );
}

function decodedHexadecimal(text: string): readonly string[] {
  return (text.match(/[0-9a-f]+/gi) ?? [])
    .filter((run) => run.length >= shortestEncoded)
    .flatMap((run) => [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('latin1')));
}

function windows(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - pieceLength + 1) }, (_, start) =>
    text.slice(start, start + pieceLength),
  );
}
