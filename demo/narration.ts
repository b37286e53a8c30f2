import { styleText } from 'node:util';

/** What the demo says. It checks itself as it goes: a claim that does not hold is marked, and remembered. */
export interface Narration {
  /** Begins a numbered part; `why` says in a few sentences what happens and to what end. */
  part(title: string, why: string): void;
  /** A few sentences. */
  prose(text: string): void;
  line(text: string): void;
  /** Somebody else's words, e.g. a build log: nothing is left out, but long lines are wrapped. */
  quote(text: string): void;
  /** Rows as columns, each as wide as its widest cell. */
  table(rows: readonly (readonly string[])[]): void;
  claim(text: string, holds: boolean): void;
  readonly claims: readonly Claim[];
}

interface Claim {
  readonly text: string;
  readonly holds: boolean;
}

const widthOfPage = 118;

export function createNarration(write: (text: string) => void): Narration {
  const claims: Claim[] = [];
  let parts = 0;
  const line = (text: string): void => write(`${paintMark(text)}\n`);
  const prose = (text: string): void => wrap(text, '').forEach(line);

  return {
    part(title, why) {
      parts += 1;
      line('');
      line(styleText('bold', `${parts}. ${title}`));
      prose(why);
    },
    prose,
    line,
    quote(text) {
      for (const quoted of text
        .trimEnd()
        .split('\n')
        .flatMap((own) => wrap(own, '    '))) {
        line(`  ${styleText('dim', '│')} ${quoted}`);
      }
    },
    table(rows) {
      for (const row of alignColumns(rows)) {
        line(`  ${row}`);
      }
    },
    claim(text, holds) {
      claims.push({ text, holds });
      line(`  ${holds ? '✔' : '✖'} ${text}`);
    },
    claims,
  };
}

/** Colours the mark alone, and not the sentence: that is as much as a terminal of any background can bear. */
function paintMark(text: string): string {
  return text.replace('✔', styleText('green', '✔')).replace('✖', styleText('red', '✖'));
}

/** Breaks at blanks only, so that a hash or a URL can still be copied; further lines are indented. */
function wrap(text: string, indentation: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > widthOfPage) {
    const within = rest.lastIndexOf(' ', widthOfPage);
    const end = within > indentation.length ? within : rest.indexOf(' ', widthOfPage);
    if (end === -1) {
      break;
    }
    lines.push(rest.slice(0, end));
    rest = `${indentation}${rest.slice(end + 1)}`;
  }
  return [...lines, rest];
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
