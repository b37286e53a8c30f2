import { expect, test } from 'vitest';
import type { AnsibleEvent, TaskResult } from './ansible-event.ts';
import { createDispatchCollector } from './collect-dispatches.ts';

let clockMs = 0;
function now(): Date {
  clockMs += 1000;
  return new Date(clockMs);
}

const sent = (host: string, task: string): AnsibleEvent => ({ event: 'sent', host, task, taskId: task, at: now() });
const result = (
  event: TaskResult['event'],
  host: string,
  task: string,
  more: Partial<TaskResult> = {},
): TaskResult => ({
  event,
  host,
  task,
  taskId: task,
  at: now(),
  isChanged: false,
  isIgnored: false,
  isForAll: false,
  message: '',
  exitStatus: undefined,
  stdout: '',
  stderr: '',
  report: undefined,
  output: undefined,
  ...more,
});
const play = (...hosts: string[]): AnsibleEvent => ({ event: 'play', play: 'all', hosts });
const count = (host: string, failures = 0, unreachable = 0): AnsibleEvent => ({
  event: 'count',
  host,
  failures,
  unreachable,
});
const end: AnsibleEvent = { event: 'end' };
const answer = '{"program": "tagship-node 1.0.0", "command": "apply", "outcome": "installed"}';

/** `{ a: 'success' }`; a host that the run did not come to is missing. */
function statusesOf(events: readonly AnsibleEvent[]): Readonly<Record<string, string>> {
  const collector = createDispatchCollector((text) => text);
  events.forEach((event) => collector.take(event));
  return Object.fromEntries(collector.dispatches('it was cut').map(({ host, status }) => [host, status]));
}

test('a run that was cut off claims success of no host but where tagship-node has answered', () => {
  const statuses = statusesOf([
    play('failed', 'dead', 'way', 'answered', 'idle', 'never'),
    ...['failed', 'dead', 'way', 'answered', 'idle'].map((host) => sent(host, 'one')),
    result('failed', 'failed', 'one'),
    result('unreachable', 'dead', 'one'),
    result('ok', 'answered', 'one', { report: answer }),
    result('ok', 'idle', 'one'),
  ]);

  expect(statuses).toEqual({ failed: 'failed', dead: 'unreachable', way: 'failed', answered: 'success' });
});

test('the recap goes before what tasks told: it knows what was rescued', () => {
  const events = [play('a'), sent('a', 'one'), result('failed', 'a', 'one')];

  expect(statusesOf([...events, count('a', 0), end])).toEqual({ a: 'success' });
  expect(statusesOf([...events, count('a', 1), end])).toEqual({ a: 'failed' });
  expect(statusesOf([...events, count('a', 1, 1), end])).toEqual({ a: 'unreachable' });
});

test('a host that gets the fatal task behind the one where it failed is stopped with the others', () => {
  const fatal = { isForAll: true };
  const events = [
    play('bad', 'late'),
    sent('bad', 'fatal'),
    result('failed', 'bad', 'fatal', fatal),
    sent('late', 'fatal'),
    result('ok', 'late', 'fatal', fatal),
  ];

  expect(statusesOf([...events, count('bad', 1), count('late'), end])).toEqual({ bad: 'failed' });
  // another task: the failure was rescued
  expect(
    statusesOf([
      ...events,
      sent('bad', 'rescue'),
      sent('late', 'rescue'),
      result('ok', 'late', 'rescue'),
      result('ok', 'bad', 'rescue'),
      count('bad'),
      count('late'),
      end,
    ]),
  ).toEqual({ bad: 'success', late: 'success' });
});

test('what is ignored stops nobody and fails nothing, even where the run was cut off', () => {
  const statuses = statusesOf([
    play('a', 'b'),
    sent('a', 'one'),
    result('failed', 'a', 'one', { isForAll: true, isIgnored: true, report: answer }),
    sent('b', 'one'),
    result('unreachable', 'b', 'one', { isIgnored: true, report: answer }),
  ]);

  expect(statuses).toEqual({ a: 'success', b: 'success' });
});

test('the time of a host is that of the last task sent to it, not that of an answer (R98)', () => {
  const collector = createDispatchCollector((text) => text);
  const last = sent('a', 'two');

  [play('a'), sent('a', 'one'), result('ok', 'a', 'one'), last, result('failed', 'a', 'two')].forEach((event) =>
    collector.take(event),
  );

  expect(collector.dispatches('')).toMatchObject([
    { host: 'a', sentAt: last.event === 'sent' && last.at, task: 'two' },
  ]);
});

test('a message has no colours, no control characters, no secrets and an end', () => {
  const collector = createDispatchCollector((text) => text.replaceAll('hunter2', '****'));
  const stderr = `${'x'.repeat(10_000)}\n\u001b[31mhunter2\u001b[0m\r\n\u0007\u202e`;

  [play('a'), sent('a', 'one'), result('failed', 'a', 'one', { message: 'no', exitStatus: 3, stderr })].forEach(
    (event) => collector.take(event),
  );

  const [{ message = '' } = {}] = collector.dispatches('');
  expect(message).toMatch(/x\n\*\*\*\*\n\\u0007\\u202e$/);
  expect(message.length).toBeLessThan(4100);
});
