import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../lib/core/system-clock.ts';
import { diskFiles } from '../lib/node-state/durable-files.ts';
import { machineProcesses } from '../lib/node-state/processes.ts';
import { nodeLives } from '../lib/testing/node-lives.ts';
import { createNodeWorld, type NodeWorld, plainScripts } from '../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../lib/testing/test-node.ts';
import { volatileFiles } from '../lib/testing/volatile-files.ts';
import { runNode } from './run-node.ts';

/** What the program prints and ends with; what it does to a node is tested in lib/node. */

interface Machine {
  readonly world: NodeWorld;
  readonly node: TestNode;
  readonly projects: string;
  run(...args: readonly string[]): Promise<Ended>;
}

interface Ended {
  readonly status: number;
  readonly stdout: string;
}

function openMachine(): Machine {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  const node = testNode(world);
  return {
    world,
    node,
    projects: join(node.root, 'var/lib/tagship'),
    run: async (...args) => {
      let stdout = '';
      const status = await runNode({
        args: [...args, '--root', node.root],
        env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
        userId: process.geteuid?.() ?? 0,
        context: { clock: systemClock, signal: node.context.signal },
        ports: { files: { ...diskFiles, flushAll: async () => await Promise.resolve() }, processes: machineProcesses },
        openFetch: () => () => world.fetch,
        out: (text) => {
          stdout += text;
        },
        err: () => undefined,
      });
      return { status, stdout };
    },
  };
}

test('a dry run says what an apply would begin, ends as it would, and makes nothing', async () => {
  const { world, node, projects, run } = openMachine();
  const modules = [{ name: 'A', version: '1.0.0' }];
  const first = world.makeBundle({ release: '1.0.0', modules });
  const closed = world.makeBundle({ release: '2.0.0', modules, gate: 'upgradable_versions: 1.9.0\n' });
  const open = world.makeBundle({ release: '2.0.0', modules, gate: 'upgradable_versions: 1.0.0\n' });
  const back = world.makeBundle({ release: '0.9.0', modules, kind: 'rollback' });
  const dryRun = async (bundle: string) => await run('apply', '--dry-run', '--bundle', bundle);

  const onNewNode = await dryRun(first);
  const isThere = existsSync(projects);
  await node.apply(first);
  const others = [await dryRun(first), await dryRun(open), await dryRun(back), await dryRun(closed)];

  expect(onNewNode).toEqual({ status: 0, stdout: '✔ ProjectA 1.0.0 would be installed; the node is absent\n' });
  expect(isThere).toBe(false);
  expect(others.map(({ status, stdout }) => `${status} ${stdout.split(';')[0]?.trimEnd()}`)).toEqual([
    '0 ✔ there is nothing to do for ProjectA 1.0.0',
    '0 ✔ the node would be upgraded to ProjectA 2.0.0 and is active 1.0.0',
    '0 ✔ the node would be brought to ProjectA 0.9.0 and is active 1.0.0',
    '2 ✖ ProjectA 2.0.0 was refused: 2.0.0 upgrades 1.9.0, and the node is at 1.0.0',
  ]);
});

describe('a project that the node does not have', () => {
  test.each([[['status']], [['verify']], [['logs']], [['reset']], [['reset', '--to', 'absent']]])(
    'is a slip for %j: it is told which there are, and nothing is made',
    async (args) => {
      const { world, node, projects, run } = openMachine();
      await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));

      const ended = await run(...args, '--project', 'Fooo');

      expect(ended).toEqual({ status: 1, stdout: '✖ this node has no project "Fooo"; it has ProjectA\n' });
      expect(existsSync(join(projects, 'Fooo'))).toBe(false);
    },
  );

  test('cannot be reset on a node that has none at all, and is new there', async () => {
    const { projects, run } = openMachine();

    const reset = await run('reset', '--to', 'absent', '--project', 'ProjectA');
    const status = await run('status', '--project', 'ProjectA');

    expect(reset).toEqual({
      status: 1,
      stdout: '✖ this node has no project "ProjectA"; nothing was applied to it yet\n',
    });
    expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ProjectA is new\n/) });
    expect(existsSync(projects)).toBe(false);
  });
});

describe('status of a node whose images.yaml is gone', () => {
  test('says that it was installed before, and is not fine', async () => {
    const { world, node, run } = openMachine();
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));
    rmSync(node.paths.images);

    const gone = await run('status');

    const [first] = gone.stdout.split('\n');
    expect([first, gone.status]).toEqual(['ProjectA is new (was installed before: images.yaml is gone)', 1]);
  });

  test('is fine again once a person has said that the node is new', async () => {
    const { world, node, run } = openMachine();
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));
    rmSync(node.paths.images);

    const reset = await run('reset', '--to', 'absent');
    const status = await run('status');

    expect(reset).toEqual({ status: 0, stdout: '✔ the node was reset and is absent\n' });
    expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ProjectA is new\n/) });
  });
});

const talkative = {
  ...plainScripts,
  'check.sh': '#!/bin/sh\necho "looked at port 80"\n[ ! -e "$ROOT/ill" ] || { echo "✖ it is closed"; exit 3; }\n',
};

describe('status of a node whose disk was too full to write down how a run ended', () => {
  /** Applies with a disk that takes no part of what `isRefused` names, as a program that is dead by now. */
  async function applyOnFullDisk({ world, node }: Machine, isRefused: (path: string, bytes: Buffer) => boolean) {
    const refuse = (path: string, bytes: Buffer): void => {
      if (isRefused(path, bytes)) {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      }
    };
    return await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }), {
      ports: {
        processes: nodeLives().processes,
        files: {
          ...diskFiles,
          flushAll: async () => await Promise.resolve(),
          write: async (path, bytes) => {
            refuse(path, bytes);
            await diskFiles.write(path, bytes);
          },
          writeAt: async (path, position, bytes) => {
            refuse(path, bytes);
            await diskFiles.writeAt(path, position, bytes);
          },
        },
      },
    });
  }

  test('tells the reason that is kept in the lock, where the journal has none', async () => {
    const machine = openMachine();
    const { reason } = await applyOnFullDisk(machine, (_path, bytes) => bytes.includes('"entry":"end"'));

    const { status, stdout } = await machine.run('status');

    expect(reason).toBe(`no space left for ${machine.node.paths.folder} (ENOSPC)`);
    expect([status, ...stdout.split('\n').slice(0, 2)]).toEqual([
      1,
      'ProjectA is interrupted 1.0.0',
      `reason    ${reason}`,
    ]);
  });

  test('tells the end that the journal has, where the other two files do not have it yet', async () => {
    const done = openMachine();
    await applyOnFullDisk(done, (path) => path.endsWith('.installed.json.new'));
    const failed = openMachine();
    failed.node.setBroken('deploy-A-1.0.0');
    await applyOnFullDisk(failed, (path) => path.endsWith('.installed.json.new'));

    const afterDone = await done.run('status');
    rmSync(done.node.paths.lock);
    const withoutLock = await done.run('status');
    const afterFailed = await failed.run('status');

    const firstLines = [afterDone, withoutLock, afterFailed].map(({ stdout }) => stdout.split('\n').slice(0, 2));
    expect(firstLines).toEqual([
      ['ProjectA is interrupted 1.0.0', `reason    no space left for ${done.node.paths.folder} (ENOSPC)`],
      [
        'ProjectA is interrupted 1.0.0',
        'reason    the install of 1.0.0 was done, and images.yaml does not say so yet: the next apply writes it',
      ],
      ['ProjectA is failure 1.0.0', expect.stringMatching(/^reason {4}deploy\.sh of A 1\.0\.0 exited with 7/)],
    ]);
  });
});

describe('verify of a node whose check.sh fails', () => {
  test('ends with the last lines of the script, and says where its log is', async () => {
    const { world, node, run } = openMachine();
    await node.apply(
      world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0', files: talkative }] }),
    );
    writeFileSync(join(node.root, 'ill'), '');

    const { status, stdout } = await run('verify');

    expect(status).toBe(1);
    const [, log = ''] = /its log is (.*)\n$/.exec(stdout) ?? [];
    expect(stdout.split('\n').slice(-5)).toEqual([
      'the end of what check.sh of A printed:',
      '  looked at port 80',
      '  ✖ it is closed',
      `✖ ProjectA is not whole: check.sh of A 1.0.0 exited with 3; its log is ${log}`,
      '',
    ]);
    expect(readFileSync(log, 'utf8')).toBe('looked at port 80\n✖ it is closed\n');
  });

  test('leaves logs and status with the run that they had', async () => {
    const { world, node, run } = openMachine();
    const { run: applied } = await node.apply(
      world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0', files: talkative }] }),
    );
    await run('verify');
    writeFileSync(join(node.root, 'ill'), '');
    await run('verify');

    const status = await run('status');
    const logs = await run('logs');

    expect(status.stdout).toContain(`\nlast run  ${applied}\n`);
    expect(logs.stdout).toContain('==> 001-A-deploy.sh.log\n');
    expect(logs.stdout).not.toContain('it is closed');
  });
});

test('the logs of the last run stay, however often the node was verified since', async () => {
  const { world, node, run } = openMachine();
  const { run: applied = '' } = await node.apply(
    world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }),
  );
  const later = Array.from({ length: 25 }, (_, index) => `99991231T2359${10 + index}Z`);
  later.forEach((name) => mkdirSync(join(node.paths.logs, name)));

  const verified = await run('verify');
  const logs = await run('logs');

  expect(verified.status).toBe(0);
  const kept = readdirSync(node.paths.logs).toSorted();
  // the second is the verify's own
  expect(kept).toEqual([applied, kept[1], ...later.slice(5)]);
  expect(logs.stdout).toContain('==> 001-A-deploy.sh.log\n');
});

test('logs and status name the run that was interrupted, and not the whole one before it', async () => {
  const { world, node, run } = openMachine();
  const [lives, files] = [nodeLives(), volatileFiles(node.root, 30)];
  const modules = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ name, version: '2.0.0' }));
  const whole = await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }));
  const killed = world.makeBundle({ release: '2.0.0', modules });
  await node.apply(killed, { ports: { processes: lives.processes, files: files.files } }).catch(() => undefined);

  const status = await run('status');
  const logs = await run('logs');

  const interrupted = readdirSync(node.paths.logs).filter((name) => name !== whole.run);
  expect([status.status, status.stdout]).toEqual([1, expect.stringContaining(`\nlast run  ${interrupted.join()}\n`)]);
  expect(status.stdout).toMatch(/^ProjectA is interrupted 2\.0\.0\n/);
  expect(logs.stdout).toContain('==> 001-A-upgrade.sh.log\n');
});

test('logs of a run that has none says which there are', async () => {
  const { world, node, run } = openMachine();
  const { run: applied } = await node.apply(
    world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] }),
  );

  const { status, stdout } = await run('logs', '--run', 'x');

  const told = `✖ there is no log of run x; a run that had no script to run has none; there are ${applied}\n`;
  expect([status, stdout]).toEqual([1, told]);
});

test('modules of a node that was reset to a new one are told to be deployed anew, and none to be at work', async () => {
  const { world, node, run } = openMachine();
  const modules = [
    { name: 'A', version: '1.0.0' },
    { name: 'B', version: '1.0.0' },
  ];
  await node.apply(world.makeBundle({ release: '1.0.0', modules }));
  await run('reset', '--to', 'absent');

  const { stdout } = await run('status');

  expect(stdout).toMatch(/\nmodules {3}A 1\.0\.0 \(to be deployed anew\)\n {10}B 1\.0\.0 \(to be deployed anew\)\n$/);
  expect(stdout).not.toContain('deploying');
});

test('a rollback to a newer release is not called a way back', async () => {
  const { world, node, run } = openMachine();
  const modules = [{ name: 'A', version: '1.0.0' }];
  await node.apply(world.makeBundle({ release: '2.1.0', modules }));

  const { stdout } = await run('apply', '--bundle', world.makeBundle({ release: '2.2.0', modules, kind: 'rollback' }));

  expect(stdout).toMatch(/(?:^|\n)✔ the node was brought to ProjectA 2\.2\.0 and is active 2\.2\.0\n$/);
});

test('a failed node says what docs/operating.md shows of one', async () => {
  const { world, node, run } = openMachine();
  const page = readFileSync(join(import.meta.dirname, '../docs/operating.md'), 'utf8');
  const [, shown = ''] = /^```console\n\$ tagship-node status\n([^`]*)```$/m.exec(page) ?? [];
  const baseLib = { name: 'BaseLib', version: '1.2.3' };
  const moduleX = (version: string) => ({ name: 'ModuleX', version });
  const oldTool = { name: 'OldTool', version: '1.0.0' };
  node.setBroken('upgrade-ModuleX-2.1.0');
  await node.apply(world.makeBundle({ release: '2.0.0', modules: [baseLib, moduleX('1.0.0'), oldTool] }));
  await node.apply(world.makeBundle({ release: '2.1.0', modules: [baseLib, moduleX('2.0.0')] }));
  await node.apply(world.makeBundle({ release: '2.2.0', modules: [baseLib, moduleX('2.1.0')] }));

  const { status, stdout } = await run('status');

  const withoutRun = (text: string): string => text.replace(/(?<=^last run {2})\d{8}T\d{6}Z-[0-9a-f]{6}$/m, 'RUN');
  expect(status).toBe(1);
  expect(stdout).toContain('last run  2');
  expect(withoutRun(stdout)).toContain('\nlast run  RUN\n');
  expect(withoutRun(shown)).toBe(withoutRun(stdout));
});

test('every state that status can name is in --help and in docs/operating.md', async () => {
  const { run } = openMachine();
  const page = readFileSync(join(import.meta.dirname, '../docs/operating.md'), 'utf8');
  const [, legend = ''] = /^\| the first \|(.*)$/m.exec(page) ?? [];
  const source = readFileSync(join(import.meta.dirname, '../lib/node-state/judge-node.ts'), 'utf8');
  const [, union = ''] = /export type NodeCondition =([^;]*(?:;[^\n][^;]*)*);\n/.exec(source) ?? [];
  const states = [...union.matchAll(/is: '([a-z]+)'/g)].map(([, state = '']) => state);

  const { status, stdout } = await run('status', '--help');

  expect(status).toBe(0);
  expect(states).toHaveLength(7);
  for (const state of states) {
    expect(legend).toContain(`\`${state}\``);
    expect(stdout).toMatch(new RegExp(String.raw`\b${state}\b`));
  }
});

test('a node that got no packages is what it was, so that only apply can say why', async () => {
  const { world, run } = openMachine();
  const bundle = world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0' }] });
  rmSync(world.store, { recursive: true });

  const apply = await run('apply', '--bundle', bundle);
  const status = await run('status');
  const logs = await run('logs');

  expect([apply.status, apply.stdout]).toEqual([
    1,
    '✖ ProjectA 1.0.0 failed, and the node is absent: A/1.0.0/A.tar.gz is gone from the store\n',
  ]);
  expect([status.status, status.stdout]).toEqual([
    0,
    expect.stringMatching(/^ProjectA is new\n[^]*\nlast run {2}none\n/),
  ]);
  expect(logs.stdout).toBe('✖ there is no log of any run; a run that had no script to run has none\n');
});
