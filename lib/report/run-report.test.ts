import { describe, expect, test } from 'vitest';
import { TagshipError } from '../core/errors.ts';
import type { Arrival } from '../release/publish/holding.ts';
import type { StoreOutcome } from '../release/publish/outcome.ts';
import { planRelease } from '../release/publish/plan.ts';
import type { ReleaseRecord } from '../release/record.ts';
import { describeError, type ReportRequest, reportRun } from './run-report.ts';

const build = {
  repository: 'acme/modulex.rel',
  repositoryUuid: '{9c3d}',
  commit: 'a'.repeat(40),
  ref: 'tag:2.0.0',
  build: 41,
  stepRun: 1,
  url: 'https://bitbucket.org/acme/modulex.rel/pipelines/results/41',
  runId: 'run-1',
};
const stores = ['PROJECTA', 'PROJECTB', 'PROJECTC'].map((name) => ({ name, bucket: `acme-${name.toLowerCase()}` }));
const plan = planRelease({ kind: 'rel', name: 'ModuleX', folder: '2.0.0', build }, stores);
const record: ReleaseRecord = {
  schema: 1,
  kind: 'rel',
  name: 'ModuleX',
  folder: '2.0.0',
  package: {
    key: 'ModuleX/2.0.0/ModuleX.tar.gz',
    size: 48_213,
    sha256: '1'.repeat(64),
    contentSha256: '2'.repeat(64),
    etag: 'etag',
    compression: 'gzip',
  },
  files: [],
  placeholders: [{ file: 'deploy.sh', name: 'BUCKET_NAME', count: 2 }],
  source: { ...build },
  published: { at: '2026-11-22T08:00:00Z', by: 'tagship 0.1.0' },
};

function named(store: string) {
  return { store, id: `ModuleX@s3://acme-${store.toLowerCase()}` };
}

function released(store: string, written: boolean, arrival: Arrival = 'uploaded'): StoreOutcome {
  return { ...named(store), status: 'released', arrival, written, record };
}

function stoodBack(store: string): StoreOutcome {
  return { ...named(store), status: 'stood-back', newerBuild: 42 };
}

function failed(store: string): StoreOutcome {
  const error = new TagshipError('store-access', `${store} was refused`, { hint: 'allow it' });
  return { ...named(store), status: 'failed', error };
}

function notRecorded(store: string): StoreOutcome {
  return { ...named(store), status: 'not-recorded', arrival: 'uploaded' };
}

function givenUp(store: string): StoreOutcome {
  return { ...named(store), status: 'given-up' };
}

function report(publication: Partial<ReportRequest['publication']>, request: Partial<ReportRequest> = {}) {
  const { ref, commit, url } = build;
  return reportRun({
    publication: { status: 'published', diagnostics: [], locks: [], plan, ...publication },
    subject: { kind: 'rel', name: 'ModuleX', folder: '2.0.0', ref, commit, build: build.build, url },
    mode: 'publish',
    stages: [],
    ...request,
  });
}

describe('the summary of a release', () => {
  test.each<[readonly StoreOutcome[], string]>([
    [[released('PROJECTA', true)], 'ModuleX 2.0.0 is released in 1 store'],
    [[released('PROJECTA', true), released('PROJECTB', true)], 'ModuleX 2.0.0 is released in 2 stores'],
    [
      [released('PROJECTA', true), released('PROJECTB', false)],
      'ModuleX 2.0.0 is released in 1 store (1 had it already)',
    ],
    [[released('PROJECTA', true), stoodBack('PROJECTB')], 'ModuleX 2.0.0 is released in 1 store (1 had a newer build)'],
    [
      [released('PROJECTA', true), released('PROJECTB', false), stoodBack('PROJECTC')],
      'ModuleX 2.0.0 is released in 1 store (1 had it already, 1 had a newer build)',
    ],
    [
      [released('PROJECTA', false), released('PROJECTB', false)],
      'ModuleX 2.0.0 was already released in 2 stores; nothing had to be written',
    ],
    [
      [released('PROJECTA', false), stoodBack('PROJECTB')],
      'ModuleX 2.0.0 was already released in 1 store; nothing had to be written',
    ],
    [[stoodBack('PROJECTA'), stoodBack('PROJECTB')], 'ModuleX 2.0.0 is left as it is: a newer build is there'],
  ])('is right for every outcome of a run that went well: %#', (outcomes, summary) => {
    expect(report({ outcomes })).toMatchObject({ status: 'success', summary, errors: [] });
  });

  test.each<[readonly StoreOutcome[], string]>([
    [
      [failed('PROJECTA'), failed('PROJECTB')],
      'ModuleX 2.0.0 failed in PROJECTA, PROJECTB; it is released in no store; run the pipeline again, it uploads only what is missing',
    ],
    [
      [notRecorded('PROJECTA'), failed('PROJECTB'), givenUp('PROJECTC')],
      'ModuleX 2.0.0 failed in PROJECTB; it is released in no store; run the pipeline again, it uploads only what is missing',
    ],
    [
      [released('PROJECTA', true), failed('PROJECTB'), released('PROJECTC', false)],
      'ModuleX 2.0.0 failed in PROJECTB; it is released in PROJECTA, PROJECTC; run the pipeline again, it uploads only what is missing',
    ],
    [
      [stoodBack('PROJECTA'), failed('PROJECTB')],
      'ModuleX 2.0.0 failed in PROJECTB; it is released in no store; run the pipeline again, it uploads only what is missing',
    ],
  ])('says first what succeeded when a store failed: %#', (outcomes, summary) => {
    expect(report({ status: 'failed', outcomes })).toMatchObject({ status: 'failure', summary });
  });

  test.each([
    [1, '1 error; nothing was written to any store'],
    [2, '2 errors; nothing was written to any store'],
  ])('counts %i errors that were found before anything was written, and no warning', (errors, summary) => {
    const at = { in: 'variable', name: 'KIND' } as const;
    const diagnostics = [
      { severity: 'warning' as const, at, message: 'unusual' },
      ...Array.from({ length: errors }, () => ({ severity: 'error' as const, at, message: 'wrong' })),
    ];

    expect(report({ status: 'invalid', diagnostics })).toMatchObject({ status: 'failure', summary });
  });

  test.each([
    ['dry-run', 'ModuleX 2.0.0 could be published; dry run, nothing was written'],
    ['check', 'ModuleX 2.0.0 is checked; nothing was to be written'],
  ] as const)('of a %s says that nothing was written', (mode, summary) => {
    expect(report({ status: 'checked' }, { mode })).toMatchObject({ status: 'success', summary });
  });

  test('of a check of what has no folder names the module alone', () => {
    const { commit, url } = build;
    const subject = { kind: 'rel', name: 'ModuleX', folder: null, ref: 'branch:master', commit, build: 41, url };

    expect(report({ status: 'checked' }, { mode: 'check', subject }).summary).toBe(
      'ModuleX is checked; nothing was to be written',
    );
  });
});

describe('a store in the report', () => {
  test('that was released to has its package and what was rendered', () => {
    expect(report({ outcomes: [released('PROJECTA', true)] }).stores[0]).toEqual({
      store: 'PROJECTA',
      id: 'ModuleX@s3://acme-projecta',
      status: 'released',
      plan: null,
      arrival: 'uploaded',
      recordWritten: true,
      package: { url: 's3://acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz', size: 48_213, sha256: '1'.repeat(64) },
      placeholders: [{ file: 'deploy.sh', name: 'BUCKET_NAME', count: 2 }],
      error: null,
    });
  });

  test.each([
    [released('PROJECTA', false, 'kept'), { status: 'released', arrival: 'kept', recordWritten: false }],
    [stoodBack('PROJECTA'), { status: 'stood-back', arrival: null, recordWritten: false, package: null }],
    [notRecorded('PROJECTA'), { status: 'not-recorded', arrival: 'uploaded', recordWritten: false }],
    [givenUp('PROJECTA'), { status: 'given-up', arrival: null, recordWritten: false }],
    [failed('PROJECTA'), { status: 'failed', arrival: null, error: 'PROJECTA was refused; allow it' }],
  ])('has its outcome: %#', (outcome, reported) => {
    expect(report({ status: 'failed', outcomes: [outcome] }).stores[0]).toMatchObject(reported);
  });

  test('that was not attempted says so', () => {
    expect(report({ status: 'invalid' }).stores.map(({ status }) => status)).toEqual(['invalid', 'invalid', 'invalid']);
  });
});

test('errors and warnings are told as people read them, and the errors of stores after those of the input', () => {
  const { errors, warnings } = report({
    status: 'failed',
    diagnostics: [
      { severity: 'warning', at: { in: 'variable', name: 'DEBUG' }, message: 'unusual', hint: 'see to it' },
      { severity: 'error', at: { in: 'file', file: 'repo-info', line: 2 }, message: 'wrong' },
    ],
    outcomes: [failed('PROJECTB')],
  });

  expect(errors).toEqual(['repo-info:2:1: wrong', 'store PROJECTB: PROJECTB was refused; allow it']);
  expect(warnings).toEqual(['DEBUG: unusual; see to it']);
});

test('a report is JSON and says by which schema', () => {
  const whole = report({ outcomes: [released('PROJECTA', true), failed('PROJECTB')] });

  expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
  expect(whole).toMatchObject({ schema: 1, program: expect.stringMatching(/^tagship \d/) });
});

test.each([
  [new TagshipError('conflict', 'it is taken'), 'it is taken'],
  [new TagshipError('conflict', 'it is taken', { hint: 'take another' }), 'it is taken; take another'],
  [
    new TagshipError('integrity', 'it is damaged', { cause: new TagshipError('conflict', 'it is taken') }),
    'it is damaged (it is taken)',
  ],
  [new TagshipError('integrity', 'it is damaged', { cause: new Error('deep inside') }), 'it is damaged'],
  [new RangeError('out of it'), 'RangeError: out of it'],
  ['thrown text', 'thrown text'],
])('%s is described as %j', (error, description) => {
  expect(describeError(error)).toBe(description);
});
