import { describe, expect, test } from 'vitest';
import { decideApply, type Wanted } from './decide-apply.ts';
import type { Installed } from './installed-file.ts';
import type { NodeCondition } from './judge-node.ts';

const digest = (letter: string): string => letter.repeat(64);
const store = { bucket: 'acme-projecta' };

function installed(release: string, contentSha256 = digest('a')): Installed {
  return {
    schema: 1,
    project: 'ProjectA',
    program: '0.1.0',
    run: 'r1',
    status: 'active',
    version: release,
    reason: null,
    modules: [],
    current: { release, contentSha256, store, modules: [] },
    previous: null,
  };
}

const active = (version: string, content?: string): NodeCondition => ({
  is: 'active',
  version,
  installed: installed(version, content),
});
const failure: NodeCondition = { is: 'failure', version: '2.1.0', reason: 'upgrade.sh of ModuleX 2.0.0 exited with 1' };
const interrupted: NodeCondition = { is: 'interrupted', version: '2.1.0', reason: 'it was killed' };
const unclear: NodeCondition = { is: 'unclear', reason: 'images.yaml is empty' };
const blocked: NodeCondition = { is: 'blocked', reason: 'images.yaml is a folder' };

const release = (changes: Partial<Wanted> = {}): Wanted => ({
  project: 'ProjectA',
  kind: 'release',
  release: '2.1.0',
  contentSha256: digest('a'),
  generation: 7,
  isFloating: false,
  upgradableVersions: ['2.0.0'],
  ...changes,
});
const rollback = (changes: Partial<Wanted> = {}): Wanted => release({ kind: 'rollback', ...changes });

describe('the table of section 9', () => {
  test.each<[string, NodeCondition, Wanted, string]>([
    ['no file, a release', { is: 'new', rebuilt: false }, release(), 'install'],
    ['no file, a rollback', { is: 'new', rebuilt: false }, rollback(), 'install'],
    ['active in the same release, a release', active('2.1.0'), release(), 'nothing'],
    ['active in the same release, a rollback', active('2.1.0'), rollback(), 'nothing'],
    ['active in a version that may be upgraded, a release', active('2.0.0'), release(), 'upgrade'],
    ['active in a version that may be upgraded, a rollback', active('2.0.0'), rollback(), 'back'],
    ['active in another version, a release', active('1.0.0'), release(), 'refuse'],
    ['active in another version, a rollback', active('3.0.0'), rollback(), 'back'],
    ['failure, a release', failure, release(), 'refuse'],
    ['failure, a release of the same version', failure, release({ release: '2.1.0' }), 'refuse'],
    ['failure, a rollback', failure, rollback(), 'back'],
    ['at work, a release', { is: 'working' }, release(), 'skip'],
    ['at work, a rollback', { is: 'working' }, rollback(), 'skip'],
    ['interrupted, a release', interrupted, release(), 'fail'],
    ['interrupted, a rollback', interrupted, rollback(), 'back'],
    ['unclear, a release', unclear, release(), 'refuse'],
    ['unclear, a rollback', unclear, rollback(), 'back'],
    ['blocked, a release', blocked, release(), 'refuse'],
    ['blocked, a rollback', blocked, rollback(), 'refuse'],
  ])('%s', (_title, condition, wanted, expected) => {
    expect(decideApply(condition, wanted).do).toBe(expected);
  });
});

test('a node whose state file is gone is told to be rebuilt, a new one not', () => {
  expect(decideApply({ is: 'new', rebuilt: true }, release())).toEqual({ do: 'install', rebuilt: true });
  expect(decideApply({ is: 'new', rebuilt: false }, release())).toEqual({ do: 'install', rebuilt: false });
});

test('any opens the gate for every version, and an empty list for none', () => {
  expect(decideApply(active('0.0.1'), release({ upgradableVersions: 'any' })).do).toBe('upgrade');
  expect(decideApply(active('0.0.1'), release({ upgradableVersions: [] }))).toMatchObject({
    do: 'refuse',
    reason: '2.1.0 upgrades no version, and the node is at 0.0.1',
  });
});

test('versions of the gate are texts: 1.10 is not 1.1', () => {
  expect(decideApply(active('1.10'), release({ upgradableVersions: ['1.1'] })).do).toBe('refuse');
  expect(decideApply(active('1.10'), release({ upgradableVersions: ['1.1', '1.10'] })).do).toBe('upgrade');
});

test('the same developer folder with other content is a newer build and needs no gate; with the same content nothing is done', () => {
  const wanted = release({ release: 'developer', contentSha256: digest('b'), upgradableVersions: [] });

  expect(decideApply(active('developer', digest('a')), wanted).do).toBe('upgrade');
  expect(decideApply(active('developer', digest('b')), wanted).do).toBe('nothing');
});

test('a test build that is there is looked at again for each hand-off, if modules of it float', () => {
  const node = (generation?: number): NodeCondition => ({
    is: 'active',
    version: 'developer',
    installed: {
      ...installed('developer'),
      current: {
        ...(generation && { generation }),
        release: 'developer',
        contentSha256: digest('a'),
        store,
        modules: [],
      },
    },
  });
  const wanted = release({ release: 'developer', isFloating: true });

  expect(decideApply(node(6), wanted).do).toBe('refresh');
  expect(decideApply(node(), wanted).do).toBe('refresh');
  expect(decideApply(node(6), { ...wanted, kind: 'rollback' }).do).toBe('refresh');
  expect(decideApply(node(7), { ...wanted, generation: undefined }).do).toBe('refresh');
  expect(decideApply(node(7), wanted).do).toBe('nothing');
  expect(decideApply(node(6), { ...wanted, isFloating: false }).do).toBe('nothing');
});

test('a node that another program made active is upgraded by its version alone', () => {
  const legacy: NodeCondition = { is: 'active', version: '2.0.0', installed: undefined };

  expect(decideApply(legacy, release()).do).toBe('upgrade');
  expect(decideApply({ ...legacy, version: '2.1.0' }, release()).do).toBe('nothing');
});

test('a refusal says what the node is at and what to do', () => {
  expect(decideApply(active('1.0.0'), release())).toEqual({
    do: 'refuse',
    reason: '2.1.0 upgrades 2.0.0, and the node is at 1.0.0',
    hint: 'if it is to be upgraded, add 1.0.0 to upgradable_versions in vars.yml and release that',
  });
});

test.each([
  ['3.0.0', 'to go back, hand over a rollback, or make one by tagship bundle ProjectA 2.1.0 --rollback'],
  // 2.10 is newer than 2.1.0, and nobody knows what developer is
  ['2.10.0', 'to go back, hand over a rollback, or make one by tagship bundle ProjectA 2.1.0 --rollback'],
  ['developer', 'if it is to be upgraded, add developer to upgradable_versions in vars.yml and release that'],
])('on a node at %s, 2.1.0 is refused with the hint: %s', (version, hint) => {
  expect(decideApply(active(version), release())).toMatchObject({ do: 'refuse', hint });
});
