import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld, type NodeWorld } from '../../lib/testing/node-world.ts';
import { type S3Server, startS3Server } from '../../lib/testing/s3/server.ts';
import type { TestNode } from '../../lib/testing/test-node.ts';
import { choosePoints, describeSwitch } from './choose-points.ts';
import { openSmallDisk, type Room } from './full-disk/small-disk.ts';
import { expectWholeAfter } from './node/judge-node-run.ts';
import { type NodeScenario, nodeScenarios } from './node/node-scenarios.ts';
import { copyNode, type PreparedScenarios, prepareScenarios } from './node/prepare-scenarios.ts';

/**
 * The disk of a node's state is full: packages, what is unpacked, journal, installed.json, images.yaml and logs are each
 * in their turn the first that find no room. It is the built program that runs, and it fetches from a server.
 */

const program = join(import.meta.dirname, '../../dist/tagship-node.mjs');
const account = { name: 'node', id: '111122223333', accessKeyId: 'AKIANODE', secretAccessKey: 'a secret of the node' };
const bucket = 'acme-projecta';

/** With these a run is done; less is missing to some write of it. */
const enough = { blocks: 44, inodes: 48 } as const;
const kinds = ['blocks', 'inodes'] as const;
const names = ['install', 'upgrade', 'back'] as const;
const points = names.flatMap((name) =>
  kinds.flatMap((what) =>
    Array.from({ length: enough[what] + 1 }, (_, left) => ({
      name,
      what,
      left,
      title: `${name} with ${left} ${what} left`,
    })),
  ),
);

let world: NodeWorld;
let server: S3Server;
let scenarios: ReadonlyMap<string, NodeScenario>;
let prepared: PreparedScenarios;

beforeAll(async () => {
  world = createNodeWorld();
  server = await startS3Server({ accounts: [account], buckets: [{ name: bucket, owner: account.name }] });
  const place = { bucket, region: 'us-east-1', endpoint: server.endpoint };
  scenarios = new Map(nodeScenarios(world, place).map((scenario) => [scenario.name, scenario]));
  for (const path of globSync(`${world.store}/**/*.tar.gz`)) {
    server.put(bucket, relative(world.store, path), readFileSync(path));
  }
  prepared = await prepareScenarios(world, scenarios.values(), async (whole, scenario) => {
    await whole.apply(scenario.bundle);
  });
});
afterAll(async () => {
  world[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

interface Ran {
  readonly status: number;
  readonly report: Readonly<Record<string, unknown>>;
  /** What `status` says while the disk is full still. */
  readonly condition: Readonly<Record<string, unknown>>;
  /** Of files of ours that were begun. */
  readonly leftovers: readonly string[];
  readonly node: TestNode;
  readonly scenario: NodeScenario;
}

/** Runs a scenario on a disk with that much room; the node lies on a disk with plenty afterwards. */
async function runWith(name: string, title: string, room: Room): Promise<Ran> {
  const scenario = scenarios.get(name);
  const start = prepared.before.get(name);
  if (scenario === undefined || start === undefined) {
    throw new Error(`there is no scenario ${name}`);
  }
  const node = copyNode(world, start, title.replaceAll(/\W+/g, '-'));
  const state = dirname(node.paths.folder);
  using disk = await openSmallDisk(state);
  if (existsSync(node.paths.folder)) {
    cpSync(node.paths.folder, join(disk.seen, 'ProjectA'), { recursive: true });
  }
  disk.leave(room);
  const run = async (...args: readonly string[]) => {
    const [command, ...before] = disk.enter;
    const all = [...before, process.execPath, program, ...args, '--root', node.root, '--json'];
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    };
    return await new Promise<{ readonly status: number; readonly told: Readonly<Record<string, unknown>> }>(
      (resolve) => {
        execFile(command, all, { env }, (error, stdout) =>
          resolve({ status: typeof error?.code === 'number' ? error.code : 0, told: JSON.parse(stdout) }),
        );
      },
    );
  };
  const { status, told: report } = await run('apply', '--bundle', scenario.bundle);
  const { told: condition } = await run('status', '--project', 'ProjectA');
  const own = join(disk.seen, 'ProjectA');
  const leftovers = existsSync(own) ? readdirSync(own).filter((file) => file.startsWith('.') || file === 'work') : [];
  // room is made: what lay on the full disk lies on the one below it
  rmSync(node.paths.folder, { recursive: true, force: true });
  if (existsSync(own)) {
    cpSync(own, node.paths.folder, { recursive: true });
  }
  return { status, report, condition, leftovers, node, scenario };
}

/** Its place, and that it is full. */
const fullDisk = /no space left (?:in|for) ["/].*\/ProjectA.*\((?:ENOSPC|EDQUOT)\)/;

describe(`a node whose disk has too little room (${describeSwitch()})`, () => {
  test.concurrent.each(choosePoints(points))('$title', async ({ name, what, left, title }) => {
    const { status, report, condition, leftovers, node, scenario } = await runWith(name, title, { [what]: left });

    const [was] = scenario.before.length === 0 ? ['absent'] : [prepared.before.get(name)?.state()];
    if (status === 0) {
      expect([condition['is'], condition['version']]).toEqual(['active', scenario.target]);
    } else {
      expect([status, report['outcome']]).toEqual([1, 'failed']);
      expect(report['reason']).toMatch(fullDisk);
      const state = node.state();
      if (state !== was) {
        // its scripts were begun: a failure with its reason, whatever of that there was room to write
        expect(['failure', 'interrupted']).toContain(condition['is']);
        expect(condition['reason']).toMatch(fullDisk);
        expect(state).toMatch(new RegExp(`^(?:building|maintain|failure) ${scenario.target}$`));
      }
    }
    expect(leftovers).toEqual([]);
    await expectWholeAfter(node, scenario, {
      trees: prepared.trees,
      changes: {},
      failure: { outcomes: ['refused', 'interrupted'], reason: fullDisk },
    });
  });
});

test.each(names.flatMap((name) => kinds.map((what) => ({ name, what }))))(
  '$name fails without any $what, and with the most that are tried it is done: no write is left out',
  async ({ name, what }) => {
    const none = await runWith(name, `${name} none of ${what}`, { [what]: 0 });
    const most = await runWith(name, `${name} most ${what}`, { [what]: enough[what] });

    expect([none.status, none.report['reason']]).toEqual([1, expect.stringMatching(fullDisk)]);
    expect(most.report).toMatchObject({ exitStatus: 0, now: { status: 'active', version: most.scenario.target } });
  },
);
