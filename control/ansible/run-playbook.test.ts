import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasAnsible, openLocalAnsible } from '../testing/local-ansible.ts';
import { command, fails, onlyOn, play, statuses, works } from '../testing/sample-plays.ts';

describe.skipIf(!hasAnsible(process.env))('a playbook, run by the Ansible of this machine', () => {
  const open = (inventory: string) => openLocalAnsible(inventory, process.env);

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
});
