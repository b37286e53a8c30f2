import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../lib/core/system-clock.ts';
import { diskFiles } from '../lib/node-state/durable-files.ts';
import { machineProcesses } from '../lib/node-state/processes.ts';
import { createNodeWorld, type NodeWorld } from '../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../lib/testing/test-node.ts';
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
