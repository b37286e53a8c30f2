import { expect, test } from 'vitest';
import { endsAllUploads, reachesTagFolders } from './lifecycle-reach.ts';

test.each([
  ['', true],
  ['Mod', true],
  ['ModuleX', true],
  ['ModuleX/', true],
  ['ModuleX/1.', true],
  ['ModuleX/1.0.0/', true],
  ['ModuleX/1.0.0/ModuleX.tar.gz', true],
  ['ModuleX/dev', true],
  ['ModuleX/developer', true],
  ['ModuleX/developer-2/', true],
  ['developer/', true],
  ['ModuleX/developer/', false],
  ['ModuleX/developer/ModuleX.', false],
  ['/', false],
  ['ModuleX//', false],
  ['logs of today/', false],
  ['.trash', false],
])('a rule for the prefix %j reaches tag folders: %s', (prefix, reaches) => {
  expect(reachesTagFolders({ prefix, needsTags: false })).toBe(reaches);
});

test('a rule for objects with tags reaches nothing that tagship puts', () => {
  expect(reachesTagFolders({ prefix: '', needsTags: true })).toBe(false);
});

test.each([
  [{ prefix: '' }, true],
  [{ prefix: 'ModuleX/' }, false],
  [{ prefix: '', needsTags: true }, false],
  [{ prefix: '', abortsUploads: false }, false],
])('a rule with %j ends all uploads: %s', (changes, ends) => {
  const rule = { id: '', needsTags: false, expires: false, archives: false, abortsUploads: true, ...changes };

  expect(endsAllUploads([rule])).toBe(ends);
});
