import { expect, test } from 'vitest';
import { installedAfter, modulesAfter } from './installed-file.ts';
import { type BeginEntry, type JournalEntry, type NodeModule, parseJournal } from './journal.ts';

const digest = 'a'.repeat(64);
const at = '2026-01-02T03:04:05.678Z';
const module = (name: string, version = '1.0.0'): NodeModule => ({
  name,
  version,
  rel: { key: `${name}/${version}/${name}.tar.gz`, size: 1, sha256: digest },
  src: null,
  args: [],
});
const begin: BeginEntry = {
  entry: 'begin',
  schema: 1,
  run: 'run-1',
  program: '0.1.0',
  project: 'ProjectA',
  action: 'install',
  target: {
    release: '2.1.0',
    contentSha256: digest,
    store: { bucket: 'acme-projecta' },
    modules: [module('A'), module('B')],
  },
  afresh: false,
  holder: { pid: 1, startTime: '2', bootId: 'b' },
  deadlineUptimeSeconds: 10,
  at,
};
const start = (step: number, name: string, script: 'deploy.sh' | 'upgrade.sh' | 'remove.sh' = 'deploy.sh') =>
  ({ entry: 'start', step, script, module: module(name), at }) as const;
const done = (step: number) => ({ entry: 'done', step, at }) as const;
const end = (outcome: 'active' | 'failure', reason: string | null = null) =>
  ({ entry: 'end', outcome, reason, at }) as const;

const read = (entries: readonly JournalEntry[], rest = '') =>
  parseJournal(Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('') + rest), 'journal.jsonl');
const journalOf = (...entries: readonly JournalEntry[]) => {
  const reading = read([begin, ...entries]);
  if (reading.found !== 'journal') {
    throw new Error(reading.found === 'nonsense' ? reading.reason : 'nothing');
  }
  return reading.journal;
};

test('a step is done when its line says so', () => {
  const { steps } = journalOf(start(1, 'A'), done(1), start(2, 'B'));

  expect(steps.map((step) => [step.module.name, step.isDone])).toEqual([
    ['A', true],
    ['B', false],
  ]);
});

test('a last line that a power cut left in pieces counts as not written', () => {
  const whole = read([begin, start(1, 'A')]);
  const torn = read([begin, start(1, 'A')], '{"entry":"done","st');

  expect(torn).toEqual(whole);
});

test.each([
  ['nothing', '', 'is empty'],
  ['other text', 'hello\n', 'line 1 of journal.jsonl'],
  ['a line of a newer version', `${JSON.stringify({ ...begin, schema: 2 })}\n`, 'line 1 of journal.jsonl'],
  ['zero bytes in the middle', `${JSON.stringify(begin)}\n\0\0\0\n`, 'line 2 of journal.jsonl'],
  ['a second beginning', `${JSON.stringify(begin)}\n${JSON.stringify(begin)}\n`, 'line 2 of journal.jsonl'],
])('%s is no journal', (_title, text, reason) => {
  expect(parseJournal(Buffer.from(text), 'journal.jsonl')).toEqual({
    found: 'nonsense',
    reason: expect.stringContaining(reason),
  });
});

test('modules follow from what was begun and what was done', () => {
  const before = [
    { module: module('B'), state: 'whole', orphan: false },
    { module: module('C'), state: 'whole', orphan: false },
    { module: module('D'), state: 'whole', orphan: false },
  ] as const;
  const journal = journalOf(start(1, 'A'), done(1), start(2, 'C', 'remove.sh'), done(2), start(3, 'B', 'upgrade.sh'));

  const after = modulesAfter(before, journal);

  expect(after.map(({ module: { name }, state }) => [name, state])).toEqual([
    ['B', 'upgrading'],
    ['D', 'whole'],
    ['A', 'whole'],
  ]);
});

test('what nothing was done about is whole when the run ends active, in the order of the release', () => {
  const before = [{ module: module('B'), state: 'whole', orphan: true }] as const;

  const after = modulesAfter(before, journalOf(start(1, 'A'), done(1), end('active')));

  expect(after).toEqual([
    { module: module('A'), state: 'whole', orphan: false },
    { module: module('B'), state: 'whole', orphan: false },
  ]);
});

test('a failure keeps the last whole release, and its reason', () => {
  const first = installedAfter(undefined, { ...journalOf(end('active')), end: end('active') });
  const failed = journalOf(start(1, 'A', 'upgrade.sh'), end('failure', 'it broke'));

  const after = installedAfter(first, {
    ...failed,
    begin: { ...begin, run: 'run-2', target: { ...begin.target, release: '2.2.0' } },
    end: end('failure', 'it broke'),
  });

  expect(after).toMatchObject({ status: 'failure', version: '2.2.0', reason: 'it broke', run: 'run-2' });
  expect(after.current?.release).toBe('2.1.0');
  expect(after.previous).toBeNull();
});

test('the release before is remembered, and the newest program that the node has seen', () => {
  const first = { ...installedAfter(undefined, { ...journalOf(end('active')), end: end('active') }), program: '9.0.0' };

  const after = installedAfter(first, {
    ...journalOf(end('active')),
    begin: { ...begin, target: { ...begin.target, release: '2.2.0' } },
    end: end('active'),
  });

  expect([after.current?.release, after.previous?.release, after.program]).toEqual(['2.2.0', '2.1.0', '9.0.0']);
});
