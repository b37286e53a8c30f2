import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clauses, readSourceClauses } from './source-messages.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');
const [, messagesPart = '', codesPart = ''] = /^## Every message$(.*)^## Codes$(.*)/ms.exec(page) ?? [];

const rows = [...messagesPart.matchAll(/^\| (?!message|-)(.*) \|$/gm)].map(([, row = '']) => row.split(' | '));
const pageClauses = rows.flatMap(([message = '']) =>
  [...message.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => clauses(emptied(text))),
);
const sourceClauses = readSourceClauses().map((clause) => ({ ...clause, pattern: patternOf(clause.text) }));

/**
 * What the programs say is found in the literals of their sources (test/source-messages.ts). These are none of it, each
 * for its reason.
 */
const noMessages = new Set([
  // how a digest is made, in a record
  'gzip level <> memory 9, zlib <>',
  // parts of a place, an amount, a name
  'store <>: <>',
  '<> bytes',
  'build <>',
  // words of the protocol between the pipe and the receive step, and the title of its lines
  'history <>',
  'bundle <>',
  'switched <>',
  'done <>',
  // who handed over, in the history
  'tagship <>, <> at a desk',
  '<> in <>',
  'tagship <>',
  'tagship-node <>',
  '<> UTC by <>',
  // states, as the history has them
  'not run',
  'no state file',
  'cannot connect',
  '<> (number <>)',
  'tagship-control <>',
  '(generation <>)',
  '(process <>)',
  'run <>',
  'within the limit <>',
  // names of stages
  'find the generation',
  'run the playbook',
  'ask the nodes',
  'judge the nodes',
  'collect the logs',
  'open the history',
  // titles of plays, in Ansible's own log
  'Ask the nodes',
  'Bring the logs',
]);

describe('docs/operating.md', () => {
  test('has a line for every message that the programs can print', () => {
    const missing = sourceClauses.filter(
      ({ text, pattern }) => !noMessages.has(text) && !pageClauses.some((clause) => pattern.test(clause)),
    );

    const linesToAdd = missing.map(({ text, at }) => `| \`${text}\` | meaning | what to do |   <- ${at}`);
    expect(linesToAdd, 'add these under "Every message", where their reader looks for them').toEqual([]);
  });

  test('has no line for a message that no program prints any more', () => {
    const stale = pageClauses.filter((clause) => !isTold(clause));

    expect(stale, 'take these out of "Every message", or write what the sources say now').toEqual([]);
  });

  test('says of every message what it means and what to do', () => {
    expect(rows.length).toBeGreaterThan(300);
    for (const row of rows) {
      expect(row.map((cell) => cell.trim() !== '')).toEqual([true, true, true]);
    }
  });

  test('has every error code, and no other', () => {
    const union = /ErrorCode =([^;]+);/.exec(readFileSync(join(root, 'lib/core/errors.ts'), 'utf8'))?.[1] ?? '';

    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);

    expect(codes).not.toEqual([]);
    expect([...codesPart.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)).toEqual(codes);
  });

  test.each(['module-maintainer.md', 'project-maintainer.md'])('and %s quote what the programs print', (name) => {
    const text = readFileSync(join(root, 'docs', name), 'utf8');
    const [, table = ''] = /^\| the log says \|(.*?)^$/ms.exec(text) ?? [];

    const quotes = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, quote = '']) => withoutValues(quote));

    expect(quotes.length).toBeGreaterThan(5);
    expect(quotes.filter((quote) => !isTold(quote) && !isBeginning(quote))).toEqual([]);
  });

  test('leaves out no reason that has gone', () => {
    expect([...noMessages].filter((text) => !sourceClauses.some((clause) => clause.text === text))).toEqual([]);
  });
});

/** `<file>`, `<>/<>` -> `<>`: how what is filled in is put together is no part of the message. */
function emptied(text: string): string {
  return text
    .replaceAll(/<[^<>]*>/g, '<>')
    .replaceAll(/<>(?::?\/*<>)+/g, '<>')
    .replaceAll(/\s+/g, ' ');
}

function patternOf(text: string): RegExp {
  const parts = emptied(text).split('<>');
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*?'));
}

/** Whether at least half of the words of a clause are in the sources as they stand: the rest may be filled in. */
function isTold(clause: string): boolean {
  const found = sourceClauses.filter(({ pattern }) => pattern.test(clause));
  const told = new Set(found.flatMap(({ text }) => wordsIn(text)));
  const words = wordsIn(clause);
  return words.length < 2 || words.filter((word) => told.has(word)).length * 2 >= words.length;
}

/** `rel_branch: "1.0.0" is not the tag of this build` -> `<> is not the tag of this build` */
function withoutValues(quote: string): string {
  return quote
    .replace(/^[\w.]+: /, '')
    .replaceAll(/"[^"]*"|\.\.\.|s3:\S+|\d+(?:\.\d+)+/g, '<>')
    .trim();
}

/** Whether it is a part of a message: a page may leave out the rest. */
function isBeginning(quote: string): boolean {
  return sourceClauses.some(({ text }) => patternOf(quote).test(emptied(text)));
}

function wordsIn(text: string): readonly string[] {
  return emptied(text).match(/[a-z]{2,}/gi) ?? [];
}
