import { createServer, type Server } from 'node:http';
import type { Clock } from '../../core/context.ts';
import { systemClock } from '../../core/system-clock.ts';
import { type Access, createAccess } from './access.ts';
import type { Exchange } from './answers.ts';
import { type Bucket, createSafeBucket } from './buckets.ts';
import { openContents, type S3Contents } from './contents.ts';
import { answerRequest } from './exchange.ts';
import type { S3Call, S3Hooks } from './faults.ts';
import { requirePolicy } from './iam/policy.ts';
import type { Service } from './service.ts';
import type { S3Account } from './signature.ts';

export interface S3ServerOptions extends S3Hooks {
  readonly accounts: readonly S3Account[];
  /** Public access to them is blocked, and they are versioned (in what they say: no versions are kept). */
  readonly buckets: readonly {
    readonly name: string;
    /** The name of the account whose id it belongs to. */
    readonly owner: string;
    /** Default: us-east-1. */
    readonly region?: string;
  }[];
  /** What policies are told of the transport (`aws:SecureTransport`), which has no TLS here. Default: true. */
  readonly seemsSecure?: boolean;
  /** Default: the machine's clock. Signatures may be 15 minutes off it. */
  readonly clock?: Pick<Clock, 'now'>;
  /**
   * Makes the server a sink for longer bodies (of an object or a part), e.g. in a benchmark: they are counted and
   * verified but not kept, and their object can be listed and headed but not read. Default: all are kept, in memory.
   */
  readonly keepUpToBytes?: number;
}

export interface S3Server extends S3Contents, AsyncDisposable, Pick<Access, 'deny'> {
  /** e.g. http://127.0.0.1:40123; addressing is path-style only */
  readonly endpoint: string;
  /** Every request since the start, the refused ones too. */
  readonly calls: readonly S3Call[];
  /** Replaces both hooks from the next request on. */
  setHooks(hooks: S3Hooks): void;
  /** Breaks every connection, stalled ones too. */
  close(): Promise<void>;
}

/**
 * Starts an S3 server on a free port of the loopback interface, which behaves as AWS does where tagship relies on it:
 * signatures, ownership, conditional writes, multipart uploads, checksums, listings. For tests, demo and benchmarks.
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const clock = options.clock ?? systemClock;
  for (const policy of options.accounts.flatMap(({ policies = [] }) => policies)) {
    requirePolicy(policy, 'identity');
  }
  const service: Service = {
    accounts: options.accounts,
    buckets: new Map(options.buckets.map(({ name, owner, region }) => [name, ownBucket(options, name, owner, region)])),
    access: createAccess(),
    clock,
    seemsSecure: options.seemsSecure ?? true,
    keepUpToBytes: options.keepUpToBytes ?? Number.POSITIVE_INFINITY,
  };
  const calls: S3Call[] = [];
  let hooks: S3Hooks = options;

  const serve = (exchange: Exchange): void => {
    // what cannot be answered is a connection that is gone
    answerRequest(service, calls, hooks, exchange).catch(() => exchange.response.destroy());
  };
  // a client may keep a connection, or a test a request, as long as it likes
  const http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  http.on('request', (request, response) => serve({ request, response, awaitsContinue: false }));
  http.on('checkContinue', (request, response) => serve({ request, response, awaitsContinue: true }));
  const endpoint = await listen(http);

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closed ??= closeServer(http);
    await closed;
  };
  return {
    endpoint,
    calls,
    ...openContents(service.buckets, () => clock.now()),
    deny: service.access.deny,
    setHooks(replacement) {
      hooks = replacement;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function ownBucket({ accounts }: S3ServerOptions, name: string, owner: string, region: string | undefined): Bucket {
  const account = accounts.find((candidate) => candidate.name === owner);
  if (account === undefined) {
    throw new Error(`the owner of bucket ${name}, ${owner}, is no account`);
  }
  return createSafeBucket(name, account.id, region);
}

async function listen(http: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return `http://127.0.0.1:${address.port}`;
}

async function closeServer(http: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeAllConnections();
  await closed;
}
