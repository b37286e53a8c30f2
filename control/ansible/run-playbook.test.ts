import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectedVersion, hasAnsible, openLocalAnsible, type ToldRun } from '../testing/local-ansible.ts';

const command = (text: string) => ({ 'ansible.builtin.command': { argv: ['sh', '-c', text] } });
const play = (tasks: readonly object[], more: object = {}) => ({ hosts: 'all', gather_facts: false, tasks, ...more });
const onlyOn = (host: string) => ({ when: `inventory_hostname == '${host}'` });
const fails = { name: 'Fail', ...command('echo out; echo why >&2; exit 3') };
const works = { name: 'Work', ...command('true') };

/** `{ a: 'success', b: 'failed' }`; a host that the run did not come to is missing. */
function statuses({ dispatches }: ToldRun): Readonly<Record<string, string>> {
  return Object.fromEntries(dispatches.map(({ host, status }) => [host, status]));
}

describe.skipIf(!hasAnsible(process.env))('a playbook, run by the Ansible of this machine', () => {
  const open = (inventory: string) => openLocalAnsible(inventory, process.env);
  const unreachable = 'ansible_connection=ssh ansible_host=127.0.0.99 ansible_port=1';

  test('tells of each host whether all was done, a task failed, or it could not be reached', async () => {
    using ansible = open(`[web:children]\neu\n[eu]\ngood\nbad\n[lost]\nknötchen-北 ${unreachable}`);
    const before = Date.now();

    const run = await ansible.play([play([works, { ...fails, ...onlyOn('bad') }, { ...works, name: 'Last' }])]);

    expect(statuses(run)).toEqual({ good: 'success', bad: 'failed', 'knötchen-北': 'unreachable' });
    expect(run).toMatchObject({ exitStatus: 4, problem: undefined });
    expect(run.groups).toEqual(
      new Map([
        ['good', ['eu', 'web']],
        ['bad', ['eu', 'web']],
        ['knötchen-北', ['lost']],
      ]),
    );
    const [good, bad, lost] = ['good', 'bad', 'knötchen-北'].map((name) =>
      run.dispatches.find(({ host }) => host === name),
    );
    expect(good).toMatchObject({ task: undefined, message: undefined, report: undefined });
    expect(bad).toMatchObject({
      task: 'Fail',
      message: expect.stringMatching(/non-zero return code\.? \(exit status 3\)\nwhy$/),
    });
    expect(lost).toMatchObject({ task: 'Work' });
    expect(lost?.message).toContain('Connection refused');
    // the last task that was sent to it: R98
    const sent = run.events.findLast((event) => event.event === 'sent' && event.host === 'good');
    expect(sent).toMatchObject({ task: 'Last', at: good?.sentAt });
    expect(good?.sentAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(good?.sentAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('tells its version, which is that of TAGSHIP_ANSIBLE where that is given', async () => {
    using ansible = open('a');

    const run = await ansible.play([play([works])]);

    const version = expectedVersion(process.env);
    expect(run.events[0]).toEqual({ event: 'start', ansible: version });
    expect(run.ansible?.version).toBe(version);
  });

  test('tells of a loop that cannot be reached why not', async () => {
    using ansible = open(`lost ${unreachable}`);

    const run = await ansible.play([play([{ ...command('true {{ item }}'), loop: [1, 2] }])]);

    expect(run.dispatches).toMatchObject([
      { host: 'lost', status: 'unreachable', message: expect.stringContaining('Connection refused') },
    ]);
  });

  test('warns of nothing that is about to go away', async () => {
    using ansible = open('good\nbad');

    await ansible.play([play([works, { ...fails, ...onlyOn('bad') }])]);

    expect(readFileSync(ansible.access.logFile, 'utf8')).not.toMatch(/deprecat|\[WARNING/i);
  });

  test('tells of a host while others are still at work', async () => {
    using ansible = open('slow\nquick');
    const release = `${ansible.folder}/release`;
    let told = '';

    const run = await ansible.play(
      [
        play([
          { ...works, name: 'One' },
          { ...command(`while ! [ -e ${release} ]; do sleep 0.05; done`), ...onlyOn('slow') },
        ]),
      ],
      {
        onEvent(event) {
          // the run ends by what is told in the middle of it
          if (event.event === 'skipped' && event.host === 'quick') {
            told = readFileSync(ansible.access.logFile, 'utf8');
            ansible.write('release', '');
          }
        },
      },
    );

    expect(statuses(run)).toEqual({ slow: 'success', quick: 'success' });
    expect(told).not.toContain('PLAY RECAP');
    expect(readFileSync(ansible.access.logFile, 'utf8')).toContain('PLAY RECAP');
  });

  test('calls no failure what was rescued or is to be ignored, and one what fails in a rescue', async () => {
    using ansible = open('rescued\nignored\nlost-twice\nset-aside');
    const rescue = (host: string, tasks: readonly object[]) => ({ block: [fails], rescue: tasks, ...onlyOn(host) });

    const run = await ansible.play([
      play([
        rescue('rescued', [works]),
        { ...fails, ...onlyOn('ignored'), ignore_errors: true },
        rescue('lost-twice', [{ ...fails, name: 'Fail again' }]),
        { ...fails, ...onlyOn('set-aside'), failed_when: false },
        works,
      ]),
    ]);

    expect(statuses(run)).toEqual({
      rescued: 'success',
      ignored: 'success',
      'lost-twice': 'failed',
      'set-aside': 'success',
    });
    expect(run.dispatches.find(({ host }) => host === 'lost-twice')).toMatchObject({ task: 'Fail again' });
    expect(run.exitStatus).toBe(2);
  });

  test('keeps a failure of the first play through those that follow, and leaves out what they are not for', async () => {
    using ansible = open('[one]\na\nb\n[two]\nc\n[three]\nd');

    const run = await ansible.play([
      { ...play([{ ...fails, ...onlyOn('a') }]), hosts: 'one' },
      { ...play([works]), hosts: 'one:two' },
    ]);

    expect(statuses(run)).toEqual({ a: 'failed', b: 'success', c: 'success' });
    expect([...run.groups.keys()].toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('comes to no host beyond its limit', async () => {
    using ansible = open('[web]\na\nb\n[db]\nc');

    const run = await ansible.play([play([works])], { limit: 'web:!b' });

    expect(statuses(run)).toEqual({ a: 'success' });
    expect(run.problem).toBeUndefined();
  });

  test('a serial release that stops at its first batch leaves the others alone', async () => {
    using ansible = open('canary1\ncanary2\nrest1\nrest2');
    const strict = { serial: [2, 2], max_fail_percentage: 0 };

    const run = await ansible.play([play([{ ...fails, ...onlyOn('canary1') }, works], strict)]);

    // canary2 did nothing wrong, and was kept from what follows
    expect(statuses(run)).toEqual({ canary1: 'failed' });
    expect(run).toMatchObject({ exitStatus: 2, problem: undefined });
  });

  test('where any error is fatal, a host that has answered counts as done, and one that was stopped does not', async () => {
    using ansible = open('bad\nanswered\nstopped');
    const report = JSON.stringify({ schema: 1, program: 'tagship-node 1.0.0', command: 'apply', outcome: 'unchanged' });

    const run = await ansible.play([
      play(
        [
          { ...command(`echo '${report.replaceAll(':', ': ')}'`), ...onlyOn('answered') },
          { ...fails, ...onlyOn('bad') },
          works,
        ],
        { any_errors_fatal: true },
      ),
    ]);

    expect(statuses(run)).toEqual({ bad: 'failed', answered: 'success' });
  });

  test('a task that is run once and fails, fails for the host it ran on', async () => {
    using ansible = open('first\nsecond');

    const run = await ansible.play([play([{ ...works, name: 'All' }, { ...fails, run_once: true }, works])]);

    expect(statuses(run)).toEqual({ first: 'failed' });
  });

  test('tells of loops what their first item to fail said, and of handlers', async () => {
    using ansible = open('loop\nhandler');
    const loop = {
      name: 'Loop',
      ...command('echo "item {{ item }}" >&2; exit {{ item }}'),
      loop: [0, 4, 5],
      ...onlyOn('loop'),
    };
    const notifying = { ...works, changed_when: true, notify: 'Restart', ...onlyOn('handler') };

    const run = await ansible.play([play([loop, notifying], { handlers: [{ ...fails, name: 'Restart' }] })]);

    expect(run.dispatches).toMatchObject([
      {
        host: 'loop',
        status: 'failed',
        task: 'Loop',
        message: expect.stringMatching(/^[\w ]*non-zero return code\.? \(exit status 4\)\nitem 4$/),
      },
      { host: 'handler', status: 'failed', task: 'Restart' },
    ]);
  });

  test('changes nothing in check mode', async () => {
    using ansible = open('a');
    const file = `${ansible.folder}/made`;
    const copy = { 'ansible.builtin.copy': { content: 'x', dest: file } };

    const run = await ansible.play([play([copy, fails])], { check: true });

    expect(statuses(run)).toEqual({ a: 'success' });
    expect(run.events.find(({ event }) => event === 'ok')).toMatchObject({ isChanged: true });
    expect(readdirSync(ansible.folder)).not.toContain('made');
  });

  test('gives the playbook the bundle and its own variables, and shows none of them to other users', async () => {
    using ansible = open('a');
    const show = {
      'ansible.builtin.command': { argv: ['sh', '-c', 'exit 1', '{{ given | to_json }}', '{{ secret }}'] },
    };
    const given = '{{ [tagship_bundle, tagship_project, tagship_release, tagship_generation] }}';
    // those of the command and of all between it and this test, Ansible among them: what started the test may have
    // command lines so long that of an output cut to its end nothing else would be left
    const chain = `p=$PPID; while [ "$p" -gt 1 ] && [ "$p" -ne ${process.pid} ]; do tr '\\0' ' ' </proc/$p/cmdline; echo
      p=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$p/status); done; exit 1`;
    const commandLines = { name: 'Look', ...command(chain) };

    const run = await ansible.play(
      [
        play([{ ...show, ignore_errors: true }, { 'ansible.builtin.debug': { msg: '{{ given }}' } }, commandLines], {
          vars: { given },
        }),
      ],
      {
        extraVars: { secret: 'do-not-show-me' },
      },
    );

    const log = readFileSync(ansible.access.logFile, 'utf8');
    expect(log).toContain('generations/000007');
    const looked = run.events.find((event) => event.event === 'failed' && event.task === 'Look');
    expect(looked).toMatchObject({ stdout: expect.stringContaining('--extra-vars=@') });
    expect(looked).toMatchObject({ stdout: expect.not.stringContaining('do-not-show-me') });
    // nor are they left behind
    expect(readdirSync(ansible.access.ansibleHome).filter((name) => name !== 'cp')).toEqual(['callback_plugins']);
  });

  test('reads the answer of tagship-node, whatever stands around it', async () => {
    using ansible = open('plain\nwithin\nfailed\nhuge\ncut\nin-a-loop');
    const report = (more: object) =>
      JSON.stringify(
        { schema: 1, program: 'tagship-node 1.0.0', command: 'apply', release: '2.1.0', scripts: [], ...more },
        null,
        2,
      );
    const failed = {
      outcome: 'failed',
      run: '20261127T021500Z-0a1b2c',
      reason: 'upgrade.sh of ModuleX \u001b[31mexited\u001b[0m with 3\u0007',
      scripts: [
        {
          module: 'ModuleX',
          script: 'upgrade.sh',
          end: 'exited with 3',
          durationMs: 12,
          tail: `"program": "tagship-node x\nAKIA-SECRET`,
        },
      ],
    };
    const files = {
      plain: report({ outcome: 'unchanged' }),
      within: `Welcome {to} "this"\n${report({ outcome: 'installed', rebuilt: true, interrupted: 'it was killed' })}\nConnection closed. {`,
      failed: report(failed),
      huge: `${'x'.repeat(10_000_000)}\n${report({ outcome: 'upgraded' })}`,
      cut: report(failed).slice(0, 200),
      'in-a-loop': report({ outcome: 'skipped' }),
    };
    for (const [host, text] of Object.entries(files)) {
      ansible.write(host, text);
    }
    const cat = (status: string) => command(`cat ${ansible.folder}/{{ inventory_hostname }}; exit ${status}`);

    const run = await ansible.play(
      [
        play([
          {
            name: 'Apply',
            ...cat("{{ 1 if inventory_hostname in ['failed', 'cut'] else 0 }}"),
            when: "inventory_hostname != 'in-a-loop'",
          },
          { ...cat('0'), loop: [1, 2], ...onlyOn('in-a-loop') },
        ]),
      ],
      { redact: (text) => text.replaceAll('AKIA-SECRET', '****') },
    );

    const of = (name: string) => run.dispatches.find(({ host }) => host === name);
    expect(of('plain')).toMatchObject({
      status: 'success',
      report: { outcome: 'unchanged', release: '2.1.0', rebuilt: false },
    });
    expect(of('within')?.report).toMatchObject({ outcome: 'installed', rebuilt: true, interrupted: 'it was killed' });
    expect(of('huge')?.report).toMatchObject({ outcome: 'upgraded' });
    expect(of('in-a-loop')?.report).toMatchObject({ outcome: 'skipped' });
    expect(of('failed')).toMatchObject({
      status: 'failed',
      report: {
        outcome: 'failed',
        run: failed.run,
        reason: 'upgrade.sh of ModuleX exited with 3\\u0007',
        scripts: [
          {
            module: 'ModuleX',
            script: 'upgrade.sh',
            end: 'exited with 3',
            durationMs: 12,
            tail: '"program": "tagship-node x\n****',
          },
        ],
      },
    });
    expect(of('failed')?.message).not.toContain('AKIA-SECRET');
    expect(of('cut')).toMatchObject({ status: 'failed', report: undefined });
    expect(of('cut')?.message).toContain('the answer of tagship-node cannot be read');
    expect(Math.max(...run.events.map((event) => JSON.stringify(event).length))).toBeLessThan(20_000);
  });
});
