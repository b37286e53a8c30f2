import type { StoreVariables } from './variables.ts';

/** How a store is protected, as far as its credential may see. */
export interface StoreProtection {
  readonly versioning: Facet<'on' | 'suspended' | 'off'>;
  readonly publicAccess: Facet<PublicAccess>;
  /** Whether the bucket's policy lets anybody in. */
  readonly publicPolicy: Facet<boolean>;
  readonly lifecycle: Facet<readonly LifecycleRule[]>;
}

/** Something about a store that is known, or why it is not. */
export type Facet<T> = { readonly known: true; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly known: false;
  /** `denied`: the credential may not ask. `unsupported`: the server has no such thing. */
  readonly why: 'denied' | 'unsupported' | 'unanswered';
  /** What the credential would need, e.g. `s3:GetBucketVersioning`. */
  readonly right: string;
}

/** What a bucket blocks (AWS, "Blocking public access to your Amazon S3 storage"); one without a block blocks nothing. */
export interface PublicAccess {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** A lifecycle rule that is enabled, with what it does to what is there. */
export interface LifecycleRule {
  /** As it was named; may be empty. */
  readonly id: string;
  /** Empty: every key. */
  readonly prefix: string;
  /** Whether it is for objects with certain tags only. */
  readonly needsTags: boolean;
  /** Removes objects at some age or day; where the bucket is versioned they become noncurrent. */
  readonly expires: boolean;
  /** Moves objects to where they cannot be read from at once. */
  readonly archives: boolean;
  /** Ends uploads that were not completed. */
  readonly abortsUploads: boolean;
}

/** Whose bucket it is: `ignored` where the server does not mind which account it is asked for. */
export type Ownership = 'as-expected' | 'another' | 'ignored' | 'not-pinned' | 'unknown';

/** `left`: the upload that was started could not be aborted, and is still there. */
export type WriteProbe = 'denied' | 'allowed' | 'left';

/**
 * Looks at how a store is protected. It stands beside `Store`, because what cannot be read here stops no release. Every
 * method rejects with the signal's reason when the run is aborted, and with a `TagshipError` (`store-access`,
 * `store-misconfigured`) where the store cannot be asked anything; a store that does not answer is a value.
 */
export interface StoreGuard {
  /** Of an S3-compatible store; undefined: AWS. */
  readonly endpoint: string | undefined;
  /** 12 digits: the account that the bucket has to belong to, if one was given. */
  readonly expectedOwner: string | undefined;
  /** The names under which a user gave these. */
  readonly variables: Pick<StoreVariables, 'bucket' | 'endpoint' | 'expectedOwner'>;
  /** Asks four questions at once, and waits a few seconds at most. */
  readProtection(): Promise<StoreProtection>;
  /** The bucket's policy as JSON; undefined when it has none. */
  readPolicy(): Promise<Facet<string | undefined>>;
  readOwnership(): Promise<Ownership>;
  /** Whether a key may be written: starts a multipart upload and aborts it. */
  probeWrite(key: string): Promise<WriteProbe>;
  /** Whether all keys may be listed; asks for one. */
  probeListing(): Promise<'denied' | 'allowed'>;
}
