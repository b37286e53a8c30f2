import { type Diagnostic, isError } from '../../lib/core/diagnostics.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { type VerifiedStore, verifyReleases } from '../../lib/release/inspect/verify-releases.ts';
import { type Answer, type Cell, table } from '../../lib/report/answer/answer.ts';
import { countOf } from '../../lib/report/count-of.ts';
import { folderPrefix } from '../../lib/store/layout.ts';
import type { Store } from '../../lib/store/store.ts';
import { storesAtOnce } from '../../lib/store/stores-at-once.ts';
import { type Desk, type StoreChoice, withStores } from '../desk.ts';
import { requireFolder, requireModule } from '../known-names.ts';

export interface VerifyRequest extends StoreChoice {
  readonly module?: string | undefined;
  readonly folder?: string | undefined;
  readonly deep?: boolean | undefined;
}

/** `tagship verify [MODULE [FOLDER]]`: every package against its record, and every lock against the records. */
export async function verify(desk: Desk, { module, folder, deep = false, store }: VerifyRequest): Promise<Answer> {
  return await withStores(desk, { store }, async (stores) => {
    const prefix = prefixOf(module, folder);
    const verified = await mapLimited(stores, storesAtOnce, async (one) => await verifyReleases(one, { prefix, deep }));
    if (module !== undefined && verified.every(isEmpty)) {
      await (folder === undefined ? requireModule(stores, module) : requireFolder(stores, module, folder));
    }
    const findings = [
      ...verified.flatMap(({ diagnostics }) => diagnostics),
      ...(module === undefined ? verified.filter(isEmpty).map(({ store: one }) => nothingReleased(one)) : []),
    ];
    return {
      data: { deep, stores: verified.map(storeData) },
      blocks: [
        table(
          [
            'STORE',
            'BUCKET',
            { title: 'PACKAGES', align: 'right' },
            { title: 'AS RECORDED', align: 'right' },
            { title: 'WITHOUT RECORD', align: 'right' },
          ],
          verified.map((one) => storeRow(one, module !== undefined && isEmpty(one))),
        ),
      ],
      findings,
      summary: verdict(
        verified.filter((one) => one.isRead && !(module !== undefined && isEmpty(one))),
        { deep, errors: findings.filter(isError).length },
      ),
    };
  });
}

function prefixOf(module: string | undefined, folder: string | undefined): string | undefined {
  if (module === undefined) {
    return undefined;
  }
  return folder === undefined ? `${module}/` : folderPrefix({ name: module, folder });
}

/** Of a store that was asked for all that it has. */
function nothingReleased({ name, url, guard }: Store): Diagnostic {
  return {
    severity: 'warning',
    at: { in: 'store', store: name },
    message: `nothing is released in ${url}: there was nothing to verify`,
    hint: `check ${guard.variables.bucket}, if something should be there`,
  };
}

function isEmpty({ isRead, packages, unrecorded, diagnostics }: VerifiedStore): boolean {
  return isRead && packages.length === 0 && unrecorded.length === 0 && diagnostics.length === 0;
}

function storeData({ store, isRead, packages, unrecorded }: VerifiedStore): Readonly<Record<string, unknown>> {
  return { store: store.name, url: store.url, isRead, packages, unrecorded };
}

function storeRow({ store, isRead, packages, unrecorded }: VerifiedStore, isElsewhere: boolean): readonly Cell[] {
  if (isElsewhere) {
    return [store.name, store.url, 'not there', '-', '-'];
  }
  if (!isRead) {
    return [store.name, store.url, { marked: '-' }, { marked: '-' }, { marked: '-' }];
  }
  const right = packages.filter((one) => one.isRight).length;
  const rightCell = right === packages.length ? String(right) : { marked: String(right) };
  return [store.name, store.url, String(packages.length), rightCell, String(unrecorded.length)];
}

function verdict(
  verified: readonly VerifiedStore[],
  { deep, errors }: { readonly deep: boolean; readonly errors: number },
): string {
  const packages = verified.reduce((sum, store) => sum + store.packages.length, 0);
  const what = `${countOf(packages, 'package')} in ${countOf(verified.length, 'store')}`;
  if (errors > 0) {
    return `${countOf(errors, 'error')} among ${what}`;
  }
  if (packages === 0) {
    return `${what}: there was nothing to verify`;
  }
  return deep
    ? `${what}: every byte is what its record says`
    : `${what}: size, ETag and metadata are what the records say (--deep reads the bytes)`;
}
