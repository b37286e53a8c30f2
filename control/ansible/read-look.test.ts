import { expect, test } from 'vitest';
import { readLook } from './read-look.ts';

const askedAt = new Date('2026-11-27T02:00:00Z');
const file = (status: string, version = '1.2.3') => `@images\nimage:\n  version: ${version}\nstatus: ${status}\n\n`;
const says = (fields: object) =>
  `@status\n${JSON.stringify({ schema: 1, program: 'tagship-node 1.0.0', command: 'status', project: 'ProjectA', ...fields }, null, 2)}\n`;
const look = (text: string) =>
  readLook({
    host: 'a',
    askedAt,
    output: `@tagship look\n${text}@end\n`,
    redact: (inner) => inner.replaceAll('hunter2', '****'),
  });
const lastRun = '20261127T021500Z-0a1b2c';

test.each([
  ['no file, no program', '', { status: 'no state file', wasInstalled: false }],
  [
    'a new node',
    says({ is: 'new', rebuilt: false }),
    { status: 'no state file', wasInstalled: false, version: undefined },
  ],
  [
    'a node whose file was removed (D11)',
    says({ is: 'new', rebuilt: true, lastRun }),
    { status: 'no state file', wasInstalled: true, lastRun },
  ],
  [
    'an active node',
    `${file('active')}${says({ is: 'active', version: '1.2.3', lastRun })}`,
    { status: 'active', version: '1.2.3', reason: undefined, lastRun },
  ],
  ['an active node without the program', file('active'), { status: 'active', version: '1.2.3', reason: undefined }],
  [
    'a failed node',
    `${file('failure')}${says({ is: 'failure', version: '1.2.3', reason: 'deploy.sh exited with 1' })}`,
    { status: 'failure', version: '1.2.3', reason: 'deploy.sh exited with 1' },
  ],
  [
    'a node that builds',
    `${file('building')}${says({ is: 'working', lastRun })}`,
    { status: 'building', version: '1.2.3', isInterrupted: false, lastRun },
  ],
  [
    'a node that is upgraded',
    `${file('maintain')}${says({ is: 'working' })}`,
    { status: 'maintain', isInterrupted: false },
  ],
  ['a run that has not written yet', `${file('active')}${says({ is: 'working' })}`, { status: 'maintain' }],
  ['a first run that has not written yet', says({ is: 'working' }), { status: 'building' }],
  [
    'a run that was killed',
    `${file('maintain')}${says({ is: 'interrupted', version: '1.3.0', reason: 'it was killed' })}`,
    { status: 'maintain', version: '1.3.0', isInterrupted: true, reason: 'it was killed' },
  ],
  [
    'files that contradict each other',
    `${file('active')}${says({ is: 'unclear', reason: 'installed.json knows of nothing' })}`,
    { status: 'active', version: '1.2.3', reason: 'installed.json knows of nothing' },
  ],
  [
    'a file that is nonsense',
    `@images\n{}\n${says({ is: 'unclear', reason: 'it has no status' })}`,
    { status: 'failure', reason: 'it has no status' },
  ],
  [
    'a file that is nonsense, without the program',
    '@images\nstatus: [\n',
    { status: 'failure', reason: expect.stringContaining('images.yaml cannot be understood') },
  ],
  [
    'a folder in its place',
    `@obstacle\n${says({ is: 'blocked', reason: 'images.yaml is a folder' })}`,
    { status: 'failure', reason: 'images.yaml is a folder' },
  ],
  [
    'a folder in its place, without the program',
    '@obstacle\n',
    { status: 'failure', reason: 'images.yaml is no file' },
  ],
  [
    'a program that cannot tell',
    `${file('active')}${says({ outcome: 'failed', reason: 'the disk is broken' })}`,
    { status: 'active', version: '1.2.3', reason: 'the disk is broken' },
  ],
  [
    'a program that prints no JSON',
    `${file('active')}@status\nSegmentation fault\n`,
    { status: 'active', version: '1.2.3', reason: undefined },
  ],
  [
    'lines as a terminal ends them',
    `${file('active')}${says({ is: 'active', version: '1.2.3' })}`.replaceAll('\n', '\r\n'),
    { status: 'active', version: '1.2.3' },
  ],
])('tells %s', (_what, text, expected) => {
  expect(look(text)).toMatchObject({ host: 'a', askedAt, ...expected });
});

test('is not taken in by what a login prints before it', () => {
  const output = `Welcome\n@images\nstatus: failure\n@tagship look\n${file('active')}@end\n`;

  expect(readLook({ host: 'a', askedAt, output, redact: String })).toMatchObject({
    status: 'active',
    version: '1.2.3',
  });
});

test.each([
  ['', 'its answer is not whole'],
  [`@tagship look\n${file('active')}`, 'its answer is not whole'],
  ['@tagship look\n@user 1000\n', 'it was asked as user 1000, and not as root'],
])('of %j nothing is believed', (output, reason) => {
  const { status, reason: said } = readLook({ host: 'a', askedAt, output, redact: String });

  expect({ status, reason: said }).toEqual({ status: 'cannot connect', reason });
});

test('a node cannot forge a line, a colour or a type, and its secrets are masked', () => {
  const hostile = { is: 'failure', version: 7, lastRun: { run: 1 }, reason: '\u001b[31mhunter2\r\u0007done' };

  expect(look(`${file('failure')}${says(hostile)}`)).toEqual({
    host: 'a',
    askedAt,
    status: 'failure',
    version: '1.2.3',
    isInterrupted: false,
    wasInstalled: false,
    reason: '****\n\\u0007done',
    lastRun: undefined,
  });
});
