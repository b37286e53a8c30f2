import type { LockedModule } from '../../lib/release/record.ts';
import type { Narration } from '../narration.ts';
import { packagesIn } from '../store-contents.ts';
import type { World } from '../world.ts';

/** Prints the lock of every release of a project. */
export function showLocks(world: World, narration: Narration): void {
  narration.part(
    'What each release of a project installs',
    "A project's record has a lock: every module, those that its modules depend on included, in the order of installation " +
      'and with the digest of each package. What is missing or contradicts itself is found here, and not on a node.',
  );
  const records = world.stores.stores.flatMap(({ bucket }) =>
    packagesIn(world.stores, bucket).flatMap(({ record }) => (record === undefined ? [] : [record])),
  );
  const locked = records.flatMap(({ name, folder, lock }) =>
    lock === undefined || folder === 'developer' ? [] : [{ release: `${name} ${folder}`, modules: lock.modules }],
  );
  narration.table([
    ['release', 'order', 'module', 'version', 'program', 'because'],
    ...locked.flatMap(({ release, modules }) => modules.map((module, index) => describeModule(release, module, index))),
  ]);
  narration.claim(
    `in all ${locked.length} releases a module is installed after those that it depends on`,
    locked.length > 0 && locked.every(({ modules }) => modules.length > 0 && isInOrder(modules)),
  );
}

function describeModule(release: string, { name, version, src, because }: LockedModule, index: number): string[] {
  const program = src?.key.split('/').slice(1).join('/') ?? 'none of its own';
  return [index === 0 ? release : '', `${index + 1}.`, name, version, program, because];
}

function isInOrder(modules: readonly LockedModule[]): boolean {
  return modules.every(({ dependsOn }, index) => {
    const before = new Set(modules.slice(0, index).map(({ name }) => name));
    return dependsOn.every((name) => before.has(name));
  });
}
