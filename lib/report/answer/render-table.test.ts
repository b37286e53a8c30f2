import { expect, test } from 'vitest';
import type { Table } from './answer.ts';
import { renderTable } from './render-table.ts';
import { createStyle } from './style.ts';

const plain = createStyle(false);

test('columns are aligned, numbers to the right, and no line ends in blanks', () => {
  const table: Table = {
    columns: [{ title: 'NAME' }, { title: 'SIZE', align: 'right' }, { title: 'WHY' }],
    rows: [
      ['a', '7', 'because'],
      ['longer', '1234567', ''],
    ],
  };

  expect(renderTable(table, plain)).toEqual(['NAME       SIZE  WHY', 'a             7  because', 'longer  1234567']);
});

test('a table may have more rows than a call has arguments', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index), 'x']);

  const lines = renderTable({ rows }, plain);

  expect([lines.length, lines[0]]).toEqual([200_000, '0       x']);
});

test('a column in which nothing stands is left out', () => {
  const table: Table = { columns: [{ title: 'A' }, { title: 'B' }, { title: 'C' }], rows: [['1', '', '3']] };

  expect(renderTable(table, plain)).toEqual(['A  C', '1  3']);
});

test('a table without titles has names on its left', () => {
  const rows = [
    ['commit', 'abc'],
    ['by', 'me'],
  ];

  expect(renderTable({ rows }, plain)).toEqual(['commit  abc', 'by      me']);
});

test('colours do not count as width', () => {
  const table: Table = {
    columns: [{ title: 'A' }, { title: 'B' }],
    rows: [
      [{ marked: 'x' }, '1'],
      ['long', '2'],
    ],
  };

  expect(renderTable(table, createStyle(true))).toEqual([
    '\u001b[2mA\u001b[0m     \u001b[2mB\u001b[0m',
    '\u001b[33mx\u001b[0m     1',
    'long  2',
  ]);
});

test('control characters are shown, not sent', () => {
  expect(renderTable({ rows: [['name', 'a\u001b[2J\rb']] }, plain)).toEqual(['name  a\\u001b[2J\\u000db']);
});
