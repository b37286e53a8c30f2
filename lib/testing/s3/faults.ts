import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { S3Operation } from './routes.ts';

/** A request as it came in, before its signature is verified. */
export interface S3Call {
  /** Its place among the server's calls, from 1. */
  readonly index: number;
  /** Undefined where this server has no such operation. */
  readonly operation: S3Operation | undefined;
  readonly bucket: string;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  readonly accessKeyId: string | undefined;
  /** The name of the account that has this access key. */
  readonly account: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * What goes wrong. `status`: S3 answers an error, e.g. 503 SlowDown, 409 ConditionalRequestConflict, or with status 200
 * the error that CompleteMultipartUpload may have in its body. `reset`: the connection breaks. `stall`: no answer ever.
 * `foreign`: status 200 and a page of HTML, as a proxy answers that wants somebody to sign in.
 */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: string;
      readonly headers?: OutgoingHttpHeaders;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'foreign' };

/**
 * `truncate`: the connection breaks in the middle of the answer's body, or before the body where that is empty.
 * `shorten`: the last byte of the body is missing, and Content-Length agrees with that; also where it tells of a body
 * that is not sent (HEAD).
 */
export type AnswerFault = Fault | { readonly kind: 'truncate' } | { readonly kind: 'shorten' };

type Awaitable<T> = T | Promise<T>;

export interface S3Hooks {
  /** Called before the server looks at the request; a fault is answered in place of acting. May wait, kill, change. */
  before?(call: S3Call): Awaitable<Fault | undefined | void>;
  /** Called when the server has acted, with the status it is about to answer; a fault replaces the answer. */
  after?(call: S3Call, status: number): Awaitable<AnswerFault | undefined | void>;
}
