import { TagshipError } from '../core/errors.ts';
import { sha256OfStream } from '../core/sha256-of-stream.ts';
import type { ObjectHead, Store } from '../store/store.ts';
import { fromObjectMetadata } from './package-metadata.ts';
import type { ReleaseRecord } from './record.ts';

export interface VerifyOptions {
  /** Read and hash the bytes even if the store says what the record says. */
  readonly deep?: boolean;
  /** What a HEAD of the package has answered, when that was just asked. */
  readonly head?: ObjectHead | undefined;
}

/**
 * Makes sure that a package is in its store as its record says (design.md, promise 8): size, digest in the metadata and
 * ETag by one HEAD; where the ETag is another one, the bytes are read and hashed.
 * Throws `integrity` when the package is missing or other than recorded.
 */
export async function verifyPackage(store: Store, record: ReleaseRecord, options: VerifyOptions = {}): Promise<void> {
  const { key, size, sha256, etag } = record.package;
  const url = `${store.url}/${key}`;
  const head = options.head ?? (await store.head(key));
  if (head === undefined) {
    throw new TagshipError('integrity', `${url} is missing although its record says that it was released`, {
      hint: 'run the pipeline of that tag again: it puts the recorded bytes back',
    });
  }
  if (head.size !== size) {
    throw altered(url, `it has ${head.size} bytes, its record says ${size}`);
  }
  const metadata = fromObjectMetadata(head.metadata);
  if (options.deep !== true && head.etag === etag && metadata?.sha256 === sha256) {
    return;
  }
  const actual = await sha256OfStream(store.readStream(key));
  if (actual !== sha256) {
    throw altered(url, `its sha256 is ${actual}, its record says ${sha256}`);
  }
}

function altered(url: string, how: string): TagshipError {
  return new TagshipError('integrity', `${url} is not what was released: ${how}`, {
    hint: 'released bytes never change; find out who wrote there, restore the former version of the object, or release under a new tag',
  });
}
