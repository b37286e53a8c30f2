import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

const key = 'wJalrXUtnFEMI/K7"MDENG+bPxRfiCY&EXAMPLEKEY';
const token = Array.from({ length: 60 }, (_, index) => `part${index}of-the_token.`).join('');
const pem = '-----BEGIN KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END KEY-----\n';
const planted = [
  { name: 'key', value: key },
  { name: 'token', value: token },
  { name: 'pem', value: pem },
];

function wrapped(text: string, width: number, separator = '\n'): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join(separator);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test.each([
  ['raw', key, 'key'],
  ['base64', base64(key), 'key'],
  ['base64 without padding, within a word', `x${base64(key).replace(/=+$/, '')}`, 'key'],
  ['base64 within longer base64', base64(`me:${key}@host`), 'key'],
  ['base64url', Buffer.from(key).toString('base64url'), 'key'],
  ['hexadecimal', Buffer.from(key).toString('hex'), 'key'],
  ['capital hexadecimal', Buffer.from(key).toString('hex').toUpperCase(), 'key'],
  ['URL-encoded', encodeURIComponent(key), 'key'],
  ['JSON-escaped', JSON.stringify({ key }), 'key'],
  ['in lines of 64', wrapped(token, 64), 'token'],
  ['in lines of 76, indented', wrapped(token, 76, '\r\n    '), 'token'],
  ['in lines of 76, in JSON', JSON.stringify(wrapped(token, 76)), 'token'],
  ['in lines in reverse order', wrapped(token, 64).split('\n').toReversed().join('\n'), 'token'],
  ['base64 in lines', wrapped(base64(token), 76), 'token'],
  ['cut off', `${token.slice(0, 90)}...`, 'token'],
  ['its end', `...${token.slice(-90)}`, 'token'],
  ['one of its lines', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ', 'pem'],
  ['the whole in JSON', JSON.stringify(pem), 'pem'],
])('a secret is found: %s', (_form, text, name) => {
  expect(findSecrets(`DEBUG: before ${text} after\nINFO: more`, planted)).toEqual([name]);
});

test('nothing is found where there is nothing', () => {
  expect(findSecrets('INFO: **** of the token, sha256 0123456789abcdef0123456789abcdef', planted)).toEqual([]);
});
