import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentContext } from '../../lib/core/silent-context.ts';
import { hasAnsible, isRunning, openLocalAnsible } from '../testing/local-ansible.ts';

const command = (text: string) => ({ 'ansible.builtin.command': { argv: ['sh', '-c', text] } });
const play = (tasks: readonly object[], more: object = {}) => ({ hosts: 'all', gather_facts: false, tasks, ...more });
const works = { name: 'Work', ...command('true') };

/** Those that have the folder in their command line. */
function processesIn(folder: string): readonly string[] {
  const lines = readdirSync('/proc').map((pid) => {
    try {
      return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
    } catch {
      return '';
    }
  });
  return lines.filter((line) => line.includes(folder));
}

describe.skipIf(!hasAnsible(process.env))('a playbook that does not come to its end', () => {
  const open = (inventory: string) => openLocalAnsible(inventory, process.env);

  test.each([
    [
      'an inventory with an error',
      'a = = [\n[broken',
      [play([works])],
      {},
      /^the inventory \S+inventory\.ini cannot be used: ini: \S+inventory\.ini:1: \w/s,
    ],
    [
      'a playbook that is no YAML',
      'a',
      '- hosts: [all\n  tasks: {',
      {},
      /^the playbook \S+playbook\.yml cannot be run: \S+playbook\.yml:\d+:\d+: .*YAML/is,
    ],
    [
      'a module that is not there',
      'a',
      [play([{ 'no.such.module': {} }])],
      {},
      /^the playbook \S+playbook\.yml cannot be run: .*no\.such\.module/is,
    ],
    [
      'a playbook that is not there',
      'a',
      [play([works])],
      { playbook: '/no/such/playbook.yml' },
      /^the playbook \/no\/such\/playbook\.yml cannot be run: .*could not be found/is,
    ],
    [
      'an inventory that is not there',
      'a',
      [play([works])],
      { inventory: '/no/such/inventory' },
      /^the inventory \/no\/such\/inventory cannot be read \(ENOENT\)$/,
    ],
    [
      'a limit that leaves nobody',
      'a',
      [play([works])],
      { limit: 'other' },
      /^no host of \S+inventory\.ini is within the limit other$/,
    ],
    [
      'a playbook for nobody',
      'a',
      [play([works], { hosts: 'group_of_nobody' })],
      {},
      /^no host of \S+inventory\.ini is one of the playbook$/,
    ],
    ['no Ansible', 'a', [play([works])], { program: 'no-such-ansible' }, /^no-such-ansible is not on this machine$/],
  ] as const)('has a problem that says why: %s', async (_what, inventory, playbook, options, message) => {
    using ansible = open(inventory);

    const { problem, dispatches } = await ansible.play(playbook, options);

    expect(problem).toMatchObject({ name: 'TagshipError', hint: expect.stringMatching(/\w/) });
    expect(problem?.message).toMatch(message);
    expect(dispatches).toEqual([]);
  });

  test('says of an inventory in YAML what its own plugin has against it, and not what each of the others has', async () => {
    using ansible = open('a');
    const inventory = ansible.write('hosts.yml', 'all:\n  hosts:\n    - a\n');

    const { problem } = await ansible.play([play([works])], { inventory });

    expect(problem?.message).toMatch(/^the inventory \S+hosts\.yml cannot be used: yaml: Invalid "hosts" entry/);
    expect(problem?.message).not.toMatch(/auto|ini:/);
  });

  test('has one where it breaks in its middle, and tells what became of the hosts', async () => {
    using ansible = open('a\nb');
    const answer = '{"program": "tagship-node 1.0.0", "command": "apply", "outcome": "unchanged"}';

    const run = await ansible.play([
      play([{ ...command(`echo '${answer}'`), when: "inventory_hostname == 'a'" }]),
      // found out when its turn comes
      play([works], { strategy: 'no_such_strategy' }),
    ]);

    expect(run.problem?.message).toMatch(
      /^ansible-playbook ended with \d+ before the end of the playbook: .*no_such_strategy/s,
    );
    expect(run.dispatches).toMatchObject([{ host: 'a', status: 'success', report: { outcome: 'unchanged' } }]);
  });

  test('ends by itself when the program that watches it was killed', async () => {
    using ansible = open('a');
    const pid = join(ansible.folder, 'pid');
    const playbook = ansible.write(
      'hang.yml',
      JSON.stringify([play([command(`echo $$ $PPID >${pid}; exec sleep 300`)])]),
    );
    const room = join(import.meta.dirname, '..');
    const order = { ...ansible.access, playbook, bundle: '/', project: 'ProjectA', release: '2.1.0', generation: 7 };
    const driver = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { runPlaybook } from '${room}/ansible/run-playbook.ts';
         import { silentContext } from '${room}/../lib/core/silent-context.ts';
         import { machineProcesses as processes } from '${room}/../lib/node-state/processes.ts';
         await runPlaybook(${JSON.stringify(order)}, { context: silentContext(), processes, redact: (text) => text });`,
      ],
      { stdio: 'ignore' },
    );

    await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8')).toMatch(/^\d+ \d+\n$/);
    driver.kill('SIGKILL');

    const pids = readFileSync(pid, 'utf8').split(' ').map(Number);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
    await expect.poll(() => processesIn(ansible.folder)).toEqual([]);
  });

  test('is ended at its deadline: the host that hangs is named, those that are done stay so', async () => {
    using ansible = open('hangs\ndone\nidle');
    const answer = '{"program": "tagship-node 1.0.0", "command": "apply", "outcome": "unchanged"}';
    const pid = join(ansible.folder, 'pid');

    const run = await ansible.play(
      [
        play([
          { ...command(`echo '${answer}'`), when: "inventory_hostname == 'done'" },
          { name: 'Hang', ...command(`echo $$ >${pid}; exec sleep 300`), when: "inventory_hostname == 'hangs'" },
          works,
        ]),
      ],
      { deadlineMs: 15_000 },
    );

    expect(run.problem).toMatchObject({ code: 'ansible', message: 'the playbook took longer than 15 s and was ended' });
    expect(run.exitStatus).toBeUndefined();
    expect(run.dispatches).toMatchObject([
      {
        host: 'hangs',
        status: 'failed',
        task: 'Hang',
        message: 'it was under way when the playbook was ended at its deadline',
      },
      { host: 'done', status: 'success', report: { outcome: 'unchanged' } },
    ]);
    expect(isRunning(Number(readFileSync(pid, 'utf8')))).toBe(false);
  });

  test('is stopped with the program, and leaves nothing at work', async () => {
    using ansible = open('a');
    const stop = new AbortController();
    const pid = join(ansible.folder, 'pid');
    const hang = { name: 'Hang', ...command(`echo $$ >${pid}; exec sleep 300`) };

    const playing = ansible.play([play([hang])], { context: { ...silentContext(), signal: stop.signal } });
    await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8')).toMatch(/^\d+\n$/);
    stop.abort();
    const run = await playing;

    expect(run.problem).toMatchObject({
      code: 'interrupted',
      message: 'the playbook was stopped with tagship-control',
    });
    expect(run.dispatches).toMatchObject([
      { host: 'a', status: 'failed', task: 'Hang', message: 'it was under way when tagship-control was stopped' },
    ]);
    expect(isRunning(Number(readFileSync(pid, 'utf8')))).toBe(false);
  });

  test('takes settings from the ansible.cfg beside the inventory, its plugins too, and checks host keys all the same', async () => {
    using ansible = open('a');
    ansible.write(
      'ansible.cfg',
      '[defaults]\nhost_key_checking = False\nroles_path = ours\ncallback_plugins = plugins\n',
    );
    mkdirSync(join(ansible.folder, 'ours/hello/tasks'), { recursive: true });
    mkdirSync(join(ansible.folder, 'plugins'));
    writeFileSync(
      join(ansible.folder, 'ours/hello/tasks/main.yml'),
      '- ansible.builtin.debug:\n    msg: from a role\n',
    );
    const plugin = `from ansible.plugins.callback import CallbackBase
class CallbackModule(CallbackBase):
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'theirs'
    def v2_playbook_on_start(self, playbook):
        from ansible import constants
        open('${ansible.folder}/theirs', 'w').write(str(constants.HOST_KEY_CHECKING))
`;
    writeFileSync(join(ansible.folder, 'plugins/theirs.py'), plugin);

    const run = await ansible.play([{ hosts: 'all', gather_facts: false, roles: ['hello'] }]);

    expect(run).toMatchObject({ exitStatus: 0, problem: undefined });
    expect(readFileSync(ansible.access.logFile, 'utf8')).toContain('from a role');
    expect(readFileSync(join(ansible.folder, 'theirs'), 'utf8')).toBe('True');
  });

  test('is told where our callback plugin was kept from speaking', async () => {
    using ansible = open('a');
    const real =
      process.env['TAGSHIP_ANSIBLE'] === undefined
        ? 'ansible-playbook'
        : join(process.env['TAGSHIP_ANSIBLE'], 'ansible-playbook');
    const program = ansible.write('quiet', `#!/bin/sh\nunset TAGSHIP_EVENTS_FD\nexec ${real} "$@"\n`);
    chmodSync(program, 0o755);

    const run = await ansible.play([play([works])], { program });

    expect(run.problem?.message).toBe('Ansible ended well and told nothing of what it did');
  });

  test('is told where something else writes to the pipe of the plugin', async () => {
    using ansible = open('a');
    const real =
      process.env['TAGSHIP_ANSIBLE'] === undefined
        ? 'ansible-playbook'
        : join(process.env['TAGSHIP_ANSIBLE'], 'ansible-playbook');
    const program = ansible.write(
      'noisy',
      `#!/bin/sh\ncase $1 in --version) ;; *) echo noise >&3 ;; esac\nexec ${real} "$@"\n`,
    );
    chmodSync(program, 0o755);

    const run = await ansible.play([play([works])], { program });

    expect(run.problem?.message).toBe('what Ansible told cannot be read in full (lines: 1)');
    expect(run.dispatches).toMatchObject([{ host: 'a', status: 'success' }]);
  });

  test('removes what killed runs have left, and nothing that is younger than two days', async () => {
    using ansible = open('a');
    const day = 24 * 60 * 60 * 1000;
    const home = ansible.access.ansibleHome;
    mkdirSync(join(home, 'run-young'), { recursive: true });
    const later = (days: number) => ({ ...silentContext(), clock: { now: () => new Date(Date.now() + days * day) } });

    await ansible.play([play([works])], { context: later(1), program: 'no-such-ansible' });
    expect(existsSync(join(home, 'run-young'))).toBe(true);

    await ansible.play([play([works])], { context: later(3), program: 'no-such-ansible' });
    expect(existsSync(join(home, 'run-young'))).toBe(false);
    rmSync(home, { recursive: true });
  });
});
