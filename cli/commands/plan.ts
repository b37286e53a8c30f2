import { isError } from '../../lib/core/diagnostics.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import type { Decision } from '../../lib/release/publish/decide.ts';
import type { ReleasePlan } from '../../lib/release/publish/plan.ts';
import type { StorePreflight } from '../../lib/release/publish/preflight.ts';
import { type Answer, type Block, type Cell, fields, heading, line, table } from '../../lib/report/answer/answer.ts';
import { explainPreflight } from '../../lib/report/explain-decision.ts';
import { shortDigest } from '../../lib/report/short-digest.ts';
import type { Desk } from '../desk.ts';
import { type Examination, examineSource, titleOf, verdictOf } from '../examine-source.ts';
import { lockBlocks, locksData } from '../lock-blocks.ts';
import type { SourceOptions } from '../source-environment.ts';

/** `tagship plan [DIR]`: what the next build would write where. */
export async function plan(desk: Desk, directory: string | undefined, options: SourceOptions): Promise<Answer> {
  const examination = await examineSource(desk, directory, options);
  const { subject, settings, publication, notes } = examination;
  if (settings.stores.length === 0 && !publication.diagnostics.some(isError)) {
    throw new TagshipError('invalid-input', 'a plan needs stores', {
      hint: 'name them in STORES, or one by BUCKET_NAME; tagship plan --help tells more',
    });
  }
  const stores = publication.plan === undefined ? [] : plannedStores(publication.plan, examination);
  return {
    data: {
      subject,
      packageKey: publication.plan?.packageKey ?? null,
      recordKey: publication.plan?.recordKey ?? null,
      stores: stores.map(({ store, url, action, why, writes }) => ({ store, url, action, why, writes })),
      locks: locksData(publication.locks),
    },
    blocks: [...headOf(examination), ...storeBlocks(stores), ...lockBlocks(publication.locks)],
    findings: publication.diagnostics,
    notes,
    summary: verdictOf(examination, 'is planned; nothing was written'),
  };
}

interface PlannedStore {
  readonly store: string;
  readonly url: string;
  /** null when something is wrong: then nothing would be written anywhere. */
  readonly action: Decision['action'] | null;
  readonly why: string;
  /** Keys. */
  readonly writes: readonly string[];
}

function plannedStores(planned: ReleasePlan, { settings, publication }: Examination): readonly PlannedStore[] {
  const found = publication.preflight?.stores ?? [];
  return settings.stores.map(({ name, bucket }) => {
    const preflight = found.find(({ store }) => store.name === name);
    const at = { store: name, url: `s3://${bucket}` };
    return preflight === undefined
      ? { ...at, action: null, why: 'see the errors', writes: [] }
      : { ...at, ...explainStore(planned, preflight, found) };
  });
}

function explainStore(
  planned: ReleasePlan,
  preflight: StorePreflight,
  all: readonly StorePreflight[],
): Omit<PlannedStore, 'store' | 'url'> {
  const { why, writes } = explainPreflight(preflight, all);
  const keys = { package: planned.packageKey, record: planned.recordKey };
  return { action: preflight.decision.action, why, writes: writes.map((part) => keys[part]) };
}

function headOf({ subject, settings, publication: { plan: planned } }: Examination): readonly Block[] {
  const { kind, ref, commit } = subject;
  const title = heading(`${kind.toUpperCase()} ${titleOf(subject)}, ${ref}, commit ${shortDigest(commit)}`);
  if (planned === undefined) {
    return [title, line(`nothing would be published: ${settings.checkOnly ?? 'there is neither a tag nor a branch'}`)];
  }
  return [
    title,
    fields([
      ['package', planned.packageKey],
      ['record', planned.recordKey],
    ]),
  ];
}

function storeBlocks(stores: readonly PlannedStore[]): readonly Block[] {
  if (stores.length === 0) {
    return [];
  }
  const rows = stores.map(({ store, url, action, why }): Cell[] => [store, url, action ?? { marked: '-' }, why]);
  return [heading('What would be done'), table(['STORE', 'BUCKET', 'ACTION', 'WHY'], rows)];
}
