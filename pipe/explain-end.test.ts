import { expect, test } from 'vitest';
import { TagshipError } from '../lib/core/errors.ts';
import { createRedactor } from '../lib/core/redaction.ts';
import { createConsole } from './console.ts';
import { type End, explainEnd } from './explain-end.ts';

function explained(error: unknown, end: Partial<End> = {}) {
  const written: string[] = [];
  const crashed: string[] = [];
  const write = (text: string) => {
    written.push(text);
  };
  const console = createConsole({ write, redactor: createRedactor(), colours: false, debug: false });
  const crash = (text: string) => {
    crashed.push(text);
  };
  const last = explainEnd(error, { console, stage: 'pack', isCommitted: false, crash, ...end });
  return { log: written.join(''), crashed: crashed.join(''), last };
}

const full = new TagshipError('disk-full', 'no space is left in /storage', { hint: 'make room' });

test('what a person can act on is said without a stack', () => {
  const { log, crashed } = explained(full);

  expect({ log, crashed }).toEqual({ log: 'ERROR: no space is left in /storage; make room\n', crashed: '' });
});

test('a bug keeps its stack, apart from the log', () => {
  const { log, crashed } = explained(new RangeError('out of it'));

  expect(log).toBe('ERROR: this is a bug of tagship; please report it with the lines above\n');
  expect(crashed).toMatch(/^RangeError: out of it\n {4}at .*explain-end\.test\.ts/);
});

test.each([
  [undefined, false, 'ended; nothing was written to any store'],
  ['source', false, 'ended during source; nothing was written to any store'],
  ['pack', false, 'ended during pack; nothing was written to any store'],
  [
    'upload',
    false,
    'ended during upload; packages may lie in some stores, without a record they are not released; run the pipeline again, it uploads only what is missing',
  ],
  [
    'commit',
    false,
    'ended during commit; some stores may have the release and others not; run the pipeline again, it completes the rest',
  ],
  [undefined, true, 'ended; all stores were attempted; run the pipeline again to see what became of the release'],
])('an end during %s (committed: %s) says what is half done', (stage, isCommitted, last) => {
  expect(explained(full, { stage, isCommitted }).last).toBe(last);
});
