import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ReleaseRecord } from '../../../lib/release/record.ts';
import { folderPrefix, type PackageIdentity, packageKey, recordKey } from '../../../lib/store/layout.ts';
import { isReleaseRecord } from '../../../schemas/generated/validators.js';
import type { Project } from '../project-servers.ts';
import { sha256Of } from '../stored-releases.ts';

/** All that is in the folder of one release in one store. */
export interface StoredFolder {
  readonly keys: readonly string[];
  readonly unfinishedUploads: number;
  /** The package as its bytes are, and what it says of itself. */
  readonly package: {
    readonly size: number;
    readonly sha256: string;
    readonly etag: string;
    readonly metadata: Readonly<Record<string, string>>;
  };
  readonly record: ReleaseRecord;
}

export async function readStoredFolder(
  { client, bucket: Bucket }: Project,
  identity: PackageIdentity,
): Promise<StoredFolder> {
  const get = async (Key: string): Promise<StoredFolder['package'] & { readonly content: Buffer }> => {
    const { Body, ETag = '', Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key }));
    const content = Buffer.from((await Body?.transformToByteArray()) ?? '');
    return { content, size: content.length, sha256: sha256Of(content), etag: ETag.slice(1, -1), metadata: Metadata };
  };
  const Prefix = folderPrefix(identity);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  const { size, sha256, etag, metadata } = await get(packageKey(identity));
  const record: unknown = JSON.parse((await get(recordKey(identity))).content.toString('utf8'));
  if (!isReleaseRecord(record)) {
    throw new Error(`${recordKey(identity)} is no release record`);
  }
  return {
    keys: Contents.map(({ Key = '' }) => Key),
    unfinishedUploads: Uploads.length,
    package: { size, sha256, etag, metadata },
    record,
  };
}
