import type { TextSlip } from './decode-text.ts';
import type { YamlToken } from './yaml-tokens.ts';

export interface StraightText {
  /** Line by line the same, but indented with blanks only. */
  readonly text: string;
  /** Line number -> by how many columns its text was moved to the right. */
  readonly moved: ReadonlyMap<number, number>;
  readonly slips: readonly TextSlip[];
}

// blank lines and comments may begin with anything that is white
const badIndentation = /^( *)([^\S \n\r][^\S\n\r]*)(?=[^\s#])/;

/**
 * Finds lines that are indented with tabs or with other white characters than blanks (copied from web pages) and puts
 * blanks there, two for a tab, so that the rest of the file can be checked in the same run.
 */
export function straightenIndentation(text: string, tokens: readonly YamlToken[]): StraightText {
  const quotes = tokens.filter(isManyLined);
  const moved = new Map<number, number>();
  const slips: TextSlip[] = [];
  let start = 0;
  const lines = text.split('\n').map((line, index) => {
    const lineStart = start;
    start += line.length + 1;
    while ((quotes[0]?.end ?? Infinity) <= lineStart) {
      quotes.shift();
    }
    const isQuoted = (quotes[0]?.start ?? Infinity) < lineStart;
    const [whole, blanks = '', bad = ''] = badIndentation.exec(line) ?? [];
    if (whole === undefined || isQuoted) {
      return line;
    }
    const isTab = bad.startsWith('\t');
    slips.push({
      start: lineStart + blanks.length,
      end: lineStart + whole.length,
      message: `the line is indented with ${isTab ? 'a tab' : codePoint(bad)}`,
      hint: 'indent with blanks',
    });
    const straight = blanks + bad.replaceAll('\t', '  ').replaceAll(/[^ ]/g, ' ');
    moved.set(index + 1, straight.length - whole.length);
    return straight + line.slice(whole.length);
  });
  return { text: lines.join('\n'), moved, slips };
}

function isManyLined({ type, source }: YamlToken): boolean {
  const isText = type === 'single-quoted-scalar' || type === 'double-quoted-scalar';
  return isText && source.includes('\n');
}

function codePoint(text: string): string {
  return `the invisible character U+${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
