import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryRoot } from '../harness/bench.ts';
import { quickRatios } from '../quick-comparisons.ts';
import { scenarios } from '../scenarios.ts';
import { goalRows } from './goals.ts';
import { renderResults } from './render-results.ts';
import { figuresOf, noResults, readResults, type TakenSection, withSection } from './results.ts';

function section(id: string, figures: Readonly<Record<string, number>> = {}): TakenSection {
  const taken = {
    at: '2026-01-01T00:00Z',
    commit: '0123456789ab',
    scale: 1,
    tookSeconds: 60,
    machine: '2 x Processor',
    versions: { node: '24.0.0' },
  };
  return { id, title: `Section ${id}`, text: ['What was done.'], tables: [], charts: [], figures, taken };
}

function temporaryFile(content?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-results-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'results.json');
  if (content !== undefined) {
    writeFileSync(file, content);
  }
  return file;
}

test('results are read as they were written, and there are none without a file', () => {
  const results = withSection(noResults, section('packing', { 'packing.times-tar-czf': 5 }), ['packing']);

  expect(readResults(temporaryFile(JSON.stringify(results)))).toEqual(results);
  expect(readResults(temporaryFile())).toEqual(noResults);
});

test.each(['[]', 'null', '{"schema":2,"sections":[]}', '{"schema":1}'])('%s is no file of results', (content) => {
  expect(() => readResults(temporaryFile(content))).toThrow('has no results of schema 1');
});

test('a section that is taken again replaces the former one, and sections keep their order', () => {
  const order = ['first', 'second'];
  const both = withSection(withSection(noResults, section('second'), order), section('first', { a: 1 }), order);

  const again = withSection(both, section('first', { a: 2 }), order);

  expect(again.sections.map(({ id }) => id)).toEqual(order);
  expect(figuresOf(again)).toEqual(new Map([['a', 2]]));
});

test('a goal is reached, not reached, or not measured', () => {
  const rows = goalRows(
    new Map([
      ['packing.times-tar-czf', 4.49],
      ['uploading.to-floor', 2],
    ]),
  );

  expect(rows.filter((row) => row[2] !== 'not measured')).toEqual([
    ['packing 512 MB mixed against `tar czf`', 'at least 4.5x', '4.49x', '**no**'],
    ['upload to 1 store against the raw http floor', 'at most 2x', '2x', 'yes'],
  ]);
});

test('the page shows each section with its command, commit and machine', () => {
  const page = renderResults(withSection(noResults, section('packing'), ['packing']));

  expect(page).toContain('## Section packing\n\nWhat was done.\n');
  expect(page).toContain(
    '| Section packing | `npm run bench -- --only packing` | 2026-01-01T00:00Z | 0123456789ab | 1 | 1 | 2 x Processor |',
  );
  expect(page).not.toContain('less than the full amounts');
});

test('figures of a smaller scale are marked as such', () => {
  const trial = section('packing');
  const page = renderResults(withSection(noResults, { ...trial, taken: { ...trial.taken, scale: 0.1 } }, ['packing']));

  expect(page).toContain('**Some of it was taken with less than the full amounts');
});

test('the published results are those of scenarios that exist, and bench:quick finds all its ratios in them', () => {
  const published = readResults(join(repositoryRoot, 'bench', 'results.json'));

  const ids = new Set(scenarios.map(({ id }) => id));
  const figures = figuresOf(published);
  expect(published.sections.filter(({ id }) => !ids.has(id))).toEqual([]);
  expect(quickRatios.filter(({ figure }) => !figures.has(figure))).toEqual([]);
});
