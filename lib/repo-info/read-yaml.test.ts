import { expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { plainValue } from './yaml-tree.ts';

function read(content: string | Uint8Array, dialect: 'plain' | 'any' = 'plain') {
  const { root, slips } = readYaml(Buffer.from(content), dialect);
  return {
    value: root && plainValue(root),
    told: slips.map(({ at, message, hint }) => `${at.line}:${at.column} ${message}; ${hint}`),
  };
}

test.each([
  ['1.10', '1.10'],
  ['2.0', '2.0'],
  ['true', 'true'],
  ['0x1F', '0x1F'],
  ['2018-10-25', '2018-10-25'],
  ['"null"', 'null'],
  ["'~'", '~'],
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
])('the value %j is read as %j', (written, value) => {
  expect(read(`a: ${written}\n`)).toEqual({ value: { a: value }, told: [] });
});

test.each([
  ['a tab', 'a: 1\nb:\n\tc: 2\n', '3:1 the line is indented with a tab; indent with blanks'],
  ['a tab behind blanks', 'b:\n  \tc: 2\n', '2:3 the line is indented with a tab; indent with blanks'],
  [
    'a blank of a web page',
    'b:\n\u00a0\u00a0c: 2\n',
    '2:1 the line is indented with the invisible character U+00A0; indent with blanks',
  ],
  ['an anchor', 'a: &x 1\n', '1:4 anchors like "&x" are not read; take it out'],
  ['an alias', 'a: *x\n', '1:4 aliases like "*x" are not read; write the value itself'],
  ['a tag', 'a: !!str 1\n', '1:4 YAML tags like "!!str" are not read; take it out; every value is text'],
  ['a merge key', 'a: 1\n<<: *x\n', '2:1 merge keys are not read; write the merged lines out'],
  ['a directive', '%YAML 1.1\n---\na: 1\n', '1:1 directives like "%YAML 1.1" are not read; take the line out'],
  ['a second document', 'a: 1\n---\nb: &x 2\n', '2:1 a second document; write one document, without further "---"'],
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', '3:1 "a" stands here a second time, first in line 1; keep one of the two'],
  ['a list as key', '? [a]\n: b\n', '1:3 a list cannot be a key; write "key: value"'],
  ['a map as key', '{a: b}: c\n', '1:1 a map cannot be a key; write "key: value"'],
  ['no key', ': b\n', '1:1 a key is missing before ":"; write "key: value"'],
  ['an open quote', 'a: 1\nb: "x\nc: d\n', '2:4 a quote that is never closed; close it on its line'],
  [
    'an open bracket at the end',
    'a: 1\nb: [x\n\n\n',
    '2:6 the line does not fit those above it; indent the keys of one map alike, close every bracket, and write a value either behind its "key: " or below it',
  ],
  ['a reserved character', 'a: @x\n', '1:4 "@x" cannot stand here; put text with special characters in quotes'],
  ['an unknown escape', 'a: "\\q"\n', '1:5 an unknown escape after "\\"; use single quotes: \'...\''],
  ['a NUL', 'a: 1 # \0\n', '1:8 the invisible character U+0000; take it out'],
  ['a byte order mark within', 'a: 1\n\ufeffb: 1\n', '2:1 the invisible character U+FEFF; take it out'],
  ['an old Mac line end', 'a: 1\rb: 2\n', '1:5 a carriage return without a line feed; end lines with LF or CRLF'],
  ['nesting', `a: ${'['.repeat(10_000)}`, '1:68 nested deeper than 64 levels; write it flat'],
  ['nesting in blocks', '- '.repeat(10_000), '1:129 nested deeper than 64 levels; write it flat'],
  ['a key with no blank behind it', 'a: 1\nb:0.9.0\nc: 2\n', '2:1 "b:0.9.0" has no blank behind ":"; write "b: 0.9.0"'],
  [
    'a key with no blank behind it in the last line',
    'a:\n  B: 1\n  C:2\n',
    '3:3 "C:2" has no blank behind ":"; write "C: 2"',
  ],
  [
    'an address alone in its line',
    'a: 1\nhttps://x\n',
    '2:1 a ":", a "," or a closing bracket is missing; write "key: value" in one line',
  ],
])('%s is told once, with its place', (_what, content, told) => {
  expect(read(content).told).toEqual([told]);
});

test.each([
  [
    'UTF-16, little endian',
    Buffer.from('\ufeffa: 1\n', 'utf16le'),
    '1:1 the file is UTF-16, or no text; save it as UTF-8',
  ],
  [
    'UTF-16, big endian',
    Buffer.from('\ufeffa: 1\n', 'utf16le').swap16(),
    '1:1 the file is UTF-16, or no text; save it as UTF-8',
  ],
  ['UTF-16 without a mark', Buffer.from('a: 1\n', 'utf16le'), '1:1 the file is UTF-16, or no text; save it as UTF-8'],
  ['Latin-1', Buffer.from('a: 1\nb: é\n', 'latin1'), '2:4 this is not UTF-8; save the file as UTF-8'],
])('%s is told', (_what, content, told) => {
  expect(read(content).told).toEqual([told]);
});

test('a byte order mark at the start, CRLF and characters of two units do not shift places', () => {
  const { told } = read('\ufeffa: 1\r\nb: {c: 😀, c: 2}\r\nd: &x 1\r\n');

  expect(told).toEqual([
    '3:4 anchors like "&x" are not read; take it out',
    '2:11 "c" stands here a second time, first in line 2; keep one of the two',
  ]);
});

test('what stands beside a mistake is still read', () => {
  const { value, told } = read('a: @x\nb:\n\tc: 1\n\td: *y\ne: "2"\n');

  expect(value).toEqual({ b: { c: '1', d: null }, e: '2' });
  expect(told).toHaveLength(4);
});

test('an alias has no value, even if its anchor has one', () => {
  expect(read('a: &x 1\nb: *x\n').value).toEqual({ a: '1', b: null });
});

test('in other files anchors, aliases, tags and merge keys are fine', () => {
  const { told } = read('---\na: &x [1, 2]\nb: *x\nc:\n  <<: *x\nd: !vault |\n  abc\n? [e]\n: f\n', 'any');

  expect(told).toEqual([]);
});

test('a text with tabs in its quotes is not indented with them', () => {
  expect(read('a: "x\n  \ty"\n').told).toEqual([]);
});
