import { cpSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TagshipError } from '../../lib/core/errors.ts';
import { type DurableFiles, diskFiles } from '../../lib/node-state/durable-files.ts';
import { nodeLives } from '../../lib/testing/node-lives.ts';
import { createNodeWorld, type NodeWorld, plainScripts, readTree } from '../../lib/testing/node-world.ts';
import { type NodeChanges, type TestNode, testNode } from '../../lib/testing/test-node.ts';
import { Died, volatileFiles } from '../../lib/testing/volatile-files.ts';
import { choosePoints, describeSwitch } from './choose-points.ts';

/** Every state of a node, what is asked of it, and what happens meanwhile: the table of docs/operating.md, run. */

/** How a run is disturbed. */
type Event =
  | 'goes well'
  | 'a script fails'
  | 'a script hangs'
  | 'a script floods its log and never ends'
  | 'a script does nothing'
  | 'a script is killed by a signal'
  | 'it is stopped'
  | 'it is killed'
  | 'a package is altered'
  | 'the state cannot be written'
  | 'the disk is full';

const events: readonly Event[] = [
  'goes well',
  'a script fails',
  'a script hangs',
  'a script floods its log and never ends',
  'a script does nothing',
  'a script is killed by a signal',
  'it is stopped',
  'it is killed',
  'a package is altered',
  'the state cannot be written',
  'the disk is full',
];

interface Start {
  readonly state: string;
  /** What a release and a rollback come to when nothing disturbs them. */
  readonly release: string;
  readonly rollback: string;
}

/** The rows of the table; `active`, `failure`: what the node is after that. */
const starts: readonly Start[] = [
  { state: 'no file', release: 'installed: active', rollback: 'installed: active' },
  { state: 'no file, installed before', release: 'installed: active', rollback: 'installed: active' },
  { state: 'active, may be upgraded', release: 'upgraded: active', rollback: 'rolled-back: active' },
  { state: 'active, another version', release: 'refused: active', rollback: 'rolled-back: active' },
  { state: 'active, the same release', release: 'unchanged: active', rollback: 'unchanged: active' },
  { state: 'active by another program', release: 'upgraded: active', rollback: 'rolled-back: active' },
  { state: 'failure of an installation', release: 'refused: failure', rollback: 'rolled-back: active' },
  { state: 'failure of an upgrade', release: 'refused: failure', rollback: 'rolled-back: active' },
  { state: 'failure that a person wrote', release: 'refused: failure', rollback: 'rolled-back: active' },
  { state: 'building, interrupted', release: 'interrupted: failure', rollback: 'rolled-back: active' },
  { state: 'maintain, interrupted', release: 'interrupted: failure', rollback: 'rolled-back: active' },
  { state: 'maintain, past its deadline', release: 'interrupted: failure', rollback: 'rolled-back: active' },
  { state: 'building that a person wrote', release: 'interrupted: failure', rollback: 'rolled-back: active' },
  { state: 'building, at work', release: 'skipped: building', rollback: 'skipped: building' },
  { state: 'maintain, at work', release: 'skipped: maintain', rollback: 'skipped: maintain' },
  { state: 'a file without sense', release: 'refused: ?', rollback: 'rolled-back: active' },
  { state: 'a journal without sense', release: 'refused: failure', rollback: 'rolled-back: active' },
  { state: 'an installed.json without sense', release: 'refused: active', rollback: 'rolled-back: active' },
  { state: 'active, and the last run failed', release: 'refused: active', rollback: 'rolled-back: active' },
  ...(['building', 'maintain', 'failure', 'active'] as const).map((word) => ({
    state: `decided to be active, and a person wrote ${word}`,
    release: 'upgraded: active',
    rollback: 'rolled-back: active',
  })),
  { state: 'a folder in its place', release: 'refused: absent', rollback: 'refused: absent' },
];

/** What a run that is disturbed comes to; `as it was`: the state did not change. */
const outcomes: Readonly<Record<Exclude<Event, 'goes well'>, string>> = {
  'a script fails': 'failed: failure',
  'a script hangs': 'failed: failure',
  'a script floods its log and never ends': 'failed: failure',
  'a script does nothing': 'failed: failure',
  'a script is killed by a signal': 'failed: failure',
  'it is stopped': 'failed: failure',
  'it is killed': 'interrupted: failure',
  'a package is altered': 'failed: as it was',
  'the state cannot be written': 'failed: as it was',
  'the disk is full': 'failed: as it was',
};

const kinds = ['release', 'rollback'] as const;
const cases = starts.flatMap((start) =>
  kinds.flatMap((kind) => {
    const undisturbed = start[kind];
    const isRun = /^(?:installed|upgraded|rolled-back)/.test(undisturbed);
    return events
      .filter((event) => event === 'goes well' || isRun)
      .map((event) => ({
        start: start.state,
        kind,
        event,
        expected: event === 'goes well' ? undisturbed : outcomes[event],
      }));
  }),
);

const calm = cases.filter(({ event }) => event === 'goes well');
const disturbed = cases.filter(({ event }) => event !== 'goes well');

let world: NodeWorld;
const prepared = new Map<string, { readonly node: TestNode; readonly lives: ReturnType<typeof nodeLives> }>();
let count = 0;

const modules = (version: string, files = plainScripts) => [
  { name: 'A', version: '1.0.0' },
  { name: 'B', version, src: version, files },
];
/** A version of its own for each event: what is released once is never another. */
const versionOf = (event: Event): string => `2.0.${events.indexOf(event)}`;
const gate = 'upgradable_versions:\n  - 1.0.0\n';

beforeAll(async () => {
  world = createNodeWorld();
  const older = world.makeBundle({ release: '1.0.0', modules: modules('1.0.0') });
  const other = world.makeBundle({ release: '0.9.0', modules: modules('0.9.0') });
  const wanted = world.makeBundle({ release: '2.0.0', modules: modules('2.0.0') });
  const broken = world.makeBundle({ release: '1.5.0', modules: modules('1.5.0') });
  const preparations: Readonly<Record<string, (node: TestNode, lives: ReturnType<typeof nodeLives>) => Promise<void>>> =
    {
      'no file': async () => await Promise.resolve(),
      'no file, installed before': async (node) => {
        await node.apply(older);
        rmSync(node.paths.images);
      },
      'active, may be upgraded': async (node) => void (await node.apply(older)),
      'active, another version': async (node) => void (await node.apply(other)),
      'active, the same release': async (node) => void (await node.apply(wanted)),
      'active by another program': async (node) => {
        await node.apply(older);
        rmSync(node.paths.folder, { recursive: true });
        node.writeState('image:\n  version: 1.0.0\nstatus: active\n');
      },
      'failure of an installation': async (node) => {
        node.setBroken('deploy-B-1.5.0');
        await node.apply(broken);
      },
      'failure of an upgrade': async (node) => {
        await node.apply(older);
        node.setBroken('upgrade-B-1.5.0');
        await node.apply(broken);
      },
      'failure that a person wrote': async (node) => {
        await node.apply(older);
        node.writeState('image:\n  version: 1.0.0\nstatus: failure\n');
      },
      'building, interrupted': async (node, lives) => {
        await killIn(node, broken, { ports: { processes: lives.processes } });
        lives.end('killed');
      },
      'maintain, interrupted': async (node, lives) => {
        await node.apply(older);
        await killIn(node, broken, { ports: { processes: lives.processes } });
        lives.end('power');
      },
      'maintain, past its deadline': async (node, lives) => {
        await node.apply(older);
        await killIn(node, broken, { ports: { processes: lives.processes } });
        lives.pass(10 * 86_400);
      },
      'building that a person wrote': async (node) => {
        node.writeState('image:\n  version: 2.0.0\nstatus: building\n');
        await Promise.resolve();
      },
      'building, at work': async (node, lives) => await killIn(node, broken, { ports: { processes: lives.processes } }),
      'maintain, at work': async (node, lives) => {
        await node.apply(older);
        await killIn(node, broken, { ports: { processes: lives.processes } });
      },
      'a file without sense': async (node) => {
        await node.apply(older);
        node.writeState('image:\n  version: 1.0.0\nsta');
      },
      'a journal without sense': async (node, lives) => {
        await node.apply(older);
        await killIn(node, broken, { ports: { processes: lives.processes } });
        lives.end('power');
        writeFileSync(node.paths.journal, 'no line of ours\n');
      },
      'an installed.json without sense': async (node) => {
        await node.apply(older);
        writeFileSync(node.paths.installed, '{}');
      },
      'active, and the last run failed': async (node) => {
        await node.apply(older);
        node.setBroken('upgrade-B-1.5.0');
        await node.apply(broken);
        node.writeState('image:\n  version: 1.0.0\nstatus: active\n');
      },
      ...Object.fromEntries(
        ['building', 'maintain', 'failure', 'active'].map((word) => [
          `decided to be active, and a person wrote ${word}`,
          async (node: TestNode) => {
            await node.apply(older);
            const lines = readFileSync(node.paths.journal, 'utf8').trimEnd().split('\n');
            writeFileSync(node.paths.journal, `${lines.slice(0, -1).join('\n')}\n`);
            rmSync(node.paths.installed);
            node.writeState(`image:\n  version: 1.0.0\nstatus: ${word}\n`);
          },
        ]),
      ),
      'a folder in its place': async (node) => {
        await node.apply(older);
        rmSync(node.paths.images);
        cpSync(join(node.root, 'break'), node.paths.images, { recursive: true });
      },
    };
  for (const { state } of starts) {
    const prepare = preparations[state];
    if (prepare === undefined) {
      throw new Error(`nobody knows how a node comes to be: ${state}`);
    }
    const node = testNode(world, `before ${state}`);
    const lives = nodeLives();
    await prepare(node, lives);
    prepared.set(state, { node, lives });
  }
});
afterAll(() => world[Symbol.dispose]());

/** A run that dies once a script was run and before the journal says so. */
async function killIn(node: TestNode, bundle: string, changes: NodeChanges): Promise<void> {
  const { files } = volatileFiles(node.root, Number.POSITIVE_INFINITY);
  let isDead = false;
  const live =
    <A extends readonly unknown[]>(work: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (isDead) {
        throw new Died('killed');
      }
      await work(...args);
    };
  const dying: DurableFiles = {
    write: live(files.write),
    writeAt: live(files.writeAt),
    flush: live(files.flush),
    rename: live(files.rename),
    remove: live(files.remove),
    flushAll: async () => {
      isDead = true;
      throw new Died('killed');
    },
  };
  await expect(node.apply(bundle, { ...changes, ports: { ...changes.ports, files: dying } })).rejects.toThrow(Died);
}

/** Scripts of the module that is disturbed. */
const scripts: Partial<Readonly<Record<Event, string>>> = {
  'a script fails': 'echo no >&2; exit 3',
  'a script hangs': 'trap "" TERM; while :; do sleep 0.05; done',
  'a script floods its log and never ends': 'exec yes',
  'a script does nothing': 'exit 0',
  'a script is killed by a signal': 'kill -KILL $$',
  'it is stopped': 'touch "$ROOT/begun"; sleep 20',
};

function refusing(code: string, isRefused: (path: string) => boolean): DurableFiles {
  const refuse = (path: string): void => {
    if (isRefused(path)) {
      throw Object.assign(new Error(`${code}: ${path}`), { code });
    }
  };
  return {
    ...diskFiles,
    flushAll: async () => await Promise.resolve(),
    write: async (path, bytes) => {
      refuse(path);
      await diskFiles.write(path, bytes);
    },
  };
}

function disturbance(event: Event, node: TestNode, signal: AbortController): NodeChanges {
  switch (event) {
    case 'a script hangs':
    case 'a script floods its log and never ends':
      return { settings: { scriptDeadlineMs: 400, graceMs: 100 } };
    case 'it is stopped':
      void stopOnceBegun(node, signal);
      return { signal: signal.signal };
    case 'the state cannot be written':
      return { ports: { files: refusing('EROFS', (path) => path.endsWith('.images.yaml.new')) } };
    case 'the disk is full':
      return { ports: { files: refusing('ENOSPC', () => true) } };
    default:
      return {};
  }
}

async function stopOnceBegun(node: TestNode, stop: AbortController): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      readFileSync(join(node.root, 'begun'));
      break;
    } catch {
      await setTimeout(25);
    }
  }
  stop.abort(new TagshipError('interrupted', 'stopped by SIGTERM'));
}

describe(`every state, whatever happens (${describeSwitch()})`, () => {
  test('there are at least 92 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(92);
  });

  // UPDATE=1 writes the tables as they are here
  test('docs/operating.md lists them all with their outcome', () => {
    const page = readFileSync(operatingPage, 'utf8');
    const updated = page
      .replace(/(?<=^\| the node is \|.*\n\|.*\n)(?:\|.*\n)*/m, () => stateRows().join(''))
      .replace(/(?<=^\| meanwhile \|.*\n\|.*\n)(?:\|.*\n)*/m, () => eventRows().join(''));
    if (process.env['UPDATE'] === '1') {
      writeFileSync(operatingPage, updated);
    } else {
      expect(page).toBe(updated);
    }
    for (const row of [...stateRows(), ...eventRows()]) {
      expect(updated).toContain(row);
    }
  });

  test.each([...calm, ...choosePoints(disturbed)])(
    '$start, a $kind: $event -> $expected',
    async ({ start, kind, event, expected }) => {
      const before = prepared.get(start);
      if (before === undefined) {
        throw new Error(`no node is ${start}`);
      }
      count += 1;
      cpSync(before.node.root, join(world.folder, `case-${count}`), { recursive: true });
      const node = testNode(world, `case-${count}`);
      const text = scripts[event];
      const script = `#!/bin/sh\n${text ?? ''}\n`;
      const files = text === undefined ? plainScripts : { ...plainScripts, 'deploy.sh': script, 'upgrade.sh': script };
      const bundle = world.makeBundle({ release: '2.0.0', modules: modules(versionOf(event), files), kind, gate });
      const stop = new AbortController();
      const changes = disturbance(event, node, stop);
      const { lives } = before;
      const ports = { processes: lives.processes, ...changes.ports };
      const state = node.state();
      const [packageKey, bytes] = alter(event);

      const report =
        event === 'it is killed'
          ? await killedAndAgain(node, bundle, lives)
          : await node.apply(bundle, { ...changes, ports });

      if (packageKey !== undefined) {
        writeFileSync(packageKey, bytes);
      }
      const [outcome, after] = expected.split(': ');
      expect(report.outcome).toBe(outcome);
      if (after === 'as it was') {
        // what was decided or interrupted before is written by now, whatever comes of this run: if it can be
        const isFailure = /interrupted|past its deadline|building that|a journal without/.test(start);
        const word = isFailure ? 'failure' : start.startsWith('decided') ? 'active' : undefined;
        expect(node.state()).toBe(
          word !== undefined && event === 'a package is altered' ? state.replace(/^\w+/, word) : state,
        );
      } else {
        expect(node.state().split(' ')[0]).toBe(after);
      }
      if (outcome !== 'unchanged' && !expected.endsWith(': active')) {
        expect(report.reason).toMatch(/\w/);
      }
      if (after === 'active' && outcome !== 'refused') {
        expect(node.state()).toBe('active 2.0.0');
        expect(readTree(join(node.root, 'opt'))['B/second']).toBe(`${versionOf('goes well')}\n`);
      }
    },
  );

  test.each(calm)('$start, a $kind: a dry run tells the outcome, and changes nothing', async (given) => {
    const { start, kind, expected } = given;
    const before = prepared.get(start);
    if (before === undefined) {
      throw new Error(`no node is ${start}`);
    }
    count += 1;
    cpSync(before.node.root, join(world.folder, `case-${count}`), { recursive: true });
    const node = testNode(world, `case-${count}`);
    const bundle = world.makeBundle({ release: '2.0.0', modules: modules(versionOf('goes well')), kind, gate });
    const there = listWithTimes(node.root);

    const report = await node.foresee(bundle, { ports: { processes: before.lives.processes } });

    const [outcome = ''] = expected.split(': ');
    expect(report.outcome).toBe(foretold[outcome] ?? outcome);
    expect(report.now).toEqual(report.before);
    expect(listWithTimes(node.root)).toEqual(there);
  });
});

/** What a dry run calls it. */
const foretold: Readonly<Record<string, string>> = {
  installed: 'would-install',
  upgraded: 'would-upgrade',
  'rolled-back': 'would-roll-back',
};

function listWithTimes(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => `${path} ${lstatSync(join(folder, path)).mtimeMs}`);
}

const operatingPage = join(import.meta.dirname, '../../docs/operating.md');

function stateRows(): readonly string[] {
  return starts.map(({ state, release, rollback }) => `| ${state} | ${release} | ${rollback} |\n`);
}

function eventRows(): readonly string[] {
  return Object.entries(outcomes).map(([event, outcome]) => `| ${event} | ${outcome} |\n`);
}

function alter(event: Event): readonly [string, Buffer] | readonly [undefined, Buffer] {
  if (event !== 'a package is altered') {
    return [undefined, Buffer.alloc(0)];
  }
  const path = join(world.store, `B/${versionOf(event)}/B.tar.gz`);
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes, Buffer.from('!')]));
  return [path, bytes];
}

async function killedAndAgain(node: TestNode, bundle: string, lives: ReturnType<typeof nodeLives>) {
  const own = nodeLives();
  const { isAlive, uptimeSeconds } = lives.processes;
  const changes = { ports: { processes: { ...own.processes, isAlive, uptimeSeconds } } };
  await killIn(node, bundle, changes);
  own.end('killed');
  const release = world.makeBundle({ release: '2.0.0', modules: modules(versionOf('it is killed')), gate });
  return await node.apply(release, { ports: { processes: own.processes } });
}
