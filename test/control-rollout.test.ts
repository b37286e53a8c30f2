import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataFolder } from '../control/rollout/data-folder.ts';
import { machineProcesses } from '../lib/node-state/processes.ts';
import { type ControlCall, type ControlWorld, handOverNext, startControlWorld } from './control-world.ts';

let world: ControlWorld;

beforeEach(async () => {
  world = await startControlWorld(['node-1', 'node-2', 'node-3']);
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

/** The last line that it printed. */
function lastLine(printed: string): string {
  return printed.trimEnd().split('\n').at(-1) ?? '';
}

describe('tagship-control rollout', () => {
  test('brings every node to the release, keeps what it found, and has nothing to tell', async () => {
    const { status, stdout, stderr } = await world.run(['rollout']);

    expect([status, stdout]).toEqual([
      0,
      '3 hosts: active 2.1.0\n✔ ProjectA 2.1.0 (generation 1): 3 of 3 hosts are as wanted\n',
    ]);
    expect(stderr).toContain('INFO: node-3 installed 2.1.0\n');
    expect([world.told(), world.marks()]).toEqual([[], []]);
    using history = world.history();
    expect(history.runs()).toMatchObject([{ release: '2.1.0', generation: 1, outcome: 'whole', hosts: 3, changed: 3 }]);
    expect(history.logRuns('ProjectA', 'node-1')).toMatchObject([{ release: '2.1.0' }]);
  });

  test('asks Ansible for its version once, though it is run for the playbook, the states and the logs', async () => {
    await world.run(['rollout']);

    expect(world.ansible.timesAsked()).toBe(1);
    using history = world.history();
    expect(history.logRuns('ProjectA', 'node-1')).toHaveLength(1);
  });

  test('tells each trouble once, with all of its hosts, and once that it is over', async () => {
    world.ansible.put('node-2', { is: 'failing' });
    world.ansible.put('node-3', { is: 'unreachable' });

    const first = await world.run(['rollout']);
    const second = await world.run(['rollout']);
    const toldThen = world.told();
    world.ansible.put('node-2', { is: 'well' });
    world.ansible.put('node-3', { is: 'well' });
    const third = await world.run(['rollout']);

    expect([first.status, second.status, third.status]).toEqual([1, 1, 0]);
    expect(lastLine(first.stdout)).toBe(
      '✖ ProjectA 2.1.0 (generation 1): 1 of 3 hosts are as wanted: 2 need somebody to look at them',
    );
    expect(first.stdout).toMatch(/^node-2 +failed +failure +node failed +upgrade\.sh of ModuleX +upgrade\.sh of/m);
    expect(toldThen).toEqual([
      '✖ ProjectA 2.1.0 (generation 1): no connection to 1 host',
      '✖ ProjectA 2.1.0 (generation 1): install or upgrade failed on 1 host',
    ]);
    expect(world.told().slice(2)).toEqual(['✔ ProjectA 2.1.0 (generation 1): well again: 2 hosts']);
  });

  test('prints the whole of it as one object', async () => {
    world.ansible.put('node-2', { is: 'failing' });

    const { status, stdout } = await world.run(['rollout', '--json']);

    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      command: 'rollout',
      status: 'failure',
      project: 'ProjectA',
      run: 1,
      generation: 1,
      release: '2.1.0',
      outcome: 'failed',
      problem: null,
      hosts: [
        { host: 'node-1', ansible: 'success', node: 'active', version: '2.1.0', cause: null },
        {
          host: 'node-2',
          groups: ['eu'],
          ansible: 'failed',
          node: 'failure',
          cause: 'node failed',
          step: 'upgrade.sh of ModuleX',
          logTail: 'cannot bind to port 80',
        },
        { host: 'node-3', cause: null },
      ],
      alerts: [{ kind: 'alert', cause: 'node failed', hosts: ['node-2'] }],
      messages: { sent: 1, left: 0 },
    });
  });

  test('goes to a part of the nodes, and says nothing of the others', async () => {
    world.ansible.put('node-3', { is: 'failing' });

    const { status, stdout } = await world.run(['rollout', '--limit', 'node-1']);

    expect([status, lastLine(stdout)]).toEqual([0, '✔ ProjectA 2.1.0 (generation 1): 1 of 1 host is as wanted']);
    expect(Object.values(world.ansible.nodes()).map(({ version }) => version)).toEqual(['2.1.0', undefined, undefined]);
  });

  test('forgets a host that is gone from the inventory, and says so; one that is beyond a limit it keeps', async () => {
    world.ansible.put('node-3', { is: 'failing' });
    await world.run(['rollout']);
    const limited = await world.run(['rollout', '--limit', 'node-1']);
    const before = await world.run(['status', '--nodes', '--json']);

    world.ansible.remove('node-3');
    const { status, stderr } = await world.run(['rollout']);
    const after = await world.run(['status', '--nodes', '--json']);
    const past = await world.run(['history', '--node', 'node-3']);

    const hostsIn = (text: string) => JSON.parse(text).nodes.map(({ host }: { host: string }) => host);
    expect([limited.status, hostsIn(before.stdout)]).toEqual([0, ['node-1', 'node-2', 'node-3']]);
    expect([status, hostsIn(after.stdout), after.status]).toEqual([0, ['node-1', 'node-2'], 0]);
    expect(limited.stderr).not.toContain('not in the inventory');
    expect(stderr).toContain('INFO: not in the inventory any more, and left out from now on: node-3\n');
    expect([past.status, past.stdout]).toEqual([0, expect.stringContaining('failure')]);
  });

  test('shows hosts by their names, in whatever order they answer', async () => {
    world.ansible.put('node-10', { is: 'failing' });
    world.ansible.put('node-1', { is: 'failing' });
    world.ansible.put('another', { is: 'failing' });

    const { stdout } = await world.run(['rollout']);

    expect(stdout.match(/^\S+(?= +failed +failure)/gm)).toEqual(['another', 'node-1', 'node-10']);
  });

  test('keeps nothing and tells nobody with --check', async () => {
    const { status, stdout } = await world.run(['rollout', '--check']);

    expect([status, lastLine(stdout)]).toEqual([
      0,
      '✔ ProjectA 2.1.0 (generation 1): 3 hosts were asked, nothing was changed',
    ]);
    expect([readdirSync(world.data).includes('history.db'), world.marks()]).toEqual([false, []]);
  });

  test('is done by one at a time: another one leaves at once, and says who is at work', async () => {
    world.ansible.behave({ nodeMs: 2000 });
    const running = world.run(['rollout']);
    await expect.poll(() => readdirSync(world.data)).toContain('logs');

    const other = await world.run(['rollout', '--json']);

    expect(other.status).toBe(0);
    expect(JSON.parse(other.stdout)).toMatchObject({ outcome: 'busy', heldBy: expect.any(Number) });
    expect((await running).status).toBe(0);
    using history = world.history();
    expect(history.runs()).toHaveLength(1);
  });

  test('takes a bundle that arrives meanwhile next, and rolls the old one out to its end', async () => {
    world.ansible.behave({ nodeMs: 1500 });
    let inUse: readonly string[] = [];
    const running = world.run(['rollout']);
    await expect.poll(() => world.marks().length).toBe(1);
    inUse = world.marks();

    await handOverNext(world, '2.2.0', 2);
    const { status, stdout } = await running;

    expect(inUse[0]).toMatch(/^000001\.tagship-control-/);
    expect([status, stdout.match(/^✔ .*$/gm)]).toEqual([
      0,
      [
        '✔ ProjectA 2.1.0 (generation 1): 3 of 3 hosts are as wanted',
        '✔ ProjectA 2.2.0 (generation 2): 3 of 3 hosts are as wanted',
      ],
    ]);
    expect(world.marks()).toEqual([]);
  });

  test('ends promptly when it is stopped, says what is half done, and the next one goes on', async () => {
    world.ansible.behave({ nodeMs: 4000 });
    let stoppedMs = 0;
    const { status, stdout } = await world.run(['rollout'], {
      onStart: ({ kill, err }) => {
        void (async () => {
          await expect.poll(err).toContain('node-1 installed');
          stoppedMs = performance.now();
          kill('SIGTERM');
        })();
      },
    });
    const tookMs = performance.now() - stoppedMs;
    world.ansible.behave({});
    const next = await world.run(['rollout']);

    expect(status).toBe(1);
    expect(lastLine(stdout)).toMatch(
      /the roll-out was stopped: 1 done, 1 under way \(node-2\), 1 not begun \(stopped by SIGTERM\); the next roll-out goes on/,
    );
    expect(tookMs).toBeLessThan(15_000);
    expect([next.status, world.told(), world.marks()]).toEqual([0, [], []]);
    using history = world.history();
    expect(history.runs().map(({ outcome }) => outcome)).toEqual(['whole', 'interrupted']);
  });

  test('again and again, until it is stopped', async () => {
    const { status, stdout } = await world.run(['rollout', '--every', '1s'], {
      onStart: ({ kill }) => {
        void (async () => {
          await expect.poll(() => existingRuns(world)).toBeGreaterThan(1);
          kill('SIGTERM');
        })();
      },
    });

    expect(stdout.match(/^✔ /gm)?.length).toBeGreaterThan(1);
    expect([0, 1]).toContain(status);
    expect(world.marks()).toEqual([]);
  });
});

function existingRuns({ data, history }: ControlWorld): number {
  if (!readdirSync(data).includes('history.db')) {
    return 0;
  }
  try {
    using opened = history();
    return opened.runs().filter(({ outcome }) => outcome === 'whole').length;
  } catch {
    // it is just being made
    return 0;
  }
}

describe('what a node tells only once', () => {
  const rebuilt = '✖ ProjectA 2.1.0 (generation 1): state file was gone, installed anew: 1 host';

  test('is told though the roll-out that heard of it was killed before it could write that down', async () => {
    await world.run(['rollout']);
    // as the killed one left it: installed anew, under a run that the history does not know
    world.ansible.put('node-2', { lastRun: '20261122T093000Z-abcdef', lastRunRebuilt: true });

    const second = await world.run(['rollout']);
    const third = await world.run(['rollout']);

    expect([second.status, third.status]).toEqual([0, 0]);
    expect(world.told()).toEqual([rebuilt]);
  });

  test('is told once where the roll-out hears it and the node says it again', async () => {
    await world.run(['rollout']);
    world.ansible.put('node-2', { status: undefined });

    await world.run(['rollout']);
    await world.run(['rollout']);

    expect(world.told()).toEqual([rebuilt]);
  });

  test('of a node whose runs nobody knew before, long ago for all that is known, is not told', async () => {
    world.ansible.put('node-2', {
      status: 'active',
      version: '2.1.0',
      lastRun: '20261122T093000Z-abcdef',
      lastRunRebuilt: true,
    });

    await world.run(['rollout']);

    expect(world.told()).toEqual([]);
  });

  test('does not end the roll-out where it cannot be written at once', async () => {
    await world.run(['rollout']);
    world.ansible.put('node-2', { status: undefined });
    const database = new DatabaseSync(join(world.data, 'history.db'));
    database.exec("CREATE TRIGGER no_room BEFORE INSERT ON dispatches BEGIN SELECT RAISE(ABORT, 'no room'); END");
    database.close();

    const { status, stderr } = await world.run(['rollout']);

    expect(status).toBe(0);
    expect(stderr).toMatch(/^WARNING: what node-2 tells only once is not kept before the end: Error: no room$/m);
    expect(world.told()).toEqual([rebuilt]);
  });
});

describe('a data folder', () => {
  test('that others may write to is refused, and that is told: Ansible would run a plugin of theirs', async () => {
    chmodSync(world.data, 0o777);

    const { status, stderr } = await world.run(['rollout']);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^✖ others may write to "\S+"; look what lies in it, then close it: chmod 700$/m);
    expect(world.told()).toEqual(['✖ ProjectA: the roll-out failed as a whole']);
  });

  test('of another user is refused: what is made there that user could not go on with', async () => {
    await expect(makeDataFolder(world.data, 4711)).rejects.toThrow(/belongs to user \d+, and this is user 4711$/);
  });
});

test('a second project that is handed over does not silence the first: that one has to be chosen is told', async () => {
  await world.run(['rollout']);
  mkdirSync(join(world.handoff.root, 'ProjectB'));
  symlinkSync('generations/000001', join(world.handoff.root, 'ProjectB', 'current'));

  const first = await world.run(['rollout']);
  const second = await world.run(['rollout']);
  const toldThen = world.told();
  const third = await world.run(['rollout', '--project', 'ProjectA']);

  expect([first.status, second.status, third.status]).toEqual([1, 1, 0]);
  expect(toldThen).toEqual(['✖ tagship-control: the roll-out failed as a whole']);
  expect(world.told().slice(1)).toEqual([expect.stringMatching(/^✔ ProjectA .*well again: 1 host$/)]);
});

describe('a roll-out that fails as a whole', () => {
  const failures: readonly (readonly [string, () => void | Promise<void>, RegExp, () => void | Promise<void>])[] = [
    [
      'Ansible is too old',
      () => world.ansible.behave({ version: '2.9.6' }),
      /Ansible 2\.9\.6 is too old: 2\.14 is needed at least; Debian 12 and newer have it/,
      () => world.ansible.behave({}),
    ],
    [
      'Ansible is something else',
      () => world.ansible.behave({ version: 'garbage' }),
      /--version says nothing of a version; see what it is/,
      () => world.ansible.behave({}),
    ],
    [
      'its output is cut off',
      () => world.ansible.behave({ ends: 'cut' }),
      /ansible-playbook ended with 250 before the end of the playbook/,
      () => world.ansible.behave({}),
    ],
    [
      'its output is no JSON',
      () => world.ansible.behave({ ends: 'garbage' }),
      /Ansible ended well and told nothing of what it did; the callback plugin/,
      () => world.ansible.behave({}),
    ],
    [
      'the inventory has an error',
      () => world.ansible.behave({ ends: 'inventory error' }),
      /the inventory \S+ cannot be used: .*; ansible-inventory --graph says the same until it is mended/,
      () => world.ansible.behave({}),
    ],
    [
      'the playbook has an error',
      () => world.ansible.behave({ ends: 'playbook error' }),
      /the playbook \S+ cannot be run: 'hosst' is not a valid attribute.*; ansible-playbook --syntax-check/s,
      () => world.ansible.behave({}),
    ],
    [
      'current is gone',
      () => unlinkSync(join(world.handoff.folder, 'current')),
      /nothing has been handed over for ProjectA: there is no "\S+"; the pipeline of its DIST does that/,
      async () => await handOverNext(world, '2.2.0', 2),
    ],
    [
      'a file of the bundle was changed',
      () => writeFileSync(join(world.handoff.folder, 'current/vars.yml'), 'upgradable_versions: 1.0.0\n'),
      /the bundle \S+ is not whole: "vars\.yml" .*; hand the release over again/,
      () => writeFileSync(join(world.handoff.folder, 'current/vars.yml'), 'upgradable_versions: any\n'),
    ],
  ];

  test.each(failures)(
    '%s: said with the cure, told once, and once that it is over',
    async (_what, spoil, said, mend) => {
      await world.run(['rollout']);
      await spoil();

      const first = await world.run(['rollout', '--project', 'ProjectA']);
      const second = await world.run(['rollout', '--project', 'ProjectA']);
      const toldThen = world.told();
      await mend();
      const third = await world.run(['rollout', '--project', 'ProjectA']);

      expect([first.status, second.status, third.status]).toEqual([1, 1, 0]);
      expect(first.stdout.slice(first.stdout.indexOf('✖'))).toMatch(said);
      expect(toldThen.map((text) => text.replace(/ \(generation 1\)| 2\.1\.0/g, ''))).toEqual([
        expect.stringMatching(/^✖ ProjectA\s*: the roll-out failed as a whole$/),
      ]);
      expect(world.told().slice(1)).toEqual([expect.stringMatching(/^✔ ProjectA .*well again: 1 host$/)]);
      expect(world.marks()).toEqual([]);
    },
  );

  test('Ansible is missing: said with the cure, told once, and once that it is over', async () => {
    // all that is needed else: the machine may have Ansible
    const tools = join(world.data, 'tools');
    mkdirSync(tools);
    symlinkSync('/usr/bin/flock', join(tools, 'flock'));
    const without = { env: { PATH: tools } };

    const first = await world.run(['rollout'], without);
    const second = await world.run(['rollout'], without);
    const third = await world.run(['rollout']);

    expect([first.status, second.status, third.status]).toEqual([1, 1, 0]);
    expect(lastLine(first.stdout)).toMatch(
      /: ansible-playbook is not on this machine; install it: apt-get install --no-install-recommends ansible-core$/,
    );
    expect(world.told()).toEqual([
      '✖ ProjectA 2.1.0 (generation 1): the roll-out failed as a whole',
      '✔ ProjectA 2.1.0 (generation 1): well again: 1 host',
    ]);
  });

  test.each<readonly [string, (path: string) => void, RegExp]>([
    [
      'of a newer program',
      (path) => {
        using database = disposable(new DatabaseSync(path));
        database.value.exec('PRAGMA user_version = 999');
      },
      /newer/,
    ],
    ['damaged', (path) => writeFileSync(path, 'x'.repeat(8192)), /damaged/],
    [
      'a folder',
      (path) => {
        mkdirSync(path);
      },
      /is no file/,
    ],
  ])(
    'the history is %s: said, told once although nothing can be kept, and once that it is over',
    async (_what, spoil, said) => {
      const path = join(world.data, 'history.db');
      await world.run(['rollout']);
      const before = readFileSync(path);
      ['', '-wal', '-shm'].forEach((end) => rmSync(`${path}${end}`, { force: true }));
      if (_what !== 'a folder') {
        writeFileSync(path, before, { mode: 0o600 });
      }
      spoil(path);

      const first = await world.run(['rollout']);
      const second = await world.run(['rollout']);
      const toldThen = world.told();
      rmSync(path, { recursive: true });
      const third = await world.run(['rollout']);

      expect([first.status, second.status, third.status]).toEqual([1, 1, 0]);
      expect(`${first.stdout}${first.stderr}`).toMatch(said);
      expect(toldThen).toEqual([expect.stringMatching(/^✖ ProjectA\s*: the roll-out failed as a whole$/)]);
      expect(world.told().slice(1)).toEqual([expect.stringMatching(/^✔ ProjectA .*well again: 1 host$/)]);
    },
  );
});

function disposable(database: DatabaseSync): Disposable & { readonly value: DatabaseSync } {
  return { value: database, [Symbol.dispose]: () => database.close() };
}

describe('Slack', () => {
  test('is down: what is to be told waits, is said to wait, and is sent by the next roll-out', async () => {
    world.ansible.put('node-2', { is: 'failing' });
    world.slack.answer(503);

    const first = await world.run(['rollout', '--json']);
    world.slack.answer(200);
    const status = await world.run(['status', '--json']);
    const second = await world.run(['rollout', '--json']);

    expect(JSON.parse(first.stdout).messages).toMatchObject({ sent: 0, left: 1 });
    expect(JSON.parse(status.stdout).messagesWaiting).toBe(1);
    expect(JSON.parse(second.stdout).messages).toMatchObject({ sent: 1, left: 0 });
    expect(world.told()).toEqual(['✖ ProjectA 2.1.0 (generation 1): install or upgrade failed on 1 host']);
  });

  test('is not set: that is said, and the messages wait', async () => {
    world.ansible.put('node-2', { is: 'failing' });

    const { stderr, stdout } = await world.run(['rollout'], { env: { SLACK_WEBHOOK_URL: '' } });

    expect(`${stderr}${stdout}`).toContain('INFO: 1 message waits for Slack: SLACK_WEBHOOK_URL is not set\n');
  });

  test('gets a message of alerts test, in the language that is set', async () => {
    const { status, stdout } = await world.run(['alerts', 'test'], { env: { ALERT_LANGUAGE: 'zh' } });
    const wrong = await world.run(['alerts', 'test'], { env: { ALERT_LANGUAGE: 'fr' } });
    const bothWrong = await world.run(['alerts', 'test'], {
      env: { ALERT_LANGUAGE: 'fr', SLACK_WEBHOOK_URL: 'nowhere.example' },
    });
    world.slack.answer(404, { body: 'no_service' });
    const refused = await world.run(['alerts', 'test', '--json']);

    expect([status, stdout]).toEqual([0, expect.stringMatching(/^✔ Slack has taken a test message: /)]);
    expect([wrong.status, wrong.stderr]).toEqual([1, '✖ ALERT_LANGUAGE is "fr"; write en or zh\n']);
    expect(bothWrong.stderr).toBe(
      '✖ ALERT_LANGUAGE is "fr", and SLACK_WEBHOOK_URL is no address of a webhook; write en or zh; it begins with https://hooks.slack.com/services/\n',
    );
    expect(JSON.parse(refused.stdout)).toMatchObject({
      status: 'failure',
      error: 'Slack did not take the message (404 no_service); check SLACK_WEBHOOK_URL',
    });
    expect(refused.stdout).not.toContain('loopbackWebhookSecret');
  });
});

describe('what an operator looks at', () => {
  test('status: nodes by version and state in each group, and those that are not as wanted', async () => {
    world.ansible.put('node-2', { is: 'failing', groups: ['eu', 'web'] });
    await world.run(['rollout']);

    const { status, stdout } = await world.run(['status']);
    const all = await world.run(['status', '--nodes']);

    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^GROUP +VERSION +STATE +NODES\neu +2\.1\.0 +active +2\neu +failure \(node failed\) +1\nweb/m,
    );
    expect(stdout).toMatch(/^node-2 +eu web +failure \(node failed\) +failed /m);
    expect(stdout).not.toContain('node-1');
    expect(lastLine(stdout)).toBe('✖ ProjectA: 2 of 3 nodes are as wanted: 1 needs somebody to look at it');
    expect(all.stdout).toMatch(/^node-1 +eu +2\.1\.0 +active /m);
  });

  test('history: every roll-out, what one of them changed and told, and the changes of a node', async () => {
    await world.run(['rollout']);
    world.ansible.put('node-2', { is: 'failing' });
    await handOverNext(world, '2.2.0', 2);
    await world.run(['rollout']);

    const runs = await world.run(['history']);
    const run = await world.run(['history', '--run', '2']);
    const node = await world.run(['history', '--node', 'node-2', '--json']);
    const unknown = await world.run(['history', '--run', '99']);

    expect(runs.stdout).toMatch(/^ +2 .* 2 +2\.2\.0 +release +failed +3 +1 +3 +1$/m);
    expect(runs.stdout).toMatch(/^ +1 .* 1 +2\.1\.0 +release +whole +3 +0 +3 +0$/m);
    expect(run.stdout).toMatch(/node-2 +active 2\.1\.0 +failure.*\(node failed\)/);
    expect(run.stdout).toMatch(/alert +node failed +node-2 +sent /);
    expect(JSON.parse(node.stdout).changes).toHaveLength(2);
    expect([unknown.status, unknown.stderr]).toEqual([
      1,
      '✖ there is no run 99 of ProjectA; tagship-control history lists those that are kept\n',
    ]);
  });

  test('history tells why an event happened, though the node is well', async () => {
    await world.run(['rollout']);
    world.ansible.put('node-2', { status: undefined });
    await world.run(['rollout']);

    const { stdout } = await world.run(['history', '--run', '2']);
    const json = await world.run(['history', '--run', '2', '--json']);

    const reason = 'its images.yaml was gone, and it was installed before';
    expect(stdout).toMatch(new RegExp(`node-2 .* rebuilt +${reason}$`, 'm'));
    expect(JSON.parse(json.stdout).changes).toMatchObject([{ event: 'rebuilt', reason: null, eventReason: reason }]);
  });

  test('help shows durations as they are written, and which exit status a command has', async () => {
    const rollout = await world.run(['rollout', '--help']);
    const alerts = await world.run(['alerts', 'test', '--help']);

    expect(rollout.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /--deadline .*\(default: 2h\).* --stuck-after .*\(default: 1h\).* --remind-after .*\(default: 24h\)/,
    );
    expect(alerts.stdout).toContain('Exit status: 0 Slack has taken it;');
    expect(alerts.stdout).not.toContain('every node');
  });

  test('logs: what the scripts of a release printed on a node', async () => {
    await world.run(['rollout']);

    const { status, stdout } = await world.run(['logs', 'node-1', '2.1.0']);
    const none = await world.run(['logs', 'node-1', '9.9.9']);

    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('001-ModuleX-upgrade.sh.log\nthe script of 2.1.0 has run\n'),
    ]);
    expect([none.status, none.stderr]).toEqual([
      1,
      expect.stringMatching(/^✖ there are no logs of node-1 for 9\.9\.9; there are 2\.1\.0 \(run /),
    ]);
  });

  test('nothing yet: that there is no history, and how it begins', async () => {
    const { status, stderr } = await world.run(['status']);

    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^✖ there is no history at .*; it begins with the first roll-out/),
    ]);
  });

  test.each([
    [
      ['rollout', '--every', '5x'],
      "error: option '--every <duration>' argument '5x' is invalid. Write 90s, 5m, 2h or 1d",
    ],
    [['rollout', '--forks', '0'], 'Write a number from 1 to 1000.'],
    [['rollout', '--limit', ''], 'Write hosts or groups, or leave --limit out for all of them.'],
    [['logs'], "error: missing required argument 'node'"],
    [['alerts', 'now'], '(tagship-control alerts --help tells more)'],
    [['roll'], "error: unknown command 'roll'"],
  ])('wrong usage ends with 2: %j', async (args, said) => {
    const { status, stderr } = await world.run(args);

    expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});

function killedWhenSaid(text: string): ControlCall {
  return {
    onStart: ({ kill, err }) => {
      void (async () => {
        await expect.poll(err).toContain(text);
        kill('SIGKILL');
      })();
    },
  };
}

test('what a node said once to a roll-out that was killed is told by the next, as it was', async () => {
  await world.run(['rollout']);
  world.ansible.put('node-1', { is: 'failing', status: undefined });
  world.ansible.behave({ nodeMs: 2000 });
  await world.run(['rollout'], killedWhenSaid('INFO: node-1 failed at '));
  world.ansible.put('node-1', { is: 'well', status: 'active', version: '2.1.0' });
  world.ansible.behave({});

  await world.run(['rollout']);

  expect(world.told()).toEqual(['✖ ProjectA 2.1.0 (generation 1): state file was gone, installed anew: 1 host']);
  expect(world.slack.taken[0]?.blocks?.[1]?.text?.text).toContain(
    'Host: node-1\nAnsible status: failed\nNode status: active\n',
  );
});

test('a lock, a mark and an Ansible that a killed roll-out left are none', async () => {
  world.ansible.behave({ nodeMs: 30_000 });
  await world.run(['rollout'], killedWhenSaid('INFO: the play '));
  const left = world.marks();
  world.ansible.behave({});

  const { status, stderr } = await world.run(['rollout']);

  expect(left).toHaveLength(1);
  expect(stderr).toMatch(/^INFO: \d+ processes of a roll-out that was killed were still at work, and were ended$/m);
  expect(await machineProcesses.killMarked('TAGSHIP_ANSIBLE_RUN', (mark) => mark.includes(world.data))).toBe(0);
  expect([status, world.marks()]).toEqual([0, []]);
  using history = world.history();
  expect(history.runs().map(({ outcome }) => outcome)).toEqual(['whole', 'interrupted']);
});
