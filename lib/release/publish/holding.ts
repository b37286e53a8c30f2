import type { PackedPackage } from '../../archive/pack-packages.ts';
import type { Store } from '../../store/store.ts';
import type { PackageMetadata } from '../package-metadata.ts';
import type { StoredRecord } from '../record.ts';

/** How a store came to hold the package of a release. */
export type Arrival =
  /** This run put it there. */
  | 'uploaded'
  /** It was there with the very content that this run packed. */
  | 'unchanged'
  /** It was there, recorded, with other bytes of the same commit (a recompiled SRC): the stored bytes stay. */
  | 'kept'
  /** A run that ended before its record had put it there. */
  | 'adopted'
  /** Its bytes were brought from the store that had them first. */
  | 'filled';

/** What a record says of the bytes of a package. */
export type PackageContents = Pick<
  PackedPackage,
  'size' | 'sha256' | 'contentSha256' | 'files' | 'placeholders' | 'compression'
>;

/** A package that is in its store, whole and verified. */
export interface Holding {
  readonly store: Store;
  readonly arrival: Arrival;
  readonly contents: PackageContents;
  /** Without quotes. */
  readonly etag: string;
  /** What lies at the record's key. */
  readonly record: StoredRecord | undefined;
  /** Adopted only: what the package says of the run that put it. */
  readonly putBy?: Pick<PackageMetadata, 'build' | 'runId'>;
}

/** What became of one store in the first phase. A failure there is a value: the other stores are still attempted. */
export type UploadResult =
  | { readonly status: 'held'; readonly store: Store; readonly holding: Holding }
  | { readonly status: 'stood-back'; readonly store: Store; readonly newerBuild: number }
  /** Nothing was completed there, because another store failed before. */
  | { readonly status: 'given-up'; readonly store: Store }
  | { readonly status: 'failed'; readonly store: Store; readonly error: unknown };
