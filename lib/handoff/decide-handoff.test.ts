import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { ControlState, HistoryLine } from './control-state.ts';
import { type Candidate, type Confirmed, decideHandoff } from './decide-handoff.ts';

const own = '{11111111-aaaa}';

function contentOf(release: string): string {
  return Buffer.from(release).toString('hex').padEnd(64, '0').slice(0, 64);
}

function line(generation: number, release: string, build: number, changes: Partial<HistoryLine> = {}): HistoryLine {
  return {
    schema: 1,
    generation,
    release,
    kind: 'release',
    contentSha256: contentOf(release),
    recordBuild: build,
    build,
    highestBuild: build,
    repositoryUuid: own,
    commit: 'a'.repeat(40),
    at: '2026-11-22T08:00:00Z',
    by: 'tagship test',
    ...changes,
  };
}

/** A control node on which these hand-offs were made, the last of them the current one. */
function after(...history: readonly HistoryLine[]): ControlState {
  const last = history.at(-1);
  return {
    current: last && currentOf(last),
    highest: last?.generation ?? 0,
    history,
    root: '/srv/tagship',
    acceptedRepositories: [],
    warnings: [],
  };
}

function currentOf(last: HistoryLine): NonNullable<ControlState['current']> {
  const { generation, release, kind, build, repositoryUuid, commit, contentSha256, recordBuild, at, by } = last;
  const handoff: Handoff = {
    schema: 1,
    project: 'ProjectA',
    release,
    generation,
    kind,
    store: { bucket: 'acme-projecta' },
    source: { repository: 'acme/projecta.dist', repositoryUuid, commit, build, stepRun: 1, url: '' },
    handedOff: { at, by },
  };
  return { generation, handoff, record: { contentSha256, build: recordBuild, repositoryUuid } };
}

function candidate(release: string, build: number, changes: Partial<Candidate> = {}): Candidate {
  return {
    release,
    contentSha256: contentOf(release),
    recordBuild: build,
    recordRepositoryUuid: own,
    build,
    repositoryUuid: own,
    ...changes,
  };
}

const none = after();
const twice = after(line(1, '2.0.0', 10), line(2, '2.1.0', 20));
const rolledBack = after(
  line(1, '2.0.0', 10),
  line(2, '2.1.0', 20),
  line(3, '2.0.0', 10, { kind: 'rollback', highestBuild: 20 }),
);
const silent: ControlState = { ...twice, history: [] };
const developer = after(line(1, 'developer', 10, { contentSha256: contentOf('first') }), line(2, 'developer', 20));

type Row = readonly [rule: string, given: Candidate, state: ControlState, expected: string, confirmed?: Confirmed];

const rows: readonly Row[] = [
  ['the first hand-off is a release', candidate('2.0.0', 10), none, 'release 1'],
  ['a release that was never there is a release', candidate('2.2.0', 30), twice, 'release 3 after 2.1.0'],
  [
    'a release that is in history and not the current one is a rollback',
    candidate('2.0.0', 30, { recordBuild: 10 }),
    twice,
    'rollback 3 after 2.1.0',
  ],
  [
    'the way forward again after a rollback is one too',
    candidate('2.1.0', 31, { recordBuild: 20 }),
    rolledBack,
    'rollback 4 after 2.0.0',
  ],
  ['the current release again is a release', candidate('2.1.0', 30), twice, 'release 3 after 2.1.0'],
  [
    'where history is silent a lower build of the record is a rollback',
    candidate('2.0.0', 30, { recordBuild: 10 }),
    silent,
    'rollback 3 after 2.1.0',
  ],
  [
    'where history is silent a higher build of the record is a release',
    candidate('2.2.0', 30),
    silent,
    'release 3 after 2.1.0',
  ],
  [
    'records of two repositories have no order',
    candidate('2.0.0', 30, { recordBuild: 10, recordRepositoryUuid: '{2}' }),
    silent,
    'release 3 after 2.1.0',
  ],
  ['a lower build that never handed over is late', candidate('2.0.5', 15), twice, 'late'],
  ['so it is when history is silent', candidate('2.0.0', 10), silent, 'late'],
  ['so it is after a rollback by an older build', candidate('2.0.5', 15), rolledBack, 'late'],
  [
    'a late build can be handed over on purpose',
    candidate('2.0.5', 15),
    twice,
    'rollback 3 after 2.1.0',
    { late: true },
  ],
  ['a build that is in history does it again on purpose', candidate('2.0.0', 10), twice, 'rollback 3 after 2.1.0'],
  ['the current build does it again on purpose', candidate('2.1.0', 20), rolledBack, 'rollback 4 after 2.0.0'],
  [
    'the same build of another repository is not known',
    candidate('2.0.0', 10),
    after(line(1, '2.0.0', 10, { repositoryUuid: '{2}' }), line(2, '2.1.0', 20)),
    'late',
  ],
  ['another repository is refused', candidate('2.2.0', 30, { repositoryUuid: '{2}' }), twice, 'other-repository'],
  [
    'another repository is refused before it is found late',
    candidate('2.2.0', 3, { repositoryUuid: '{2}' }),
    twice,
    'other-repository',
  ],
  [
    'another repository that somebody confirmed is taken, whatever its build',
    candidate('2.2.0', 3, { repositoryUuid: '{2}', recordRepositoryUuid: '{2}' }),
    { ...twice, acceptedRepositories: ['2'] },
    'release 3 after 2.1.0',
  ],
  [
    'so is one that is confirmed at a desk',
    candidate('2.2.0', 3, { repositoryUuid: '{2}', recordRepositoryUuid: '{2}' }),
    twice,
    'release 3 after 2.1.0',
    { otherRepository: true },
  ],
  [
    'a UUID is the same with and without braces',
    candidate('2.2.0', 30, { repositoryUuid: '11111111-AAAA' }),
    twice,
    'release 3 after 2.1.0',
  ],
  [
    'a new developer build is a release',
    candidate('developer', 30, { contentSha256: contentOf('new') }),
    developer,
    'release 3 after developer',
  ],
  ['the same developer build again is a release', candidate('developer', 30), developer, 'release 3 after developer'],
  [
    'an older developer build is a rollback',
    candidate('developer', 30, { contentSha256: contentOf('first'), recordBuild: 10 }),
    developer,
    'rollback 3 after developer',
  ],
  [
    'where current is gone the last line of the history says what it was',
    candidate('2.0.0', 30, { recordBuild: 10 }),
    { ...twice, current: undefined, highest: 0 },
    'rollback 3 after 2.1.0',
  ],
  [
    'a number that was ever used is not used again',
    candidate('2.2.0', 30),
    { ...twice, highest: 7 },
    'release 8 after 2.1.0',
  ],
];

describe('design.md, section 8', () => {
  test.each(rows.map(([rule, given, state, expected, confirmed]) => ({ rule, given, state, expected, confirmed })))(
    '$rule',
    ({ given, state, expected, confirmed }) => {
      expect(summary(decideHandoff(given, state, confirmed))).toBe(expected);
    },
  );
});

it('a hand-off that was killed before its line was written is written down by the next', () => {
  const [first, second] = twice.history;
  const killed: ControlState = { ...twice, history: first === undefined ? [] : [first] };

  expect(decideHandoff(candidate('2.2.0', 30), killed)).toMatchObject({ missingLine: second, highestBuild: 30 });
  expect(decideHandoff(candidate('2.2.0', 30), twice)).toMatchObject({ missingLine: undefined });
});

it('after any sequence of builds, re-runs and redeploys no older build that never handed over gets in', () => {
  const step = fc.record({ release: fc.integer({ min: 1, max: 6 }), build: fc.integer({ min: 1, max: 30 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const history: HistoryLine[] = [];
      for (const { release, build } of steps) {
        const before = history.at(-1);
        const state = after(...history);
        const given = candidate(`2.${release}.0`, build, { recordBuild: release });
        const decision = decideHandoff(given, state);
        const isKnown = history.some((one) => one.build === build);
        const isOlder = history.some((one) => one.build > build);
        expect(decision.decision).toBe(isOlder && !isKnown ? 'refuse' : 'hand-off');
        if (decision.decision === 'refuse') {
          continue;
        }
        const wasThere = history.some((one) => one.release === given.release);
        const isCurrent = before?.release === given.release;
        const wasMadeBefore = before !== undefined && release < before.recordBuild;
        expect(decision.kind).toBe(!isCurrent && (wasThere || wasMadeBefore) ? 'rollback' : 'release');
        expect(decision.generation).toBe((before?.generation ?? 0) + 1);
        history.push(
          line(decision.generation, given.release, build, {
            kind: decision.kind,
            recordBuild: release,
            highestBuild: decision.highestBuild,
          }),
        );
        expect(decision.highestBuild).toBe(Math.max(...history.map((one) => one.build)));
      }
    }),
  );
});

function summary(decision: ReturnType<typeof decideHandoff>): string {
  if (decision.decision === 'refuse') {
    return decision.reason;
  }
  const { kind, generation, previousRelease } = decision;
  return `${kind} ${generation}${previousRelease === undefined ? '' : ` after ${previousRelease}`}`;
}
