import { expect, test } from 'vitest';
import { effectiveModules } from './effective-modules.ts';

test('the version of upgrade_list wins, order and arguments are those of sub_repo', () => {
  const modules = effectiveModules({
    kind: 'dist',
    relBranch: '2.1.0',
    subRepo: [
      { name: 'BaseLib', version: '1.2.3', args: [] },
      { name: 'ModuleX', version: '2.0.0', args: ['--cluster', 'eu'] },
    ],
    upgradeList: [{ name: 'ModuleX', version: '2.0.1', args: [] }],
  });

  expect(modules).toEqual([
    { name: 'BaseLib', version: '1.2.3', args: [] },
    { name: 'ModuleX', version: '2.0.1', args: ['--cluster', 'eu'] },
  ]);
});
