import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectedVersion, hasAnsible, openLocalAnsible } from '../testing/local-ansible.ts';
import { command, fails, onlyOn, play, refused, statuses, unreachable, works } from '../testing/sample-plays.ts';

describe.skipIf(!hasAnsible(process.env))('the callback plugin, in the Ansible of this machine', () => {
  const open = (inventory: string) => openLocalAnsible(inventory, process.env);

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
    expect(lost?.message).toMatch(refused);
    // the last task that was sent to it: R98
    const sent = run.events.findLast((event) => event.event === 'sent' && event.host === 'good');
    expect(sent).toMatchObject({ task: 'Last', at: good?.sentAt });
    expect(good?.sentAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(good?.sentAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('tells its version, that of TAGSHIP_ANSIBLE where that is given, and is warned of nothing about to go away', async () => {
    using ansible = open('good\nbad');

    const run = await ansible.play([play([works, { ...fails, ...onlyOn('bad') }])]);

    const version = expectedVersion(process.env);
    expect(run.events[0]).toEqual({ event: 'start', ansible: version });
    expect(run.ansible?.version).toBe(version);
    expect(readFileSync(ansible.access.logFile, 'utf8')).not.toMatch(/deprecat|\[WARNING/i);
  });

  test('tells of a loop that cannot be reached why not', async () => {
    using ansible = open(`lost ${unreachable}`);

    const run = await ansible.play([play([{ ...command('true {{ item }}'), loop: [1, 2] }])]);

    expect(run.dispatches).toMatchObject([
      { host: 'lost', status: 'unreachable', message: expect.stringMatching(refused) },
    ]);
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
