import type { Diagnostic } from '../lib/core/diagnostics.ts';
import { mapLimited } from '../lib/core/parallel.ts';
import { type ReleaseRecord, readRecord } from '../lib/release/record.ts';
import { problemInStore } from '../lib/release/store-problem.ts';
import type { Store } from '../lib/store/store.ts';
import { storesAtOnce } from '../lib/store/stores-at-once.ts';
import { requireProject } from './known-names.ts';

export interface ProjectRecord {
  readonly store: Store;
  /** Of a DIST. */
  readonly record: ReleaseRecord;
}

export interface ProjectRecords {
  /** One for each store that has the release. */
  readonly records: readonly ProjectRecord[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads the record of a project's release in every store that has it. Throws `invalid-input`, with the name that may have
 * been meant, when none has.
 */
export async function readProjectRecords(
  stores: readonly Store[],
  project: string,
  folder: string,
): Promise<ProjectRecords> {
  const identity = { kind: 'dist', name: project, folder, packageName: project } as const;
  const read = await mapLimited(stores, storesAtOnce, async (store) => {
    try {
      const stored = await readRecord(store, identity);
      return { records: stored === undefined ? [] : [{ store, record: stored.record }], findings: [] };
    } catch (error) {
      return { records: [], findings: [problemInStore(error, store)] };
    }
  });
  const records = read.flatMap((one) => one.records);
  const findings = read.flatMap((one) => one.findings);
  if (records.length === 0 && findings.length === 0) {
    await requireProject(stores, project, folder);
  }
  return { records, findings };
}
