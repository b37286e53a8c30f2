import type { ReleaseRecord } from '../../schemas/generated/release-record.ts';
import { isReleaseRecord } from '../../schemas/generated/validators.js';
import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { type PackageIdentity, packageKey, recordKey } from '../store/layout.ts';
import type { Store } from '../store/store.ts';

export type { ReleaseRecord };
export type Lock = NonNullable<ReleaseRecord['lock']>;
export type LockedModule = Lock['modules'][number];

/** A record names every file of its package; 100,000 of them fit in here. */
const maximumRecordBytes = 64 * 1024 * 1024;

const unwritableHint =
  'look at what the package holds; if it lies in a store without a record, find out who wrote it, and remove it';

export interface StoredRecord {
  readonly record: ReleaseRecord;
  /** Without quotes. */
  readonly etag: string;
}

/**
 * Reads the record of a package, or undefined when there is none: then the package is not released.
 * Throws `integrity` when what lies there is not a record of that package.
 */
export async function readRecord(store: Store, identity: PackageIdentity): Promise<StoredRecord | undefined> {
  const key = recordKey(identity);
  const stored = await store.readSmall(key, maximumRecordBytes);
  return stored && { record: parseRecord(stored.content, identity, `${store.url}/${key}`), etag: stored.etag };
}

/**
 * The bytes of a record that `readRecord` reads again. Throws `integrity` when it could not: what was written can never
 * be replaced.
 */
export function serializeRecord(record: ReleaseRecord): Buffer {
  const text = JSON.stringify(record, undefined, 2);
  // not by `${text}\n`, which would be the text a second time: of many files it has 20 MB
  const content = Buffer.alloc(Buffer.byteLength(text) + 1, '\n');
  content.write(text);
  const { key } = record.package;
  if (content.length > maximumRecordBytes) {
    throw new TagshipError(
      'integrity',
      `the record of ${quoted(key)} would have ${content.length} bytes, at most ${maximumRecordBytes} are read`,
      { hint: unwritableHint },
    );
  }
  if (!isReleaseRecord(record)) {
    const first = isReleaseRecord.errors?.[0];
    const where = first === undefined ? '' : ` (${first.instancePath || '/'}: ${first.keyword})`;
    throw new TagshipError('integrity', `the record of ${quoted(key)} would be none that can be read${where}`, {
      hint: unwritableHint,
    });
  }
  return content;
}

/** The record in these bytes, which lie at `url`. Throws `integrity` when they are not a record of that package. */
export function parseRecord(content: Buffer, identity: PackageIdentity, url: string): ReleaseRecord {
  const value = parseJson(content, url);
  if (!isReleaseRecord(value)) {
    const first = isReleaseRecord.errors?.[0];
    const where = first === undefined ? '' : ` (${first.instancePath || '/'}: ${first.keyword})`;
    throw new TagshipError('integrity', `${url} is not a release record of a format that this version reads${where}`, {
      hint: 'if a newer tagship wrote it, use that version; else find out who wrote it',
    });
  }
  if (!describes(value, identity)) {
    throw new TagshipError('integrity', `${url} is the record of another package, ${quoted(value.package.key)}`, {
      hint: 'records are written by tagship only; find out who put this one there',
    });
  }
  return value;
}

/** What a record says of itself has to be what it was asked for: its folder decides whether a lock pins its bytes. */
function describes(
  { kind, name, folder, binName, package: { key } }: ReleaseRecord,
  identity: PackageIdentity,
): boolean {
  return (
    kind === identity.kind &&
    name === identity.name &&
    folder === identity.folder &&
    (kind !== 'src' || binName === identity.packageName) &&
    key === packageKey(identity)
  );
}

function parseJson(content: Buffer, url: string): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw new TagshipError('integrity', `${url} is not JSON`, {
      hint: 'records are written by tagship only; find out who put this one there',
      cause: error,
    });
  }
}
