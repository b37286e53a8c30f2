import { expect, test } from 'vitest';
import { parsePaxRecords } from './pax-records.ts';

test.each([
  ['12 path=a/b\n', { path: 'a/b' }],
  ['12 path=a\nb\n', { path: 'a\nb' }],
  ['28 path=x\n14 path=/etc/pass\n', { path: 'x\n14 path=/etc/pass' }],
  ['13 size=1234\n20 mtime=1600000000\n', { size: 1234 }],
  ['10 path=a\n10 path=b\n', { path: 'b' }],
  ['', {}],
])('%j is read by its lengths', (text, expected) => {
  const records = parsePaxRecords(Buffer.from(text));

  expect(records).toEqual(expected);
});

test.each([
  '11 path=a\n',
  '8 path=a\n',
  '010 path=a\n',
  'x path=a\n',
  '6 path\n',
  '10 path=a ',
  '99999999999 path=a\n',
  '10 path=a\n\n',
  '11 size=-1\n',
  '12 size=1e9\n',
  '10 ',
  '0 ',
])('%j is refused', (text) => {
  const parse = () => parsePaxRecords(Buffer.from(text));

  expect(parse).toThrow(expect.objectContaining({ code: 'integrity' }));
});
