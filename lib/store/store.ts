import type { LentPieces } from '../core/lent-pieces.ts';
import type { PartDigests } from '../core/part-digests.ts';
import type { StoreGuard } from './protection.ts';

/** Bytes that can be read again from any place, so that an upload can be sent in parts and repeated. */
export interface Body {
  readonly size: number;
  /** SHA-256 of the whole, hexadecimal: known before the first byte is sent. */
  readonly sha256: string;
  /** The bytes from `start` (inclusive) to `end` (exclusive). They may lie in `memory`, which has room for them. */
  read(start: number, end: number, memory?: Buffer): Promise<Buffer>;
  /** The same bytes in pieces, if they can be had without memory of one's own. */
  lend?(start: number, end: number): LentPieces;
  /** Digests of its parts, if they are known; else they are hashed on their way. */
  readonly parts?: PartDigests | undefined;
}

/** What a store says about an object without sending it. */
export interface ObjectHead {
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** User metadata, keys in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A small object, whole. */
export interface SmallObject {
  readonly content: Buffer;
  /** Without quotes. */
  readonly etag: string;
}

/** Bytes of an object: from `start` to before `end`, or to its own end. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** An object that is being sent, with what its head says: `size` is that of the whole. To be disposed of when it is left. */
export interface ObjectReading extends ObjectHead, Disposable {
  /** The bytes of the range as they come, each piece the reader's own; none where the object ends before it. To be read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** When a write may take effect: only if nothing is there yet, or only if what is there is still what was read. */
export type WriteCondition = { readonly if: 'absent' } | { readonly if: 'unchanged'; readonly etag: string };

/** What became of a conditional write. A conflict is an answer, not an error: the caller reads back what is there. */
export type WriteOutcome = { readonly outcome: 'written'; readonly etag: string } | { readonly outcome: 'conflict' };

export interface WriteOptions {
  readonly condition: WriteCondition;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Called once and awaited when all but the last bytes are sent; only then can the object come into being. It may take
   * long. When it rejects, the write is given up and rejects with the same reason.
   */
  readonly beforeCompletion?: () => Promise<void>;
}

/**
 * One project's store. Every method throws a `TagshipError` (`store-access`, `store-unreachable`,
 * `store-misconfigured`, or `integrity` where bytes are not what they should be) that says what to do, or at once the
 * signal's reason when the run is aborted. What a caller's own functions reject with is passed on as it is.
 */
export interface Store {
  /** The store's name in STORES, e.g. `PROJECTA`. */
  readonly name: string;
  readonly bucket: string;
  /** `s3://acme-projecta` */
  readonly url: string;
  /** The same for everybody who means this store, and no other's: endpoint and bucket. */
  readonly place: string;

  /** undefined when there is no such object. (An answer to HEAD does not tell whether there is such a bucket.) */
  head(key: string): Promise<ObjectHead | undefined>;
  /** A whole object, or undefined when there is none. Throws `integrity` when it has more than `maximumBytes`. */
  readSmall(key: string, maximumBytes: number): Promise<SmallObject | undefined>;
  /** The bytes of an object as they come. */
  readStream(key: string): AsyncIterable<Uint8Array>;
  /**
   * Begins to read a part of an object; undefined when there is no such object. What breaks off is an error
   * (`store-unreachable`), and can be gone on with from where it broke off.
   */
  readRange(key: string, range: ByteRange): Promise<ObjectReading | undefined>;
  /** Every key under a prefix, in the store's order. Throws when there are more than `maximumKeys` (default: a million). */
  listKeys(prefix: string, maximumKeys?: number): Promise<readonly string[]>;
  write(key: string, body: Body, options: WriteOptions): Promise<WriteOutcome>;
  /** Proves the right to write a key without writing it: starts a multipart upload and aborts it. */
  proveWritable(key: string): Promise<void>;
  /** Looks at how the store is protected, with the same credentials. */
  readonly guard: StoreGuard;
  close(): void;
}
