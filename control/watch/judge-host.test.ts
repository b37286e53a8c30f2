import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeHost } from './judge-host.ts';
import type { AnsibleStatus, Dispatch, NodeLook, NodeStatus, ReportedRun } from './observation.ts';
import { type Expected, events, type Verdict } from './verdict.ts';

const askedAt = new Date('2018-10-25T08:20:00.000Z');
const sentAt = new Date('2018-10-25T08:17:46.282Z');
const release = '2.1.0';
const hourMs = 3_600_000;

const report: ReportedRun = {
  outcome: 'unchanged',
  release,
  run: undefined,
  rebuilt: false,
  interrupted: undefined,
  reason: undefined,
  hint: undefined,
  scripts: [],
};

/** What differs from a host that is at the release, and whose playbook ran `tagship-node apply`. */
interface Situation {
  readonly look?: Partial<NodeLook>;
  readonly report?: Partial<ReportedRun>;
  readonly expected?: Partial<Expected>;
}

const other = { version: '2.0.0' };
const old = { buildingSince: new Date(askedAt.getTime() - hourMs - 1) };
const skipped = { outcome: 'skipped', reason: 'another run of tagship-node is at work on this node' };
const gone = 'the upgrade of 2.1.0 that began at 08:00 was killed, or the machine stopped';

const situations: Readonly<Record<string, Situation>> = {
  'it is at the release': {},
  'it is at another version': { look: other },
  'the run that wrote its state is gone or past its deadline': { look: { isInterrupted: true } },
  'at work for longer than `--stuck-after`': { expected: old },
  'it was installed before': { look: { wasInstalled: true } },
  'its files contradict each other': {
    look: { reason: 'images.yaml says active 2.1.0, installed.json knows nothing' },
  },
  'refused by the gate, at another version': { look: other, report: { outcome: 'refused', reason: 'not upgradable' } },
  'refused, at the release': { report: { outcome: 'refused', reason: 'images.yaml is a link' } },
  'refused on a rollback, at another version': {
    look: other,
    report: { outcome: 'refused', reason: 'images.yaml is a link' },
    expected: { kind: 'rollback' },
  },
  'skipped because a run is at work, at another version': { look: other, report: skipped },
  'the same, for longer than `--stuck-after`': { look: other, report: skipped, expected: old },
  'failed before it changed anything, at another version': {
    look: other,
    report: { outcome: 'failed', reason: 'no package' },
  },
  'made a killed run a failure': { report: { outcome: 'interrupted', interrupted: gone, reason: gone } },
  'built anew, because its state file was gone': { report: { outcome: 'installed', rebuilt: true } },
  'took over from a killed run': { report: { outcome: 'rolled-back', interrupted: gone } },
};

const ansibles: readonly Verdict['ansible'][] = ['success', 'failed', 'unreachable', 'not run'];
const nodes: readonly NodeStatus[] = ['active', 'building', 'maintain', 'failure', 'no state file', 'cannot connect'];

function judge(situation: Situation, ansible: Verdict['ansible'], node: NodeStatus): Verdict {
  return judgeHost(
    {
      host: 'node-1',
      groups: ['eu'],
      dispatch: ansible === 'not run' ? undefined : dispatch(ansible, situation),
      look: look(node, situation),
    },
    { release, kind: 'release', stuckAfterMs: hourMs, buildingSince: undefined, ...situation.expected },
  );
}

function dispatch(status: AnsibleStatus, situation: Situation): Dispatch {
  const task = status === 'success' ? undefined : 'Apply the release';
  const message = status === 'success' ? undefined : 'what Ansible says';
  return { host: 'node-1', status, sentAt, task, message, report: { ...report, ...situation.report } };
}

function look(status: NodeStatus, situation: Situation): NodeLook {
  const isKnown = status !== 'no state file' && status !== 'cannot connect';
  return {
    host: 'node-1',
    askedAt,
    status,
    isInterrupted: false,
    wasInstalled: isKnown,
    reason: status === 'failure' || status === 'cannot connect' ? `why it is in ${status}` : undefined,
    lastRun: undefined,
    ...situation.look,
    version: isKnown ? (situation.look?.version ?? release) : undefined,
  };
}

/** The table of docs/operating.md: one row for a situation and an Ansible status, one column for a node status. */
const page = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
const [, table = ''] = /^(\| what is known of it \|.*?)\n\n/ms.exec(page) ?? [];
const [header, , ...lines] = table.split('\n').map((line) => line.slice(2, -2).split(' | '));
const cells = lines.flatMap(([situation = '', ansible = '', ...told]) =>
  told.map((words, index) => ({ situation, ansible, node: nodes[index] ?? 'active', words })),
);

function inWords({ cause, event, isWell }: Verdict): string {
  const told = [isWell ? '✔' : undefined, cause, event].filter((word) => word !== undefined);
  return told.length === 0 ? '–' : told.join(', ');
}

describe('the table of both links', () => {
  test('has every situation with every Ansible status and every node status', () => {
    expect(header).toEqual(['what is known of it', 'Ansible', ...nodes]);
    expect(lines.map(([situation, ansible]) => [situation, ansible])).toEqual(
      Object.keys(situations).flatMap((situation) => ansibles.map((ansible) => [situation, ansible])),
    );
    expect(cells).toHaveLength(Object.keys(situations).length * ansibles.length * nodes.length);
  });

  test.each(cells)('$situation; $ansible and $node: $words', ({ situation, ansible, node, words }) => {
    const known = situations[situation];
    const status = ansibles.find((word) => word === ansible);
    if (known === undefined || status === undefined) {
      throw new Error(`the table has ${situation} and ${ansible}, which no test knows`);
    }

    expect(inWords(judge(known, status, node))).toBe(words);
  });

  test('leaves no host untold that the documents want told (R94, R95, R102)', () => {
    for (const [name, situation] of Object.entries(situations)) {
      for (const ansible of ansibles) {
        for (const node of nodes) {
          const isAtWork = situation.report?.outcome === 'skipped';
          const isDue =
            ansible === 'failed' ||
            ansible === 'unreachable' ||
            node === 'failure' ||
            node === 'cannot connect' ||
            (node === 'no state file' && ansible === 'success' && !isAtWork);

          expect([name, ansible, node, isDue && judge(situation, ansible, node).cause === undefined]).toEqual([
            name,
            ansible,
            node,
            false,
          ]);
        }
      }
    }
  });

  test('tells an event beside whatever cause there is', () => {
    const told = nodes.map((node) => judge({ report: { rebuilt: true } }, 'success', node).event);

    expect(told).toEqual(nodes.map(() => events[0]));
  });
});

describe('a verdict', () => {
  test('has the host with its groups, and both links as they were seen', () => {
    const seen = [judge({ look: other }, 'failed', 'maintain'), judge({}, 'not run', 'no state file')];

    expect(seen.map((one) => [one.host, one.groups, one.ansible, one.node, one.version])).toEqual([
      ['node-1', ['eu'], 'failed', 'maintain', '2.0.0'],
      ['node-1', ['eu'], 'not run', 'no state file', undefined],
    ]);
  });

  test('calls a host stuck after `--stuck-after`, and not at that moment', () => {
    const causes = [hourMs, hourMs + 1].map((ageMs) => {
      const buildingSince = new Date(askedAt.getTime() - ageMs);
      return judge({ expected: { buildingSince } }, 'success', 'maintain').cause;
    });

    expect(causes).toEqual([undefined, 'stuck']);
  });

  const failedScript = {
    scripts: [
      { module: 'BaseLib', script: 'upgrade.sh', end: 'exited with 0', durationMs: 10, tail: undefined },
      { module: 'ModuleX', script: 'upgrade.sh', end: 'exited with 7', durationMs: 10, tail: 'cannot bind' },
    ],
  };

  test('has the time when the last task was sent, and that of the question where none was', () => {
    expect(judge({}, 'success', 'active').at).toEqual(sentAt);
    expect(judge({}, 'not run', 'failure').at).toEqual(askedAt);
  });

  test('names the script that failed with its last lines, and the reason of the node', () => {
    const verdict = judge(
      { report: { ...failedScript, outcome: 'failed', reason: 'said by apply' } },
      'failed',
      'failure',
    );

    expect(verdict).toMatchObject({
      cause: 'node failed',
      step: 'upgrade.sh of ModuleX',
      reason: 'why it is in failure',
      logTail: 'cannot bind',
    });
  });

  test('names the last script that failed, where one before it was passed over', () => {
    const scripts = ['deploy.sh', 'upgrade.sh'].map((script) => ({
      module: 'ModuleX',
      script,
      end: 'exited with 7',
      durationMs: 10,
      tail: `${script} says no`,
    }));

    expect(judge({ report: { scripts, outcome: 'failed' } }, 'failed', 'failure')).toMatchObject({
      step: 'upgrade.sh of ModuleX',
      logTail: 'upgrade.sh says no',
    });
  });

  test('names the task where no script failed', () => {
    expect(judge({}, 'failed', 'active')).toMatchObject({ step: 'Apply the release', reason: 'what Ansible says' });
  });

  test.each<[string, Situation, Verdict['ansible'], NodeStatus, string]>([
    [
      'what apply says goes before what Ansible says',
      { report: { reason: 'no room', hint: 'make some' } },
      'failed',
      'active',
      'no room; make some',
    ],
    ['why it cannot be asked', {}, 'unreachable', 'cannot connect', 'why it is in cannot connect'],
    ['why it could not be reached', {}, 'unreachable', 'active', 'what Ansible says'],
    [
      'a refusal with its cure',
      { look: other, report: { outcome: 'refused', reason: 'not upgradable', hint: 'add it' } },
      'failed',
      'active',
      'not upgradable; add it',
    ],
    ['another version', { look: other }, 'success', 'active', '2.1.0 was rolled out, and it is at 2.0.0'],
    [
      'a state file that is gone',
      { look: { wasInstalled: true } },
      'not run',
      'no state file',
      'its images.yaml is gone, and it was installed before',
    ],
    [
      'how long it has been at work',
      { expected: old },
      'success',
      'maintain',
      'it has been at work since 2018-10-25T07:19:59.999Z',
    ],
    ['why a run is gone', { look: { isInterrupted: true, reason: gone } }, 'success', 'maintain', gone],
  ])('says %s', (_what, situation, ansible, node, reason) => {
    expect(judge(situation, ansible, node).reason).toBe(reason);
  });

  test('says of an event what happened', () => {
    expect(judge({ report: { interrupted: gone } }, 'success', 'active').eventReason).toBe(gone);
    expect(judge({ report: { rebuilt: true, interrupted: gone } }, 'success', 'active').eventReason).toBe(
      `its images.yaml was gone, and it was installed before; ${gone}`,
    );
  });

  test('says that a host is at work, also while nothing is to be seen of it', () => {
    expect(judge({}, 'success', 'building').isAtWork).toBe(true);
    expect(judge({ look: other, report: skipped }, 'success', 'active').isAtWork).toBe(true);
    expect(judge({ report: skipped }, 'success', 'active').isAtWork).toBe(false);
    expect(judge({ look: other }, 'success', 'active').isAtWork).toBe(false);
  });

  test('has no step, reason or log where there is nothing to tell', () => {
    const verdict = judge({ report: failedScript }, 'success', 'active');

    expect([verdict.cause, verdict.step, verdict.reason, verdict.logTail]).toEqual(Array(4).fill(undefined));
  });
});
