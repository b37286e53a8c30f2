import type { BundleSpec, ModuleSpec, NodeWorld } from '../../../lib/testing/node-world.ts';
import { plainScripts, removeScript } from '../../../lib/testing/node-world.ts';

const removable = { ...plainScripts, ...removeScript };
const oldModules: readonly ModuleSpec[] = [
  { name: 'A', version: '1.0.0', src: 'program 1' },
  { name: 'B', version: '1.0.0', args: ['--cluster', 'eu'] },
  { name: 'C', version: '1.0.0', files: removable },
];
const newModules: readonly ModuleSpec[] = [
  { name: 'D', version: '1.0.0', files: removable },
  { name: 'A', version: '2.0.0', src: 'program 2' },
  { name: 'B', version: '1.0.0', args: ['--cluster', 'eu'] },
];

/** What is done to a node, and what it can come to. */
export interface NodeScenario {
  readonly name: 'install' | 'upgrade' | 'back';
  /** Applied before, in this order, undisturbed. */
  readonly before: readonly string[];
  /** What is disturbed. */
  readonly bundle: string;
  readonly target: Version;
  /** A rollback that has to repair whatever came of it. */
  readonly repair: string;
  readonly repaired: Version;
}

type Version = '1.0.0' | '2.0.0';

/** An installation, an upgrade with all that can change, and the way back from it, failed in its middle. */
export function nodeScenarios(world: NodeWorld, place?: BundleSpec['place']): readonly NodeScenario[] {
  const release = (version: Version, kind: 'release' | 'rollback'): string =>
    world.makeBundle({
      release: version,
      modules: version === '1.0.0' ? oldModules : newModules,
      kind,
      ...(place !== undefined && { place }),
    });
  const [first, second] = [release('1.0.0', 'release'), release('2.0.0', 'release')];
  const [backToFirst, backToSecond] = [release('1.0.0', 'rollback'), release('2.0.0', 'rollback')];
  return [
    { name: 'install', before: [], bundle: first, target: '1.0.0', repair: backToFirst, repaired: '1.0.0' },
    { name: 'upgrade', before: [first], bundle: second, target: '2.0.0', repair: backToFirst, repaired: '1.0.0' },
    {
      name: 'back',
      before: [first, second],
      bundle: backToFirst,
      target: '1.0.0',
      repair: backToSecond,
      repaired: '2.0.0',
    },
  ];
}
