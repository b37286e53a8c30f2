import type { ReleaseRecord } from '../lib/release/record.ts';
import type { ProjectStores } from '../lib/testing/project-stores.ts';
import type { S3Call } from '../lib/testing/s3/faults.ts';
import { isReleaseRecord } from '../schemas/generated/validators.js';

export interface StoredPackage {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without a record a package is not released. */
  readonly record: ReleaseRecord | undefined;
  readonly recordKey: string | undefined;
  body(): Buffer;
}

/** Every package in a bucket, seen behind the server's back. */
export function packagesIn({ server }: ProjectStores, bucket: string): readonly StoredPackage[] {
  const objects = server.objects(bucket);
  const records = new Map(
    objects
      .filter(({ key }) => key.endsWith('.json'))
      .map(({ key, body }) => [key, JSON.parse(body().toString('utf8')) as unknown] as const)
      .flatMap(([recordKey, record]) => (isReleaseRecord(record) ? [[record.package.key, { record, recordKey }]] : [])),
  );
  return objects
    .filter(({ key }) => key.endsWith('.tar.gz'))
    .toSorted((a, b) => inTreeOrder(a.key, b.key))
    .map(({ key, sizeBytes, body }) => {
      const { record, recordKey } = records.get(key) ?? {};
      return { key, sizeBytes, record, recordKey, body };
    });
}

/** Compares keys: by module, then by folder, developer last. */
export function inTreeOrder(a: string, b: string): number {
  const [first, second] = [a, b].map((key) => key.replace('/developer/', '/~/'));
  return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1;
}

/** All that is in the stores, as a text that changes with any object. */
export function fingerprint({ server, stores }: ProjectStores): string {
  return stores
    .flatMap(({ bucket }) => server.objects(bucket).map(({ key, etag }) => `${bucket}/${key} ${etag}`))
    .toSorted()
    .join('\n');
}

/** Starts to watch: the function returns the requests since then that would change something in a store. */
export function watchWrites({ server }: ProjectStores): () => readonly S3Call[] {
  const before = server.calls.length;
  return () => server.calls.slice(before).filter(({ operation }) => !/^(?:Get|Head|List)/.test(operation ?? ''));
}
