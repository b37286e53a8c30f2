import { expect, test } from 'vitest';
import { fitOutputs, outputLine, outputVariables } from './output-variables.ts';
import type { RunReport, StoreReport } from './run-report.ts';

const package_ = { url: 's3://acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz', size: 1, sha256: 'a'.repeat(64) };

function reportOf(stores: readonly Partial<StoreReport>[], changes: Partial<RunReport> = {}): RunReport {
  return {
    schema: 1,
    program: 'tagship 0.1.0',
    status: 'success',
    summary: '',
    subject: { kind: 'rel', name: 'ModuleX', folder: '2.0.0', ref: '', commit: '', build: 1, url: '' },
    stores: stores.map((store) => ({
      store: 'PROJECTA',
      id: '',
      status: 'released',
      plan: null,
      arrival: null,
      recordWritten: false,
      package: package_,
      placeholders: [],
      error: null,
      ...store,
    })),
    locks: [],
    handoff: null,
    errors: [],
    warnings: [],
    stages: [],
    ...changes,
  };
}

test('a store that has the release is named with its package', () => {
  const lines = outputVariables(reportOf([{ recordWritten: true }])).map(outputLine);

  expect(lines).toEqual([
    'TAGSHIP_STATUS=published\n',
    'TAGSHIP_FOLDER=2.0.0\n',
    `TAGSHIP_URL_PROJECTA=${package_.url}\n`,
    `TAGSHIP_SHA256_PROJECTA=${package_.sha256}\n`,
  ]);
});

test.each<[string, RunReport]>([
  ['published', reportOf([{ recordWritten: true }, { store: 'PROJECTB' }])],
  ['unchanged', reportOf([{}])],
  ['unchanged', reportOf([{ status: 'stood-back', package: null }])],
  ['checked', reportOf([{ status: 'planned' }])],
  ['checked', reportOf([])],
  ['failed', reportOf([{ recordWritten: true }, { status: 'failed' }], { status: 'failure' })],
])('the status is %s', (status, report) => {
  expect(outputVariables(report)[0]).toEqual({ name: 'TAGSHIP_STATUS', value: status });
});

test('a package that is released nowhere is named nowhere', () => {
  const names = outputVariables(reportOf([{ status: 'planned' }, { status: 'not-recorded' }])).map(({ name }) => name);

  expect(names).toEqual(['TAGSHIP_STATUS', 'TAGSHIP_FOLDER']);
});

test('a step has 50 variables at most, those that are there already among them', () => {
  const outputs = Array.from({ length: 10 }, (_, index) => ({ name: `TAGSHIP_${index}`, value: 'x' }));

  const fitting = fitOutputs('A=1\n\n'.repeat(45), outputs);

  expect(fitting.map(({ name }) => name)).toEqual(['TAGSHIP_0', 'TAGSHIP_1', 'TAGSHIP_2', 'TAGSHIP_3', 'TAGSHIP_4']);
});

test('a step has 100 KB of them at most', () => {
  const output = { name: 'TAGSHIP_STATUS', value: 'published' };
  const room = 100 * 1024 - Buffer.byteLength(outputLine(output)) - 1;

  expect(fitOutputs('x'.repeat(room), [output])).toEqual([output]);
  expect(fitOutputs('x'.repeat(room + 1), [output])).toEqual([]);
});
