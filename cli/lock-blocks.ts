import { groupAlike } from '../lib/release/inspect/compare-stores.ts';
import { recordIdentity } from '../lib/release/inspect/record-identity.ts';
import type { StoreLock } from '../lib/release/publish/preflight.ts';
import type { Lock, LockedModule } from '../lib/release/record.ts';
import { type Block, heading, line, table } from '../lib/report/answer/answer.ts';
import { shortDigest } from '../lib/report/short-digest.ts';

/** What a DIST installs, once for all stores that install the same. */
export function lockBlocks(locks: readonly StoreLock[]): readonly Block[] {
  const alike = groupAlike(locks, ({ lock }) =>
    lock.modules.map(({ name, version, because }) => [name, version, because]),
  );
  return alike.flatMap((group) => [
    heading(`${group.map(({ store }) => store).join(', ')}: installs in this order`),
    lockTable(group[0].lock),
  ]);
}

/** Every module of a lock, in the order of installation. */
export function lockTable({ modules }: Lock): Block {
  return modules.length === 0
    ? line('nothing')
    : table(
        [{ title: '#', align: 'right' }, 'MODULE', 'VERSION', 'REL SHA256', 'SRC', 'SRC SHA256', 'ARGS', 'BECAUSE'],
        modules.map(({ name, version, rel, src, args, because }, index) => [
          String(index + 1),
          name,
          version,
          packageDigest(rel),
          src === null ? 'none' : srcFolder(src),
          src === null ? '' : packageDigest(src),
          args.join(' '),
          because,
        ]),
      );
}

export function packageDigest(locked: LockedModule['rel']): string {
  return 'floating' in locked ? 'newest' : shortDigest(locked.sha256);
}

/** The tag or `developer` that the SRC package lies under. */
export function srcFolder({ key }: LockedModule['rel']): string {
  return recordIdentity(key.replace(/\.tar\.gz$/, '.src.json'))?.folder ?? key;
}

export function locksData(locks: readonly StoreLock[]): readonly Readonly<Record<string, unknown>>[] {
  return locks.map(({ store, lock }) => ({ store, modules: lock.modules }));
}
