import { printable } from '../printable.ts';
import type { Cell, Table } from './answer.ts';
import type { Style } from './style.ts';

const gap = '  ';

/** The lines of a table, its columns aligned; columns in which nothing stands are left out. */
export function renderTable({ columns, rows }: Table, style: Style): readonly string[] {
  const header = columns?.map(({ title }) => title);
  const texts = rows.map((row) => row.map((cell) => printable(textOf(cell)).replaceAll('\n', String.raw`\n`)));
  const shown = [...(texts[0] ?? header ?? []).keys()].filter((column) => texts.some((row) => row[column]));
  const widths = new Map(
    // not by Math.max, which takes its arguments from the stack: a store may have more releases than fit there
    shown.map((column) => [column, [header ?? [], ...texts].reduce((most, row) => wider(most, row[column]), 0)]),
  );
  const render = (row: readonly string[], paint: (text: string, column: number) => string): string => {
    const padded = shown.map((column, index) => {
      const text = row[column] ?? '';
      const width = widths.get(column) ?? 0;
      const space = ' '.repeat(width - text.length);
      const painted = text === '' ? '' : paint(text, column);
      if (columns?.[column]?.align === 'right') {
        return `${space}${painted}`;
      }
      return index === shown.length - 1 ? painted : `${painted}${space}`;
    });
    return padded.join(gap).trimEnd();
  };
  const body = texts.map((row, index) => {
    return render(row, (text, column) => {
      const isName = columns === undefined && column === 0;
      const cell = rows[index]?.[column];
      return isMarked(cell) ? style.marked(text) : isName ? style.quiet(text) : text;
    });
  });
  return header === undefined ? body : [render(header, style.quiet), ...body];
}

function wider(width: number, text = ''): number {
  return Math.max(width, text.length);
}

function textOf(cell: Cell): string {
  return isMarked(cell) ? cell.marked : cell;
}

function isMarked(cell: Cell | undefined): cell is Exclude<Cell, string> {
  return typeof cell === 'object';
}
