import { mapLimited } from '../../lib/core/parallel.ts';
import { type ComparedRelease, compareStores, type ReleaseVariant } from '../../lib/release/inspect/compare-stores.ts';
import { listReleases, type StoreReleases } from '../../lib/release/inspect/list-releases.ts';
import type { ReleaseRecord } from '../../lib/release/record.ts';
import { type Answer, type Block, type Cell, fields, heading, line, table } from '../../lib/report/answer/answer.ts';
import { formatTime } from '../../lib/report/answer/format-time.ts';
import { formatBytes } from '../../lib/report/format-bytes.ts';
import { shortDigest } from '../../lib/report/short-digest.ts';
import { folderPrefix } from '../../lib/store/layout.ts';
import { storesAtOnce } from '../../lib/store/stores-at-once.ts';
import { describeDifference } from '../describe-difference.ts';
import { type Desk, type StoreChoice, withStores } from '../desk.ts';
import { requireFolder } from '../known-names.ts';
import { lockTable } from '../lock-blocks.ts';

/** `tagship show MODULE FOLDER`: all that the records there say. */
export async function show(desk: Desk, name: string, folder: string, choice: StoreChoice): Promise<Answer> {
  return await withStores(desk, choice, async (stores) => {
    const prefix = folderPrefix({ name, folder });
    const listed = await mapLimited(stores, storesAtOnce, async (store) => await listReleases(store, { prefix }));
    const findings = listed.flatMap(({ diagnostics }) => diagnostics);
    if (
      findings.length === 0 &&
      listed.every(({ releases, unrecorded }) => releases.length + unrecorded.length === 0)
    ) {
      await requireFolder(stores, name, folder);
    }
    return {
      data: { module: name, folder, stores: listed.map(storeData) },
      blocks: [
        ...compareStores(listed).flatMap((release) => releaseBlocks(release, listed)),
        ...listed.flatMap(unrecordedLines),
      ],
      findings,
    };
  });
}

function storeData({ store, releases, unrecorded }: StoreReleases): Readonly<Record<string, unknown>> {
  return { store: store.name, url: store.url, records: releases.map(({ record }) => record), unrecorded };
}

function unrecordedLines({ store, unrecorded }: StoreReleases): readonly Block[] {
  return unrecorded.map((key) => line(`${store.url}/${key} has no record: it is not released`));
}

function releaseBlocks(release: ComparedRelease, listed: readonly StoreReleases[]): readonly Block[] {
  const difference = describeDifference(release);
  return release.variants.flatMap((variant) => {
    const { kind, name, folder } = variant.record;
    return [
      heading(`${kind.toUpperCase()} ${name} ${folder}, ${variant.stores.join(', ')}`),
      fields([...originFields(variant.record), ...(difference === '' ? [] : [['difference', { marked: difference }]])]),
      heading('Packages'),
      packageTable(release, variant, listed),
      heading(variant.stores.length === 1 ? 'Files' : `Files, as in ${variant.stores[0]}`),
      fileTable(variant.record),
      ...(variant.record.lock === undefined ? [] : [heading('Installs in this order'), lockTable(variant.record.lock)]),
    ];
  });
}

function originFields({ source, published, repoInfo, binName, package: { contentSha256 } }: ReleaseRecord): Cell[][] {
  return [
    ['commit', `${source.commit} (${source.ref})`],
    ['repository', `${source.repository} ${source.repositoryUuid}`],
    ['build', `${source.build}, step run ${source.stepRun}`],
    ['page', source.url],
    ['published', `${formatTime(published.at)} UTC by ${published.by}`],
    ...(binName === undefined ? [] : [['binary', binName]]),
    ...repoInfoFields(repoInfo),
    ['content sha256', contentSha256],
  ];
}

function repoInfoFields(repoInfo: ReleaseRecord['repoInfo']): Cell[][] {
  if (repoInfo === undefined) {
    return [];
  }
  const versions = (list: readonly { readonly name: string; readonly version: string }[]): string =>
    list.length === 0 ? 'none' : list.map(({ name, version }) => `${name} ${version}`).join(', ');
  return 'subRepo' in repoInfo
    ? [
        ['sub_repo', versions(repoInfo.subRepo)],
        ['upgrade_list', versions(repoInfo.upgradeList)],
      ]
    : [
        ['src_branch', repoInfo.srcBranch],
        ['depend_list', versions(repoInfo.dependList)],
      ];
}

function packageTable(
  { identity }: ComparedRelease,
  { stores }: ReleaseVariant,
  listed: readonly StoreReleases[],
): Block {
  const rows = listed
    .filter(({ store }) => stores.includes(store.name))
    .flatMap(({ store, releases }) =>
      releases
        .filter((release) => release.identity.kind === identity.kind)
        .map(({ record }) => [
          store.name,
          `${store.url}/${record.package.key}`,
          formatBytes(record.package.size),
          record.package.sha256,
        ]),
    );
  return table(['STORE', 'PACKAGE', { title: 'SIZE', align: 'right' }, 'SHA256'], rows);
}

function fileTable({ files, placeholders }: ReleaseRecord): Block {
  const rendered = Map.groupBy(placeholders, ({ file }) => file);
  const rows = files.map(({ path, mode, size, sha256 }) => [
    path,
    mode,
    formatBytes(size),
    shortDigest(sha256),
    (rendered.get(path) ?? []).map(({ name, count }) => `${name} ${count}x`).join(', '),
  ]);
  return rows.length === 0
    ? line('none')
    : table(['PATH', 'MODE', { title: 'SIZE', align: 'right' }, 'SHA256', 'RENDERED'], rows);
}
