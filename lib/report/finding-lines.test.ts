import { expect, test } from 'vitest';
import type { Diagnostic } from '../core/diagnostics.ts';
import { findingLines } from './finding-lines.ts';

const namedAt = { in: 'file', file: 'repo-info', line: 4, column: 3, path: 'depend_list.BaseLib' } as const;

function missingIn(store: string, changes: Partial<Diagnostic> = {}): Diagnostic {
  const at = { in: 'store', store, namedAt } as const;
  return { severity: 'error', at, message: 'is not there', hint: 'put it there', ...changes };
}

function texts(findings: readonly Diagnostic[]): readonly string[] {
  return findingLines(findings).map(({ level, text }) => `${level} ${text}`);
}

test('what is the same in several stores is told once, with the names of all', () => {
  const told = texts([missingIn('PROJECTA'), missingIn('PROJECTB'), missingIn('PROJECTC')]);

  expect(told).toEqual([
    'error repo-info:4:3 depend_list.BaseLib: stores PROJECTA, PROJECTB, PROJECTC: is not there; put it there',
  ]);
});

test.each<[string, Partial<Diagnostic>, string]>([
  [
    'another message',
    { message: 'is broken' },
    'error repo-info:4:3 depend_list.BaseLib: store PROJECTB: is broken; put it there',
  ],
  ['another hint', { hint: 'wait' }, 'error repo-info:4:3 depend_list.BaseLib: store PROJECTB: is not there; wait'],
  ['no place', { at: { in: 'store', store: 'PROJECTB' } }, 'error store PROJECTB: is not there; put it there'],
  [
    'another place',
    { at: { in: 'store', store: 'PROJECTB', namedAt: { ...namedAt, line: 5 } } },
    'error repo-info:5:3 depend_list.BaseLib: store PROJECTB: is not there; put it there',
  ],
])('a finding with %s is told for itself', (_what, changes, expected) => {
  const told = texts([missingIn('PROJECTA'), missingIn('PROJECTB', changes)]);

  expect(told).toEqual([
    'error repo-info:4:3 depend_list.BaseLib: store PROJECTA: is not there; put it there',
    expected,
  ]);
});

test('a warning in one store and the same as an error in another are two', () => {
  const told = texts([missingIn('PROJECTA'), missingIn('PROJECTB', { severity: 'warning' })]);

  expect(told.map((line) => line.split(' ')[0])).toEqual(['warning', 'error']);
});
