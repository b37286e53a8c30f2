import { expect, test } from 'vitest';
import type { ReleaseRecord } from '../record.ts';
import { type Decision, decide } from './decide.ts';
import { planRelease } from './plan.ts';
import type { OwnPackage, StoredPackage, StoreState } from './store-state.ts';

const here = 'a'.repeat(40);
const elsewhere = 'b'.repeat(40);
const foreign: StoredPackage = { head: { size: 1, etag: 'etag-1', metadata: {} }, metadata: undefined };

test.each<[string, Partial<StoreState>, string]>([
  [
    'record',
    { clashes: ['ModuleX/2.0.0/ModuleX.dist.json'] },
    '"ModuleX/2.0.0/ModuleX.dist.json" is the record of a DIST, and this build is a ',
  ],
  ['package', { stored: own(here, { kind: 'dist' }) }, ' is the package of a DIST, and this build is a '],
])("another kind's %s is told with both kinds", (_what, state, told) => {
  expect(decide(plan('2.0.0'), { ...nothing, ...state })).toMatchObject({ message: expect.stringContaining(told) });
});

test.each<{ there: string; state: Partial<StoreState>; action: Decision['action'] }>([
  { there: 'nothing', state: {}, action: 'put' },
  { there: 'package and record of this commit', state: { record: record(here), stored: own(here) }, action: 'keep' },
  {
    there: 'package and record of another commit',
    state: { record: record(elsewhere), stored: own(elsewhere) },
    action: 'refuse',
  },
  { there: 'the record of this commit alone', state: { record: record(here) }, action: 'restore' },
  { there: 'the record of another commit alone', state: { record: record(elsewhere) }, action: 'refuse' },
  { there: 'a package of this commit without record', state: { stored: own(here) }, action: 'adopt' },
  { there: 'a package of another commit without record', state: { stored: own(elsewhere) }, action: 'refuse' },
  { there: 'a package that says nothing of itself', state: { stored: foreign }, action: 'refuse' },
  { there: 'a package of another kind', state: { stored: own(here, { kind: 'dist' }) }, action: 'refuse' },
  { there: "another kind's record", state: { clashes: ['ModuleX/2.0.0/ModuleX.dist.json'] }, action: 'refuse' },
])('in a tag folder with $there the decision is to $action', ({ state, action }) => {
  expect(decide(plan('2.0.0'), { ...nothing, ...state }).action).toBe(action);
});

test.each<{ there: string; state: Partial<StoreState>; action: Decision['action'] }>([
  { there: 'nothing', state: {}, action: 'put' },
  { there: 'an older build', state: { stored: own(elsewhere, { build: 40 }) }, action: 'put' },
  { there: 'this very build', state: { stored: own(here, { build: 41 }) }, action: 'put' },
  { there: 'a newer build', state: { stored: own(elsewhere, { build: 42 }) }, action: 'stand-back' },
  { there: 'a later run of this build', state: { stored: own(here, { build: 41, stepRun: 3 }) }, action: 'stand-back' },
  { there: 'an earlier run of this build', state: { stored: own(here, { build: 41, stepRun: 1 }) }, action: 'put' },
  { there: 'a package that says nothing of itself', state: { stored: foreign }, action: 'put' },
  {
    there: "another repository's build",
    state: { stored: own(here, { repositoryUuid: '{other}' }) },
    action: 'refuse',
  },
  { there: 'a record without package', state: { record: record(elsewhere) }, action: 'put' },
  { there: "a newer build's record without package", state: { record: record(elsewhere, 42) }, action: 'stand-back' },
  {
    there: "a newer build's record beside an older package",
    state: { record: record(elsewhere, 42), stored: own(here, { build: 40 }) },
    action: 'stand-back',
  },
  { there: 'a package of another kind', state: { stored: own(here, { kind: 'src' }) }, action: 'refuse' },
])('in the developer folder with $there the decision of build 41 is to $action', ({ state, action }) => {
  expect(decide(plan('developer'), { ...nothing, ...state }).action).toBe(action);
});

test('a developer package is replaced only if it is still the one that was read', () => {
  const decision = decide(plan('developer'), { ...nothing, stored: own(elsewhere, { build: 40 }) });

  expect(decision).toMatchObject({ action: 'put', condition: { if: 'unchanged', etag: 'etag-1' } });
});

test('a tag folder is written to only where nothing is', () => {
  expect(decide(plan('2.0.0'), nothing)).toEqual({ action: 'put', condition: { if: 'absent' } });
});

test('a moved tag names both commits', () => {
  const decision = decide(plan('2.0.0'), { ...nothing, record: record(elsewhere), stored: own(elsewhere) });

  expect(decision.action === 'refuse' && decision.message).toBe(
    `tag 2.0.0 was released from commit ${elsewhere}, and this build is of commit ${here}`,
  );
});

const nothing: StoreState = { record: undefined, stored: undefined, clashes: [] };

function plan(folder: string) {
  const origin = {
    repository: 'acme/modulex.rel',
    repositoryUuid: '{modulex}',
    ref: 'tag:2.0.0',
    url: '',
    runId: 'run',
  };
  const build = { ...origin, commit: here, build: 41, stepRun: 2 };
  return planRelease({ kind: 'rel', name: 'ModuleX', folder, build }, []);
}

function own(commit: string, metadata: Partial<OwnPackage['metadata']> = {}): OwnPackage {
  return {
    head: { size: 1, etag: 'etag-1', metadata: {} },
    metadata: {
      kind: 'rel',
      sha256: 'c'.repeat(64),
      contentSha256: 'd'.repeat(64),
      repositoryUuid: '{modulex}',
      commit,
      build: 41,
      stepRun: 2,
      runId: 'another run',
      ...metadata,
    },
  };
}

function record(commit: string, build?: number): { record: ReleaseRecord; etag: string } {
  return {
    etag: 'etag-2',
    record: {
      schema: 1,
      kind: 'rel',
      name: 'ModuleX',
      folder: '2.0.0',
      package: {
        key: 'ModuleX/2.0.0/ModuleX.tar.gz',
        size: 1,
        sha256: 'c'.repeat(64),
        contentSha256: 'd'.repeat(64),
        etag: 'etag-1',
        compression: 'gzip',
      },
      files: [],
      placeholders: [],
      source: { repository: '', repositoryUuid: '', commit, ref: 'tag:2.0.0', build: build ?? 1, stepRun: 1, url: '' },
      published: { at: '2026-01-01T00:00:00Z', by: 'tagship 0.1.0' },
    },
  };
}
