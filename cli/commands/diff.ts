import { TagshipError } from '../../lib/core/errors.ts';
import { groupAlike } from '../../lib/release/inspect/compare-stores.ts';
import { diffLocks, type LockDiff, type ModuleChange } from '../../lib/release/inspect/diff-locks.ts';
import type { Lock, LockedModule } from '../../lib/release/record.ts';
import { type Answer, type Block, type Cell, heading, line, table } from '../../lib/report/answer/answer.ts';
import { type Desk, type StoreChoice, withStores } from '../desk.ts';
import { packageDigest, srcFolder } from '../lock-blocks.ts';
import { type ProjectRecord, readProjectRecords } from '../project-records.ts';

export interface DiffRequest {
  readonly project: string;
  readonly before: string;
  readonly after: string;
}

/** `tagship diff PROJECT FOLDER FOLDER`: what the second release installs otherwise than the first. */
export async function diff(desk: Desk, { project, before, after }: DiffRequest, choice: StoreChoice): Promise<Answer> {
  return await withStores(desk, choice, async (stores) => {
    const earlier = await readProjectRecords(stores, project, before);
    const later = await readProjectRecords(stores, project, after);
    const diffs = earlier.records.flatMap(({ store, record }) => {
      const other = later.records.find((candidate) => candidate.store.name === store.name)?.record;
      return other === undefined ? [] : [{ store: store.name, ...diffLocks(lockOf(record), lockOf(other)) }];
    });
    const findings = [...earlier.findings, ...later.findings];
    if (diffs.length === 0 && findings.length === 0) {
      throw inNoStore(project, [before, earlier.records], [after, later.records]);
    }
    return {
      data: { project, before, after, stores: diffs.map((one) => ({ ...one, order: one.order ?? null })) },
      blocks: groupAlike(diffs, ({ changes, order }) => [changes, order]).flatMap((group) => [
        heading(`${project} ${before} -> ${after}, ${group.map(({ store }) => store).join(', ')}`),
        ...changeBlocks(group[0]),
      ]),
      findings,
    };
  });
}

function lockOf({ lock }: ProjectRecord['record']): Lock {
  return lock ?? { modules: [] };
}

function changeBlocks({ changes, unchanged, order }: LockDiff): readonly Block[] {
  const rest = line(unchanged.length === 0 ? 'no module stays as it is' : `as before: ${unchanged.join(', ')}`);
  return [
    changes.length === 0
      ? line('the same modules, every one in the same package')
      : table(['CHANGE', 'MODULE', 'VERSION', 'REL SHA256', 'SRC', 'SRC SHA256', 'ELSE'], changes.map(changeRow)),
    ...(changes.length === 0 ? [] : [rest]),
    ...(order === undefined
      ? []
      : [line(`order before: ${order.before.join(', ')}`), line(`order after:  ${order.after.join(', ')}`)]),
  ];
}

function changeRow(change: ModuleChange): readonly Cell[] {
  const before = change.change === 'added' ? undefined : change.before;
  const after = change.change === 'removed' ? undefined : change.after;
  const step = (text: (module: LockedModule) => string): string => {
    const [from, to] = [before === undefined ? '' : text(before), after === undefined ? '' : text(after)];
    return from === to || from === '' || to === '' ? from || to : `${from} -> ${to}`;
  };
  return [
    { marked: change.change },
    change.name,
    step(({ version }) => version),
    step(({ rel }) => packageDigest(rel)),
    step(({ src }) => (src === null ? 'none' : srcFolder(src))),
    step(({ src }) => (src === null ? '' : packageDigest(src))),
    change.change === 'changed' ? elseOf(change) : '',
  ];
}

function elseOf({ what, before, after }: Extract<ModuleChange, { readonly change: 'changed' }>): string {
  const args = (module: LockedModule): string => `[${module.args.join(' ')}]`;
  const dependsOn = (module: LockedModule): string => module.dependsOn.join(' ') || 'nothing';
  return [
    ...(what.includes('args') ? [`args ${args(before)} -> ${args(after)}`] : []),
    ...(what.includes('dependsOn') ? [`depends on ${dependsOn(before)} -> ${dependsOn(after)}`] : []),
  ].join(', ');
}

type FoundAt = readonly [folder: string, records: readonly ProjectRecord[]];

function inNoStore(project: string, ...found: readonly FoundAt[]): TagshipError {
  const places = found.map(
    ([folder, records]) => `${project} ${folder} is in ${records.map(({ store }) => store.name).join(', ')}`,
  );
  return new TagshipError('invalid-input', `no store has both releases: ${places.join('; ')}`, {
    hint: 'give two releases that are in one store',
  });
}
