import { expect, test } from 'vitest';
import type { LockedModule } from '../record.ts';
import { diffLocks } from './diff-locks.ts';

test('two equal locks differ in nothing', () => {
  expect(diff([module('A'), module('B')], [module('A'), module('B')])).toEqual({
    changes: [],
    unchanged: ['A', 'B'],
    order: undefined,
  });
});

test('what came and what went is told, and is no change of order', () => {
  const { changes, unchanged, order } = diff([module('A'), module('B')], [module('C'), module('A')]);

  expect(changes.map(({ change, name }) => `${change} ${name}`)).toEqual(['added C', 'removed B']);
  expect({ unchanged, order }).toEqual({ unchanged: ['A'], order: undefined });
});

test.each([
  ['version', { version: '2' }],
  ['rel', { rel: { key: 'A/1/A.tar.gz', size: 1, sha256: 'other' } }],
  ['src', { src: { key: 'A/1/a.tar.gz', floating: true } }],
  ['args', { args: ['-v'] }],
  ['dependsOn', { dependsOn: ['B'] }],
] as const)('another %s is a change', (what, difference) => {
  const { changes } = diff([module('A')], [{ ...module('A'), ...difference }]);

  expect(changes).toMatchObject([{ change: 'changed', name: 'A', what: [what] }]);
});

test('another reason alone is no change', () => {
  expect(diff([module('A')], [{ ...module('A'), because: 'P 2 -> A 1' }]).changes).toEqual([]);
});

test('another order of the modules of both is told', () => {
  const { order } = diff([module('A'), module('B'), module('C')], [module('C'), module('D'), module('A')]);

  expect(order).toEqual({ before: ['A', 'C'], after: ['C', 'A'] });
});

function diff(before: readonly LockedModule[], after: readonly LockedModule[]) {
  return diffLocks({ modules: before }, { modules: after });
}

function module(name: string): LockedModule {
  const key = `${name}/1/${name}.tar.gz`;
  const rel = { key, size: 1, sha256: name };
  return { name, version: '1', rel, src: null, dependsOn: [], args: [], because: `P 1 -> ${name} 1` };
}
