import { onTestFinished } from 'vitest';
import type { S3Server, S3ServerOptions } from '../../testing/s3/server.ts';
import { acme, startTwoAccountServer } from '../../testing/s3/two-account-server.ts';
import type { Store } from '../store.ts';
import { openS3Store, type S3StoreOptions } from './s3-store.ts';

export interface LoopbackStore {
  readonly server: S3Server;
  readonly store: Store;
  /** The operations of all requests so far. */
  operations(): readonly (string | undefined)[];
}

/** A server of its own for one test, with a store on its bucket `projecta`. */
export async function openLoopbackStore(
  options: Partial<S3StoreOptions> = {},
  serverOptions: Partial<S3ServerOptions> = {},
): Promise<LoopbackStore> {
  const server = await startTwoAccountServer(serverOptions);
  const { accessKeyId, secretAccessKey } = acme;
  const store = openS3Store({
    name: 'PROJECTA',
    bucket: 'projecta',
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: { kind: 'keys', accessKeyId, secretAccessKey },
    ...options,
  });
  onTestFinished(async () => {
    store.close();
    await server.close();
  });
  return { server, store, operations: () => server.calls.map(({ operation }) => operation) };
}
