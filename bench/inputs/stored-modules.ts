import { mapLimited } from '../../lib/core/parallel.ts';
import { tagship } from '../contenders/publishers.ts';
import { measureProcess } from '../harness/measure-process.ts';
import type { BenchStore, Target } from '../servers/target.ts';
import { type Clone, moduleName, releaseTag } from './create-clone.ts';

const writesAtOnce = 16;

/** A release that tagship itself has published, from which others are made by other names. */
export interface ReleaseTemplate {
  readonly record: string;
  readonly packageContent: Buffer;
  readonly packageHeaders: Readonly<Record<string, string>>;
}

/** Publishes a small REL to a store of the sink, and takes it away again. */
export async function takeTemplate(target: Target, store: BenchStore, clone: Clone): Promise<ReleaseTemplate> {
  await target.keepBodies(true);
  await measureProcess(tagship.command({ clone, target, stores: [store], stsEndpoint: target.endpoint }));
  const at = `${target.endpoint}/${store.bucket}/${moduleName}/${releaseTag}/${moduleName}`;
  const [record, stored] = [await fetch(`${at}.rel.json`), await fetch(`${at}.tar.gz`)];
  const packageHeaders = [...stored.headers].filter(([name]) => name.startsWith('x-amz-meta-'));
  const template = {
    record: await record.text(),
    packageContent: Buffer.from(await stored.arrayBuffer()),
    packageHeaders: Object.fromEntries(packageHeaders),
  };
  await target.empty();
  await target.keepBodies(false);
  return template;
}

/** Puts releases of other names and tags into a store of the sink, each a package and its record. */
export async function storeReleases(
  target: Target,
  store: BenchStore,
  template: ReleaseTemplate,
  releases: readonly { readonly name: string; readonly tag: string }[],
): Promise<void> {
  await mapLimited(releases, writesAtOnce, async ({ name, tag }) => {
    const key = `${name}/${tag}/${name}`;
    const etag = await put(
      `${target.endpoint}/${store.bucket}/${key}.tar.gz`,
      template.packageContent,
      template.packageHeaders,
    );
    const record: TemplateRecord = JSON.parse(template.record);
    const renamed = {
      ...record,
      name,
      folder: tag,
      package: { ...record.package, key: `${key}.tar.gz`, etag },
      repoInfo: { ...record.repoInfo, relBranch: tag },
    };
    await put(`${target.endpoint}/${store.bucket}/${key}.rel.json`, Buffer.from(JSON.stringify(renamed)), {});
  });
}

interface TemplateRecord {
  readonly package: object;
  readonly repoInfo: object;
}

/** @returns the ETag, without quotes */
async function put(url: string, content: Buffer, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(content), headers });
  if (!answer.ok) {
    throw new Error(`PUT ${url}: ${answer.status}`);
  }
  return (answer.headers.get('etag') ?? '').replaceAll('"', '');
}
