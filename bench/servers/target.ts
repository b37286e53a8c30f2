import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mapLimited } from '../../lib/core/parallel.ts';
import { connect } from '../../lib/testing/s3/sdk-client.ts';
import { startCephRgw } from '../../test/e2e/real-s3/start-ceph-rgw.ts';

/** A project's store as contenders see it. */
export interface BenchStore {
  /** As in STORES: `PROJECT01`. */
  readonly name: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The server that contenders publish to, and the harness's own view of it. */
export interface Target extends AsyncDisposable {
  readonly name: 'sink' | 'rgw';
  readonly endpoint: string;
  readonly stores: readonly BenchStore[];
  /** Whether bodies can be fetched; only the sink discards them otherwise. */
  keepBodies(keep: boolean): Promise<void>;
  listKeys(store: BenchStore): Promise<readonly string[]>;
  fetch(store: BenchStore, key: string, file: string): Promise<void>;
  /** Removes every object of all stores. */
  empty(): Promise<void>;
}

/** The most stores that a release goes to here. */
const mostStores = 32;
const removedAtOnce = 16;

function stores(count: number): readonly BenchStore[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return {
      name: `PROJECT${number}`,
      bucket: `acme-project${number}`,
      accessKeyId: `AKIDPROJECT${number}`,
      secretAccessKey: `secret-of-project${number}-0123456789`,
    };
  });
}

/** Starts the sink as a process of its own; kept bodies lie in the folder. */
export async function startSink(folder: string): Promise<Target> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sink.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { value: endpoint } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (typeof endpoint !== 'string') {
    throw new Error('the sink did not start');
  }
  return target({
    name: 'sink',
    endpoint,
    stores: stores(mostStores),
    keepBodies: async (keep) => {
      await fetch(`${endpoint}/-/${keep ? 'keep' : 'discard'}`, { method: 'PUT' });
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  });
}

/** Starts a Ceph RADOS Gateway, each store an account with a bucket of its own. */
export async function startRgw(storeCount: number): Promise<Target> {
  const accounts = stores(storeCount).map((store) => ({ ...store, id: store.name }));
  const server = await startCephRgw(accounts);
  const started = target({
    name: 'rgw',
    endpoint: server.endpoint,
    stores: stores(storeCount),
    keepBodies: async () => await Promise.resolve(),
    end: async () => await server[Symbol.asyncDispose](),
  });
  for (const { name, bucket, accessKeyId, secretAccessKey } of started.stores) {
    const client = connect({ endpoint: server.endpoint }, { name, id: name, accessKeyId, secretAccessKey });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
  }
  return started;
}

interface TargetParts extends Pick<Target, 'name' | 'endpoint' | 'stores' | 'keepBodies'> {
  end(): Promise<void>;
}

function target({ end, ...parts }: TargetParts): Target {
  const clients = new Map<string, S3Client>();
  const clientOf = (store: BenchStore): S3Client => {
    const client = clients.get(store.name) ?? connect(parts, { ...store, id: store.name });
    clients.set(store.name, client);
    return client;
  };
  async function listKeys(store: BenchStore): Promise<readonly string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await clientOf(store).send(
        new ListObjectsV2Command({ Bucket: store.bucket, ...(token !== undefined && { ContinuationToken: token }) }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }
  return {
    ...parts,
    listKeys,
    async fetch(store, key, file) {
      const { Body } = await clientOf(store).send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
      if (Body === undefined) {
        throw new Error(`s3://${store.bucket}/${key} has no body`);
      }
      await pipeline(Body.transformToWebStream(), createWriteStream(file));
    },
    async empty() {
      for (const store of parts.stores) {
        await mapLimited(await listKeys(store), removedAtOnce, async (key) => {
          await clientOf(store).send(new DeleteObjectCommand({ Bucket: store.bucket, Key: key }));
        });
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients.values()) {
        client.destroy();
      }
      await end();
    },
  };
}
