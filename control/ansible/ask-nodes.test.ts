import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasAnsible, type LocalAnsible, openLocalAnsible } from '../testing/local-ansible.ts';
import { refused, unreachable } from '../testing/sample-plays.ts';
import { askNodes } from './ask-nodes.ts';
import { collectLogs } from './collect-logs.ts';

const repository = join(import.meta.dirname, '../..');
const run = '20261127T021500Z-0a1b2c';

describe.skipIf(!hasAnsible(process.env))('nodes, asked over the Ansible of this machine', () => {
  /** Each host has a root of its own, and a tagship-node that is what is given, or the built one. */
  function openNodes(hosts: readonly string[]): LocalAnsible {
    const ansible = openLocalAnsible('', process.env);
    const lines = hosts.map((host) => {
      mkdirSync(join(ansible.folder, host, 'var/lib/tagship/ProjectA'), { recursive: true });
      return `${host} tagship_root=${ansible.folder}/${host} tagship_node=${ansible.folder}/${host}/tagship-node`;
    });
    ansible.write(
      'inventory.ini',
      `[eu]\n${lines.join('\n')}\n[lost]\nlost ${unreachable}\n[all:vars]\nansible_python_interpreter=/usr/bin/python3\nansible_become=false\n[eu:vars]\nansible_connection=local\n`,
    );
    return ansible;
  }
  const put = (ansible: LocalAnsible, path: string, text: string | Buffer): void => {
    writeFileSync(join(ansible.folder, path), text);
    chmodSync(join(ansible.folder, path), 0o755);
  };
  const built = `#!/bin/sh\nexec '${process.execPath}' '${repository}/dist/tagship-node.mjs' "$@"\n`;

  test('say what they are, and those that cannot be reached or asked say why', async () => {
    using ansible = openNodes(['old', 'fresh', 'hangs']);
    cpSync(join(repository, 'test/fixtures/schema-1/node'), join(ansible.folder, 'old'), { recursive: true });
    put(ansible, 'old/tagship-node', built);
    put(ansible, 'hangs/tagship-node', '#!/bin/sh\nexec sleep 60\n');
    const began = Date.now();

    const { looks, groups, problem } = await askNodes(
      { ...ansible.access, project: 'ProjectA', timeoutSeconds: 20 },
      ansible.ports(),
    );

    const of = (host: string) => looks.find((look) => look.host === host);
    expect(problem).toBeUndefined();
    expect(of('old')).toMatchObject({ status: 'active', lastRun: expect.stringMatching(/^\d{8}T\d{6}Z-/) });
    expect(of('fresh')).toMatchObject({ status: 'no state file', wasInstalled: false, reason: undefined });
    expect(of('hangs')).toMatchObject({ status: 'cannot connect', reason: expect.stringContaining('20') });
    expect(of('lost')).toMatchObject({
      status: 'cannot connect',
      reason: expect.stringMatching(refused),
    });
    expect(groups.get('lost')).toEqual(['lost']);
    for (const { askedAt } of looks) {
      expect(askedAt.getTime()).toBeGreaterThanOrEqual(began);
    }
  });

  test('are asked by name alone, whatever the limit is, and nobody is asked without one', async () => {
    using ansible = openNodes(['one', 'two', 'three']);
    const order = { ...ansible.access, project: 'ProjectA', limit: 'three' };

    const { looks } = await askNodes({ ...order, hosts: ['one', 'three'] }, ansible.ports());
    const nobody = await askNodes({ ...order, hosts: [] }, ansible.ports());

    expect(looks.map(({ host }) => host).toSorted()).toEqual(['one', 'three']);
    expect(nobody.looks).toEqual([]);
  });

  test('are not called unreachable where there is no Ansible to ask them with', async () => {
    using ansible = openNodes(['one']);

    const { looks, problem } = await askNodes(
      { ...ansible.access, project: 'ProjectA', program: 'no-such-ansible' },
      ansible.ports(),
    );

    expect(looks).toEqual([]);
    expect(problem).toMatchObject({ code: 'ansible', message: 'no-such-ansible is not on this machine' });
  });

  test('give the logs of a run: whole ones, long ones cut in their middle, and nothing but logs', async () => {
    using ansible = openNodes(['one', 'gone', 'forged', 'many']);
    const folder = `one/var/lib/tagship/ProjectA/logs/${run}`;
    mkdirSync(join(ansible.folder, folder), { recursive: true });
    put(ansible, `${folder}/001-ModuleX-deploy.sh.log`, '\u001b[32m@end\r\n@log 3 other\nhunter2 schön\u0007\n');
    put(ansible, `${folder}/002-Nginx-deploy.sh.log`, `first\n${'x'.repeat(2_000_000)}\nlast\n`);
    const many = `many/var/lib/tagship/ProjectA/logs/${run}`;
    mkdirSync(join(ansible.folder, many), { recursive: true });
    for (let step = 100; step < 140; step += 1) {
      put(ansible, `${many}/${step}-M-check.sh.log`, 'y'.repeat(200_000));
    }

    const { hosts, problem } = await collectLogs(
      {
        ...ansible.access,
        project: 'ProjectA',
        runs: new Map([
          ['one', run],
          ['gone', run],
          ['forged', '../../../etc; touch /tmp/forged'],
          ['many', run],
        ]),
      },
      ansible.ports({ redact: (text) => text.replaceAll('hunter2', '****') }),
    );

    const of = (host: string) => hosts.find((logs) => logs.host === host);
    expect(problem).toBeUndefined();
    expect(of('one')).toMatchObject({ run, problem: undefined });
    const [whole, long] = of('one')?.logs ?? [];
    expect(whole).toEqual({
      file: '001-ModuleX-deploy.sh.log',
      sizeBytes: 40,
      text: '@end\n@log 3 other\n**** schön\\u0007',
    });
    expect(long).toMatchObject({ file: '002-Nginx-deploy.sh.log', sizeBytes: 2_000_012 });
    expect(long?.text.replaceAll(/x{9,}/g, 'xx')).toBe(
      'first\nxx\n[tagship-control: 1737968 bytes are left out]\nxx\nlast',
    );
    expect(long?.text.length).toBeLessThanOrEqual(256 * 1024);
    expect(of('gone')).toMatchObject({ logs: [], problem: 'they are not there any more' });
    expect(of('forged')).toMatchObject({
      logs: [],
      problem: 'its last run has a name that tagship-node does not give',
    });
    const all = of('many')?.logs ?? [];
    expect(all.length).toBe(40);
    expect(all.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1_100_000);
  });
});
