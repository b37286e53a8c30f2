import { expect, test } from 'vitest';
import { TagshipError } from '../lib/core/errors.ts';
import { createStyle } from '../lib/report/answer/style.ts';
import { type End, tellEnd } from './tell-end.ts';

const bug = new TypeError('nothing is not a function of secret-word');

test('what a person can act on is told with what to do, and without a stack', () => {
  const error = new TagshipError('store-unreachable', 'no answer', { hint: 'then run the pipeline again' });

  expect(told(error, { debug: true })).toEqual({
    out: '',
    err: '✖ no answer; then run it again\n',
  });
});

test('of a bug the stack is printed only on demand, without secrets', () => {
  const quiet = told(bug, { debug: false });
  const loud = told(bug, { debug: true });

  expect(quiet.err).toBe(
    '✖ this is a bug of tagship (TypeError: nothing is not a function of ****); with DEBUG=true its stack is printed, please report it\n',
  );
  expect(loud.err).toMatch(/^TypeError: nothing is not a function of \*{4}\n +at /);
});

test('the JSON is one object then too', () => {
  const { out } = told(bug, { json: true });

  expect(JSON.parse(out)).toMatchObject({ schema: 1, command: 'list', status: 'failure', findings: [] });
});

function told(error: unknown, end: Partial<End>): { readonly out: string; readonly err: string } {
  let [out, err] = ['', ''];
  const output = {
    program: 'tagship 0.1.0',
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    redact: (text: string) => text.replaceAll('secret-word', '****'),
    style: createStyle(false),
  };
  tellEnd(error, { command: 'list', json: false, debug: false, ...end }, output);
  return { out, err };
}
