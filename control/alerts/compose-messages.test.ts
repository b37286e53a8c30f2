import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../lib/core/redaction.ts';
import type { AnsibleStatus } from '../watch/observation.ts';
import { causes } from '../watch/verdict.ts';
import type { AlertGroup, ToldHost } from './alert-group.ts';
import { alertLanguages } from './alert-words.ts';
import type { QueuedMessage } from './cause.ts';
import { composeMessages, type MessageOptions } from './compose-messages.ts';

const at = new Date('2018-10-25T08:17:46.282Z');

function told(host: string, changes: Partial<ToldHost> = {}): ToldHost {
  return {
    host,
    at,
    ansible: 'failed',
    node: 'failure',
    version: undefined,
    step: undefined,
    reason: undefined,
    logTail: undefined,
    since: undefined,
    was: [],
    ...changes,
  };
}

function many(count: number, changes: (index: number) => Partial<ToldHost> = () => ({})): readonly ToldHost[] {
  return Array.from({ length: count }, (_, index) => told(nameOf(index), changes(index)));
}

/** 40 characters. */
function nameOf(index: number): string {
  return `node-${String(index).padStart(5, '0')}.eu-central-1.nodes.example.com`.slice(0, 40);
}

function failed(hosts: readonly ToldHost[], changes: Partial<AlertGroup> = {}): AlertGroup {
  return { kind: 'alert', cause: 'node failed', hosts, ...changes };
}

function compose(groups: readonly AlertGroup[], changes: Partial<MessageOptions> = {}): readonly QueuedMessage[] {
  return composeMessages(groups, {
    language: 'en',
    project: 'ProjectA',
    release: '2.1.0',
    generation: 42,
    run: 'run-7',
    now: new Date('2018-10-25T08:20:00Z'),
    redactor: createRedactor(),
    timeZone: 'UTC',
    ...changes,
  });
}

function shown(messages: readonly QueuedMessage[]): readonly string[] {
  return messages.map(({ payload }) => payload.blocks.map(({ text }) => text.text).join('\n\n'));
}

const whole = told('node-7.eu.example.com', {
  version: '2.1.0',
  step: 'upgrade.sh of ModuleX',
  reason: 'upgrade.sh of ModuleX 2.1.0 exited with 7',
  logTail: 'starting\nmodulex: cannot bind to port 8080\n',
});

describe('a message', () => {
  test('has the four fields of its host first, then version, step, reason and the last log lines', () => {
    expect(shown(compose([failed([whole])]))).toEqual([
      `✖ ProjectA 2.1.0 (generation 42): install or upgrade failed on 1 host

Time: 2018-10-25 08:17:46,282
Host: node-7.eu.example.com
Ansible status: failed
Node status: failure
Version: 2.1.0
Step: upgrade.sh of ModuleX
Reason: upgrade.sh of ModuleX 2.1.0 exited with 7
Last log lines:
    starting
    modulex: cannot bind to port 8080`,
    ]);
  });

  test('is in Chinese where that is asked for, but for what programs said', () => {
    expect(shown(compose([failed([whole])], { language: 'zh' }))).toEqual([
      `✖ ProjectA 2.1.0（第 42 次交付）：1 台主机安装或升级失败

时间：2018-10-25 08:17:46,282
主机：node-7.eu.example.com
Ansible 执行状态：失败
节点状态：失败 (failure)
版本：2.1.0
步骤：upgrade.sh of ModuleX
原因：upgrade.sh of ModuleX 2.1.0 exited with 7
日志末尾：
    starting
    modulex: cannot bind to port 8080`,
    ]);
  });

  test("has the time of the control node's own zone", () => {
    expect(shown(compose([failed([told('a')])], { timeZone: 'Asia/Shanghai' }))[0]).toContain(
      'Time: 2018-10-25 16:17:46,282',
    );
  });

  test.each<[string, AlertGroup, readonly string[]]>([
    [
      'a reminder',
      failed([told('a', { since: at }), told('b')], { kind: 'reminder' }),
      ['still: install or upgrade failed on 2 hosts', 'Since: 2018-10-25 08:17:46,282'],
    ],
    [
      'a recovery',
      failed([told('a', { was: ['node failed', 'cannot connect'], since: at })], {
        kind: 'recovered',
        cause: undefined,
      }),
      ['✔ ProjectA 2.1.0 (generation 42): well again: 1 host', 'Was: node failed, cannot connect'],
    ],
    ['a notice', failed([told('a')], { kind: 'notice', cause: 'refused' }), ['ℹ ProjectA', 'does not upgrade']],
    [
      'the control node',
      failed([told('', { ansible: 'not run', node: 'not asked' })], { cause: 'roll-out' }),
      ['the roll-out failed as a whole', 'Host: control node\nAnsible status: not run\nNode status: not asked'],
    ],
  ])('tells of %s', (_what, group, parts) => {
    const [text = ''] = shown(compose([group]));

    expect(parts.filter((part) => !text.includes(part))).toEqual([]);
  });

  test('says no release and no generation where they are not known', () => {
    const [message] = compose([failed([told('a')], { cause: 'roll-out' })], { release: '', generation: undefined });

    expect(message?.payload.text).toBe('✖ ProjectA: the roll-out failed as a whole');
  });

  test('has an id that the same run gives again, and another one no other', () => {
    const groups = [failed(many(250)), failed(many(2), { cause: 'stuck' })];
    const ids = compose(groups).map(({ id }) => id);

    expect(compose(groups).map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith('run-7/'))).toBe(true);
  });
});

describe('hosts', () => {
  test('have a section each while all of them fit into one message', () => {
    const [message] = compose([failed(many(12, () => whole))]);

    expect(message?.payload.blocks).toHaveLength(13);
  });

  test('have no more sections than Slack takes, however short they are', () => {
    const messages = [45, 49, 55, 60].map((count) =>
      compose([failed(Array.from({ length: count }, (_, index) => told(`h${index}`)))]),
    );

    expect(messages.map((each) => [each.length, findTooLarge(each)])).toEqual(messages.map(() => [1, []]));
  });

  test('lose details before one of them is left out', () => {
    const levels = [1, 20, 34, 70, 90].map((count) =>
      shown(
        compose([
          failed(many(count, () => ({ ...whole, logTail: 'cannot bind to a port, '.repeat(9), host: `h${count}` }))),
        ]),
      ),
    );

    expect(levels.map((messages) => messages.length)).toEqual([1, 1, 1, 1, 1]);
    expect(levels.map(([text = '']) => [text.includes('cannot bind'), text.includes('Reason')])).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  test('are a line each where they are many, with the four fields, below what several have in common', () => {
    const group = failed(many(70, (index) => ({ version: '2.1.0', reason: index < 35 ? 'no room' : 'no package' })));
    const [text = ''] = shown(compose([group]));

    expect(text.split('\n').slice(2, 5)).toEqual([
      'Time | Host | Ansible status | Node status',
      'Version: 2.1.0; Reason: no room',
      `2018-10-25 08:17:46,282 | ${nameOf(0)} | failed | failure`,
    ]);
    expect(text.match(/Reason: no package/g)).toHaveLength(1);
  });

  test('of which nothing more is known never stand below what others have in common', () => {
    const group = failed(many(70, (index) => (index % 2 === 0 ? { reason: 'no room' } : {})));
    const [text = ''] = shown(compose([group]));

    expect(text.indexOf(nameOf(69))).toBeLessThan(text.indexOf('no room'));
  });

  test.each(alertLanguages)('500 of them need at most 5 messages, whatever the causes (%s)', (language) => {
    for (const causeCount of [1, 2, 3, causes.length - 1]) {
      const hosts = many(500, (index) => ({
        ansible: 'unreachable',
        node: 'cannot connect',
        reason: `a long reason of its own, number ${index}: ${'x'.repeat(300)}`,
        logTail: 'log\n'.repeat(100),
      }));
      const groups = causes.slice(0, causeCount).map((cause, index) =>
        failed(
          hosts.filter((_, place) => place % causeCount === index),
          { cause },
        ),
      );

      const messages = compose(groups, { language });

      expect(messages.length).toBeLessThanOrEqual(5);
      expect(hostsShown(messages)).toEqual(hosts.map(({ host }) => host).toSorted());
      expect(messages.flatMap((message) => message.hosts).toSorted()).toEqual(hosts.map(({ host }) => host).toSorted());
      expect(findTooLarge(messages)).toEqual([]);
    }
  });

  test('of several causes keep a message for each cause while these are few', () => {
    const messages = compose(causes.slice(0, 5).map((cause) => failed(many(50), { cause })));

    expect(messages.map(({ cause }) => cause)).toEqual(causes.slice(0, 5));
  });

  test('of several causes stand below the heading of their own where they share messages', () => {
    const [text = ''] = shown(
      compose(causes.slice(0, 6).map((cause, index) => failed([told(`h${index}`)], { cause }))),
    );

    expect(text).toContain('6 hosts to look at');
    expect(text).toMatch(/• install or upgrade failed on 1 host\n2018-10-25 08:17:46,282 \| h2 \| failed \| failure/);
  });

  test('of 5000 are all told', () => {
    const messages = compose([failed(many(5000))]);

    expect(hostsShown(messages)).toHaveLength(5000);
    expect(findTooLarge(messages)).toEqual([]);
    expect(messages[0]?.payload.text).toMatch(/5000 hosts \(part 1 of \d+\)$/);
  });
});

describe('what nodes say', () => {
  test('comes without secrets, known ones and those that have the form of one', () => {
    const redactor = createRedactor();
    redactor.add('known-secret-value');
    const host = told('a', {
      reason: 'known-secret-value was refused for AKIAIOSFODNN7EXAMPLE',
      step: 'curl https://bob:hunter2hunter@a.example',
      logTail: 'Authorization: Bearer abcdef0123456789\nDB_PASSWORD=hunter2hunter\nAK\u001b[31mIAIOSFODNN7EXAMPLE',
    });

    const [text = ''] = shown(compose([failed([host])], { redactor }));

    expect(text).not.toMatch(/known-secret|AKIA|hunter2|abcdef0123/);
    expect(text).toContain('**** was refused for ****');
  });

  test('shows no part of a secret where so much is said that not all of it is read', () => {
    const redactor = createRedactor();
    redactor.add('known-secret-value');
    const padding = ' '.repeat(16_384 - 'known-secret'.length);
    const host = told('a', {
      reason: `${padding}known-secret-value`,
      logTail: `known-secret-value ${'y'.repeat(16_384 - '-value '.length)}`,
    });

    const [text = ''] = shown(compose([failed([host])], { redactor }));

    expect(text).toContain('Last log lines:');
    expect(text).not.toMatch(/known|-value/);
  });

  test('cannot look like a line of ours, move a cursor or turn letters round', () => {
    const host = told('a', {
      reason: 'one\nHost: forged\r\nNode status: active',
      logTail: 'Host: forged\n\u001b[2J\u0007gone\u202egnp.exe',
    });

    const [text = ''] = shown(compose([failed([host])]));

    expect(text.match(/^Host: .*/gm)).toEqual(['Host: a']);
    expect(text).toContain('Reason: one Host: forged Node status: active');
    expect(text).toContain(String.raw`\u0007gone\u202egnp.exe`);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('is plain text, which no markup and no emoji is taken from', () => {
    const [message] = compose([failed([told('<!channel>', { reason: '*bold* <https://a.example> :tada:' })])], {
      project: '<!here>',
    });

    expect(message?.payload.blocks.map(({ text }) => [text.type, text.emoji])).toEqual([
      ['plain_text', false],
      ['plain_text', false],
    ]);
    expect(message?.payload.text).toContain('&lt;!here&gt;');
  });

  test('is cut where it is long, its log from the front, and never within a letter', () => {
    const host = told('a', {
      reason: `${'😀'.repeat(5000)}end`,
      logTail: Array.from({ length: 5000 }, (_, line) => `line ${line} ${'y'.repeat(200)}`).join('\n'),
    });

    const messages = compose([failed([host])]);
    const [text = ''] = shown(messages);

    expect(text.length).toBeLessThan(3100);
    expect(text).toContain('line 4999 yyy');
    expect(text).not.toContain('line 4989');
    expect(text.isWellFormed()).toBe(true);
  });
});

test('a host of which everything is as long as can be is in a message that Slack takes', () => {
  const longest = 'x'.repeat(5000);
  const host = told('h'.repeat(255), {
    version: longest,
    step: longest,
    reason: longest,
    since: at,
    logTail: Array.from({ length: 50 }, () => longest.slice(0, 300)).join('\n'),
  });

  for (const language of alertLanguages) {
    const messages = compose([failed([host])], { language });

    expect(findTooLarge(messages)).toEqual([]);
    expect(shown(messages).join('')).toContain('h'.repeat(255));
  }
});

/** Every host that has a line or an entry of its own. */
function hostsShown(messages: readonly QueuedMessage[]): readonly string[] {
  const row = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \| (\S+) \|/gm;
  return shown(messages)
    .flatMap((text) => [...text.matchAll(row)].map(([, host = '']) => host))
    .toSorted();
}

function findTooLarge(messages: readonly QueuedMessage[]): readonly unknown[] {
  return messages.filter(
    ({ payload: { blocks } }) =>
      blocks.length > 50 ||
      Buffer.byteLength(JSON.stringify(blocks)) > 12_100 ||
      blocks.some(({ text }) => text.text.length > 3000),
  );
}

test('every Ansible status and node status has a word in both languages', () => {
  const ansibles: readonly (AnsibleStatus | 'not run')[] = ['success', 'failed', 'unreachable', 'not run'];
  for (const language of alertLanguages) {
    const texts = shown(
      compose(
        ansibles.map((ansible) => failed([told('a', { ansible })], { cause: 'stuck' })),
        { language },
      ),
    );

    expect(texts.every((text) => !text.includes('undefined'))).toBe(true);
    expect(new Set(texts).size).toBe(ansibles.length);
  }
});
