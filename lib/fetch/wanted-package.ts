import { mostContentBytes } from '../archive/package-extent.ts';
import { fromObjectMetadata } from '../release/package-metadata.ts';
import type { LockedModule } from '../release/record.ts';
import type { RepositoryKind } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import { gone, unlikeItself } from './package-problem.ts';

/** A package as it has to be when it is here. */
export interface WantedPackage {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  /** Of a `developer` folder: it may be replaced by a newer one while it is fetched. */
  readonly isFloating: boolean;
}

/**
 * What a locked package has to be: what the lock says, or for a floating one what it says of itself now (design.md,
 * section 3.4).
 * @throws TagshipError `integrity`
 */
export async function wantPackage(
  store: Store,
  locked: LockedModule['rel'],
  kind: RepositoryKind,
): Promise<WantedPackage> {
  if (!('floating' in locked)) {
    return { ...locked, isFloating: false };
  }
  const { key } = locked;
  const url = `${store.url}/${key}`;
  const head = await store.head(key);
  if (head === undefined) {
    throw gone(url);
  }
  const metadata = fromObjectMetadata(head.metadata);
  if (metadata === undefined || !/^[0-9a-f]{64}$/.test(metadata.sha256)) {
    throw unlikeItself(url, 'it has none that tagship wrote');
  }
  if (metadata.kind !== kind) {
    throw unlikeItself(url, `it is of kind ${metadata.kind}, not ${kind}`);
  }
  if (head.size > mostContentBytes) {
    throw unlikeItself(url, `it has ${head.size} bytes, more than any package`);
  }
  return { key, size: head.size, sha256: metadata.sha256, isFloating: true };
}
