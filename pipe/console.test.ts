import { describe, expect, test } from 'vitest';
import { createRedactor } from '../lib/core/redaction.ts';
import { type ConsoleOptions, createConsole } from './console.ts';

function consoleWith(options: Partial<ConsoleOptions> = {}) {
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
  };
  const console = createConsole({ write, redactor: createRedactor(), colours: false, debug: true, ...options });
  return { console, text: () => written.join('') };
}

test('every line has the mark of its kind', () => {
  const { console, text } = consoleWith();

  console.debug('a');
  console.info('b');
  console.warning('c');
  console.error('d');
  console.line('e');
  console.success('f');
  console.failure('g');

  expect(text()).toBe('DEBUG: a\nINFO: b\nWARNING: c\nERROR: d\ne\n✔ f\n✖ g\n');
});

test('only the mark is coloured: a place in a file can still be clicked on', () => {
  const { console, text } = consoleWith({ colours: true });

  console.error('repo-info:7:3: wrong');

  expect(text()).toBe('\u001b[31mERROR:\u001b[0m repo-info:7:3: wrong\n');
});

test('debug lines are left out without debug', () => {
  const { console, text } = consoleWith({ debug: false });

  console.debug('a');

  expect(text()).toBe('');
});

describe('what is printed', () => {
  test.each([
    ['a terminal command', '\u001b[2K\u001b[1A', String.raw`\u001b[2K\u001b[1A`],
    ['a carriage return that would overwrite the line', 'a\rINFO: b', String.raw`a\u000dINFO: b`],
    ['a command of one byte', '\u009b2K', String.raw`\u009b2K`],
    ['text that runs backwards', '\u202egnp', String.raw`\u202egnp`],
    ['a tab', 'a\tb', 'a  b'],
  ])('shows %s and does not send it', (_what, given, shown) => {
    const { console, text } = consoleWith();

    console.info(given);
    console.line(given);

    expect(text()).toBe(`INFO: ${shown}\n${shown}\n`);
  });

  test('has no secret in any kind of line', () => {
    const redactor = createRedactor();
    redactor.add('hunter2\tx');
    const { console, text } = consoleWith({ redactor });

    for (const print of [console.debug, console.info, console.warning, console.error, console.line]) {
      print('it is hunter2\tx');
    }
    console.success('hunter2\tx');
    console.failure('hunter2\tx');

    expect(text()).not.toContain('hunter2');
  });
});
