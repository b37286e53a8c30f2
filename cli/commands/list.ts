import { isError } from '../../lib/core/diagnostics.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { type ComparedRelease, compareStores, type ReleaseVariant } from '../../lib/release/inspect/compare-stores.ts';
import { listReleases, type StoreReleases } from '../../lib/release/inspect/list-releases.ts';
import { type Answer, type Block, type Cell, heading, line, table } from '../../lib/report/answer/answer.ts';
import { formatTime } from '../../lib/report/answer/format-time.ts';
import { formatBytes } from '../../lib/report/format-bytes.ts';
import { shortDigest } from '../../lib/report/short-digest.ts';
import type { Store } from '../../lib/store/store.ts';
import { storesAtOnce } from '../../lib/store/stores-at-once.ts';
import { describeDifference } from '../describe-difference.ts';
import { type Desk, type StoreChoice, withStores } from '../desk.ts';
import { requireModule } from '../known-names.ts';

/** `tagship list [MODULE]`: what is released in the stores, side by side. */
export async function list(desk: Desk, module: string | undefined, choice: StoreChoice): Promise<Answer> {
  return await withStores(desk, choice, async (stores) => {
    const prefix = module === undefined ? '' : `${module}/`;
    const listed = await mapLimited(
      stores,
      storesAtOnce,
      async (store) => await listReleases(store, { prefix, withoutFiles: true }),
    );
    if (module !== undefined && listed.every(isEmpty)) {
      await requireModule(stores, module);
    }
    return describeList(stores, listed);
  });
}

function isEmpty({ releases, unrecorded, diagnostics }: StoreReleases): boolean {
  return releases.length === 0 && unrecorded.length === 0 && !diagnostics.some(isError);
}

function describeList(stores: readonly Store[], listed: readonly StoreReleases[]): Answer {
  const releases = compareStores(listed);
  const unread = listed.filter((one) => !one.isRead).map(({ store }) => store.name);
  const isRead = unread.length < listed.length;
  const unrecorded = listed.flatMap(({ store, unrecorded: keys }) => keys.map((key) => ({ store: store.name, key })));
  return {
    data: {
      stores: stores.map(({ name, url }) => ({ store: name, url, isRead: !unread.includes(name) })),
      releases: releases.map(releaseData),
      unrecorded,
    },
    blocks: isRead ? [...releaseBlocks(releases, unread), ...unrecordedBlocks(unrecorded)] : [],
    findings: listed.flatMap(({ diagnostics }) => diagnostics),
    ...(isRead ? {} : { ending: 'no store could be read' }),
  };
}

function releaseData({
  identity,
  variants,
  missingIn,
  difference,
}: ComparedRelease): Readonly<Record<string, unknown>> {
  return {
    module: identity.name,
    folder: identity.folder,
    kind: identity.kind,
    difference: difference ?? null,
    missingIn,
    variants: variants.map(({ stores, record }) => ({
      stores,
      packageKey: record.package.key,
      size: record.package.size,
      sha256: record.package.sha256,
      contentSha256: record.package.contentSha256,
      commit: record.source.commit,
      build: record.source.build,
      publishedAt: record.published.at,
    })),
  };
}

function releaseBlocks(releases: readonly ComparedRelease[], unread: readonly string[]): readonly Block[] {
  const rest = unread.map((store) => line(`store ${store} could not be read: what it has is not shown`));
  if (releases.length === 0) {
    return [line(unread.length === 0 ? 'nothing is released' : 'nothing is released in any other store'), ...rest];
  }
  const rows = releases.flatMap((release) => release.variants.map((variant) => releaseRow(release, variant)));
  const build = { title: 'BUILD', align: 'right' } as const;
  const size = { title: 'SIZE', align: 'right' } as const;
  return [
    table(['MODULE', 'FOLDER', 'KIND', 'COMMIT', build, 'PUBLISHED (UTC)', size, 'STORES', 'DIFFERENCE'], rows),
    ...rest,
  ];
}

function releaseRow(release: ComparedRelease, { stores, record }: ReleaseVariant): readonly Cell[] {
  const { name, folder, kind } = release.identity;
  const { source, published } = record;
  return [
    name,
    folder,
    kind,
    shortDigest(source.commit),
    String(source.build),
    formatTime(published.at),
    formatBytes(record.package.size),
    stores.join(' '),
    { marked: describeDifference(release) },
  ];
}

function unrecordedBlocks(unrecorded: readonly { readonly store: string; readonly key: string }[]): readonly Block[] {
  return unrecorded.length === 0
    ? []
    : [
        heading('Not released: packages without a record'),
        table(
          ['STORE', 'PACKAGE'],
          unrecorded.map(({ store, key }) => [store, key]),
        ),
      ];
}
