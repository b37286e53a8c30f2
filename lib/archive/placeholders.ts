import { TagshipError } from '../core/errors.ts';

/** What a placeholder file may ask for, as `${NAME}` (R63-R65, D2; design.md, section 6). */
export const placeholderNames = ['BUCKET_NAME', 'REPO_NAME', 'BIN_NAME', 'SRC_TAG', 'REL_TAG'] as const;

export type PlaceholderName = (typeof placeholderNames)[number];

/** The values of one store; a name that is left out has no value in this build. */
export type PlaceholderValues = { readonly [Name in PlaceholderName]?: string };

/** Found, but never rendered: in a REL it would be REL's tag where SRC's is meant (D3). */
const builtInTag = 'BITBUCKET_TAG';

/** A placeholder file is rendered in memory for every store: scripts, not data. */
export const maximumPlaceholderFileBytes = 16 * 1024 * 1024;

export interface FoundPlaceholder {
  readonly name: PlaceholderName | typeof builtInTag;
  /** Line and column count from 1, columns in characters; `offset` is the byte at which `${` stands. */
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

const foundNames = [...placeholderNames, builtInTag] as const;
const placeholderPattern = new RegExp(`\\$\\{(${foundNames.join('|')})\\}`, 'g');
const newline = 0x0a;

/** Every exact `${NAME}` in order, in linear time; `$NAME`, `${NAME:-x}` and `${ NAME }` are the script's own. */
export function findPlaceholders(content: Buffer): FoundPlaceholder[] {
  const found: FoundPlaceholder[] = [];
  let line = 1;
  let column = 1;
  let counted = 0;
  // one character for each byte: what is not UTF-8 stays as it is, and an index is an offset
  for (const { index: offset, 1: matched } of content.toString('latin1').matchAll(placeholderPattern)) {
    for (const byte of content.subarray(counted, offset)) {
      if (byte === newline) {
        line += 1;
        column = 1;
      } else if (!isContinuation(byte)) {
        column += 1;
      }
    }
    counted = offset;
    found.push(...foundNames.filter((name) => name === matched).map((name) => ({ name, line, column, offset })));
  }
  return found;
}

export interface RenderedContent {
  readonly content: Buffer;
  /** How often each name was replaced; names that do not occur are left out. */
  readonly counts: ReadonlyMap<PlaceholderName, number>;
}

/**
 * Puts the values in, literally, and keeps every other byte (R64, D1). A value is never scanned again.
 * @throws TagshipError `invalid-input` when a name has no value
 */
export function renderPlaceholders(content: Buffer, values: PlaceholderValues): RenderedContent {
  const pieces: Buffer[] = [];
  const counts = new Map<PlaceholderName, number>();
  let kept = 0;
  for (const { name, offset } of findPlaceholders(content)) {
    if (name === builtInTag) {
      continue;
    }
    const value = values[name];
    if (value === undefined) {
      throw new TagshipError('invalid-input', `\${${name}} has no value in this build`);
    }
    pieces.push(content.subarray(kept, offset), Buffer.from(value, 'utf8'));
    kept = offset + `\${${name}}`.length;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { content: Buffer.concat([...pieces, content.subarray(kept)]), counts };
}

/** The second and later bytes of a character in UTF-8. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
