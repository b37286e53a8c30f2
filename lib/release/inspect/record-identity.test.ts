import { expect, test } from 'vitest';
import { type PackageIdentity, recordKey } from '../../store/layout.ts';
import { recordIdentity } from './record-identity.ts';

test.each<PackageIdentity>([
  { kind: 'src', name: 'ModuleX', folder: '1.4.2', packageName: 'modulex-client' },
  { kind: 'rel', name: 'ModuleX', folder: 'developer', packageName: 'ModuleX' },
  { kind: 'dist', name: 'ProjectA', folder: '2.1.0+eu', packageName: 'ProjectA' },
  { kind: 'rel', name: 'a.src.json', folder: '1', packageName: 'a.src.json' },
])('knows again the record of $kind $name $folder', (identity) => {
  expect(recordIdentity(recordKey(identity))).toEqual(identity);
});

test.each([
  'ModuleX/1.0/ModuleX.tar.gz',
  'ModuleX/1.0/ModuleX.json',
  'ModuleX/1.0/ModuleX.img.json',
  'ModuleX/1.0/Other.rel.json',
  'ModuleX/1.0/ModuleX.src.json',
  'ModuleX/none/ModuleX.rel.json',
  'ModuleX/../ModuleX.rel.json',
  'ModuleX/1.0/x/ModuleX.rel.json',
  'ModuleX.rel.json',
  '',
])('takes %j for no record', (key) => {
  expect(recordIdentity(key)).toBeUndefined();
});
