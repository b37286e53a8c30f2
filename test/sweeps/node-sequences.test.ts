import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mapLimited } from '../../lib/core/parallel.ts';
import { nodeLives } from '../../lib/testing/node-lives.ts';
import {
  createNodeWorld,
  type ModuleSpec,
  type NodeWorld,
  plainScripts,
  readTree,
  removeScript,
} from '../../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../../lib/testing/test-node.ts';
import { Died, volatileFiles } from '../../lib/testing/volatile-files.ts';
import { hashOf, sweepSwitch } from './choose-points.ts';

/** Whatever was done to five nodes, they come to be what a fresh node is. */

const removable = { ...plainScripts, ...removeScript };
const a = (version: string): ModuleSpec => ({ name: 'A', version, src: version });
const b: ModuleSpec = { name: 'B', version: '1.0.0', files: removable };
/** Without remove.sh: what is left of it is an orphan. */
const orphan = (version: string): ModuleSpec => ({ name: 'E', version });
const releases: Readonly<Record<string, readonly ModuleSpec[]>> = {
  '1.0.0': [a('1.0.0'), b],
  '2.0.0': [orphan('1.0.0'), a('2.0.0'), { ...b, args: ['--wide'] }],
  '3.0.0': [{ name: 'D', version: '1.0.0', files: removable }, a('2.0.0')],
  '4.0.0': [b, a('4.0.0'), orphan('2.0.0')],
};
const versions = Object.keys(releases);
const breakable = [
  'deploy-A-1.0.0',
  'upgrade-A-2.0.0',
  'upgrade-A-4.0.0',
  'deploy-D-1.0.0',
  'upgrade-B-1.0.0',
  'upgrade-E-2.0.0',
];
const nodeCount = 5;

type Step =
  | { readonly do: 'hand over'; readonly release: string; readonly kind: 'release' | 'rollback' }
  | { readonly do: 'run again' }
  | { readonly do: 'break' | 'mend'; readonly node: number; readonly script: string }
  | { readonly do: 'kill'; readonly node: number; readonly write: number }
  | { readonly do: 'reset'; readonly node: number };

const node = fc.nat(nodeCount - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('hand over' as const),
      release: fc.constantFrom(...versions),
      kind: fc.constantFrom('release' as const, 'release' as const, 'rollback' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('run again' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('break' as const, 'mend' as const),
      node,
      script: fc.constantFrom(...breakable),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('kill' as const), node, write: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), node }) },
);

let world: NodeWorld;
let count = 0;
const bundles = new Map<string, string>();
const fresh = new Map<string, Readonly<Record<string, string>>>();

beforeAll(async () => {
  world = createNodeWorld();
  for (const [release, modules] of Object.entries(releases)) {
    for (const kind of ['release', 'rollback'] as const) {
      bundles.set(`${kind} ${release}`, world.makeBundle({ release, modules, kind }));
    }
    const first = testNode(world, `fresh-${release}`);
    await first.apply(bundleOf('release', release));
    fresh.set(release, readTree(join(first.root, 'opt')));
  }
});
afterAll(() => world[Symbol.dispose]());

function bundleOf(kind: string, release: string): string {
  const bundle = bundles.get(`${kind} ${release}`);
  if (bundle === undefined) {
    throw new Error(`there is no ${kind} ${release}`);
  }
  return bundle;
}

interface Machine {
  readonly node: TestNode;
  readonly lives: ReturnType<typeof nodeLives>;
}

async function perform(machines: readonly Machine[], steps: readonly Step[]): Promise<void> {
  let current = bundleOf('release', '1.0.0');
  const onAll = async (): Promise<void> => {
    await mapLimited(machines, nodeCount, async ({ node, lives }) => {
      await node.apply(current, { ports: { processes: lives.processes } });
    });
  };
  for (const what of steps) {
    switch (what.do) {
      case 'hand over':
        current = bundleOf(what.kind, what.release);
        await onAll();
        break;
      case 'run again':
        await onAll();
        break;
      case 'break':
      case 'mend':
        machines[what.node]?.node.setBroken(what.script, what.do === 'break');
        break;
      case 'kill':
        await kill(machines[what.node], current, what.write);
        break;
      case 'reset':
        await machines[what.node]?.node.reset();
        break;
    }
  }
}

async function kill(machine: Machine | undefined, bundle: string, write: number): Promise<void> {
  if (machine !== undefined) {
    const { node, lives } = machine;
    const { files } = volatileFiles(node.root, write);
    await node.apply(bundle, { ports: { processes: lives.processes, files } }).catch((error: unknown) => {
      if (!(error instanceof Died)) {
        throw error;
      }
    });
    lives.end('killed');
  }
}

test(
  'any releases, failures, rollbacks, kills and re-runs on five nodes end with each like one that was installed fresh',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 7 }),
        fc.constantFrom(...versions),
        async (steps, last) => {
          count += 1;
          const machines = Array.from({ length: nodeCount }, (_, index) => ({
            node: testNode(world, `run-${count}-${index}`),
            lives: nodeLives(),
          }));
          await perform(machines, steps);

          await mapLimited(machines, nodeCount, async ({ node, lives }) => {
            breakable.forEach((script) => node.setBroken(script, false));
            const report = await node.apply(bundleOf('rollback', last), { ports: { processes: lives.processes } });

            expect(report.reason).toBeUndefined();
            expect(node.state()).toBe(`active ${last}`);
            expect(withoutOrphan(readTree(join(node.root, 'opt')), last)).toEqual(fresh.get(last));
          });
        },
      ),
      { numRuns: sweepSwitch.isWhole ? 100 : 5, seed: hashOf(sweepSwitch.seed) | 0, endOnFailure: true },
    );
  },
  sweepSwitch.isWhole ? 3_600_000 : 240_000,
);

/** What is there of a module that has no remove.sh and that the release does not list. */
function withoutOrphan(tree: Readonly<Record<string, string>>, release: string): Readonly<Record<string, string>> {
  const isListed = releases[release]?.some(({ name }) => name === 'E') === true;
  return Object.fromEntries(Object.entries(tree).filter(([path]) => isListed || !path.startsWith('E/')));
}
