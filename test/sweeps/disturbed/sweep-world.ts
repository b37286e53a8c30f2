import { openS3Store } from '../../../lib/store/s3/s3-store.ts';
import type { Store } from '../../../lib/store/store.ts';
import { bucketOf } from '../../../lib/testing/project-stores.ts';
import type { ObjectView } from '../../../lib/testing/s3/contents.ts';
import type { AnswerFault, Fault, S3Call } from '../../../lib/testing/s3/faults.ts';
import { type S3Server, startS3Server } from '../../../lib/testing/s3/server.ts';
import { watchReleases } from './watch-releases.ts';

export const storeNames = ['PROJECTA', 'PROJECTB', 'PROJECTC'] as const;
export type StoreName = (typeof storeNames)[number];

/** A call that a pipeline made. */
export interface PipelineCall {
  readonly store: StoreName;
  /** `PutObject ModuleX/1.0.0/ModuleX.rel.json` */
  readonly request: string;
  /** `PROJECTA PutObject ModuleX/1.0.0/ModuleX.rel.json #2`: how often the run has made it. The same in every run. */
  readonly id: string;
  readonly call: S3Call;
  /** Of an object or a part. */
  readonly bodyBytes: number;
}

/** What goes wrong in a run. */
export interface Disturbance {
  before?(call: PipelineCall): Fault | undefined;
  after?(call: PipelineCall): AnswerFault | undefined;
}

/** Everything that lies in the stores. */
export type Contents = readonly { readonly store: StoreName; readonly object: ObjectView }[];

/** Three stores on a loopback server of their own, watched from inside. */
export interface SweepWorld extends AsyncDisposable {
  /** The pipe's variables for these stores. */
  variables(stores?: readonly StoreName[]): Readonly<Record<string, string>>;
  /** The stores as somebody sees them who only reads; those calls are not a pipeline's. */
  readonly readers: readonly Store[];
  /** Disturbs the run that begins now, and returns the calls that it will make. */
  beginRun(disturbance?: Disturbance): readonly PipelineCall[];
  contents(): Contents;
  unfinishedUploads(): readonly string[];
  /** What was wrong in a tag folder after any change, as the server saw it. */
  readonly violations: readonly string[];
}

const changing: ReadonlySet<string> = new Set(['PutObject', 'CompleteMultipartUpload', 'DeleteObject']);

const accounts = storeNames.flatMap((name, index) =>
  ['', '-READER'].map((role) => ({
    name: `${name}${role}`,
    id: String(100_000_000_000 + index),
    accessKeyId: `AKID${name}${role}`,
    secretAccessKey: `secret-of-${name.toLowerCase()}${role}-0123456789`,
  })),
);

export async function openSweepWorld(contents: Contents = []): Promise<SweepWorld> {
  const server = await startS3Server({
    accounts,
    buckets: storeNames.map((name) => ({ name: bucketOf(name), owner: name })),
  });
  for (const { store, object } of contents) {
    server.put(bucketOf(store), object.key, object.body(), object.metadata);
  }
  const watch = watchReleases(server, storeNames.map(bucketOf));
  const byIndex = new Map<number, PipelineCall>();
  let run: { readonly calls: PipelineCall[]; readonly disturbance: Disturbance };
  const beginRun = (disturbance: Disturbance = {}): readonly PipelineCall[] => {
    run = { calls: [], disturbance };
    return run.calls;
  };
  beginRun();
  server.setHooks({
    before(call) {
      const made = describeCall(call, run.calls);
      if (made === undefined) {
        return undefined;
      }
      run.calls.push(made);
      byIndex.set(call.index, made);
      return run.disturbance.before?.(made);
    },
    after(call) {
      if (call.operation !== undefined && changing.has(call.operation)) {
        watch.look();
      }
      const made = byIndex.get(call.index);
      return made === undefined ? undefined : run.disturbance.after?.(made);
    },
  });
  const readers = storeNames.map((name) => openReader(server, name));

  return {
    readers,
    beginRun,
    variables: (stores = storeNames) => storeVariables(server, stores),
    contents: () => storeNames.flatMap((store) => server.objects(bucketOf(store)).map((object) => ({ store, object }))),
    unfinishedUploads: () =>
      storeNames.flatMap((store) => server.unfinishedUploads(bucketOf(store)).map(({ uploadId }) => uploadId)),
    violations: watch.violations,
    [Symbol.asyncDispose]: async () => {
      for (const reader of readers) {
        reader.close();
      }
      await server.close();
    },
  };
}

/** Undefined for a reader's call. */
function describeCall(call: S3Call, before: readonly PipelineCall[]): PipelineCall | undefined {
  const store = storeNames.find((name) => name === call.account);
  if (store === undefined) {
    return undefined;
  }
  const part = call.query.get('partNumber');
  const object = call.key ?? call.query.get('prefix') ?? '';
  const request = `${call.operation} ${object}${part === undefined ? '' : ` part ${part}`}`;
  const times = before.filter((other) => other.store === store && other.request === request).length + 1;
  const bodyBytes = Number(call.headers['x-amz-decoded-content-length'] ?? call.headers['content-length'] ?? 0);
  return { store, request, id: `${store} ${request} #${times}`, call, bodyBytes };
}

function openReader(server: S3Server, name: StoreName): Store {
  const { accessKeyId = '', secretAccessKey = '' } =
    accounts.find((account) => account.name === `${name}-READER`) ?? {};
  return openS3Store({
    name,
    bucket: bucketOf(name),
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: { kind: 'keys', accessKeyId, secretAccessKey },
  });
}

function storeVariables(server: S3Server, stores: readonly StoreName[]): Readonly<Record<string, string>> {
  return {
    STORES: stores.join(' '),
    S3_ENDPOINT: server.endpoint,
    ...Object.fromEntries(
      accounts
        .filter(({ name }) => stores.some((store) => store === name))
        .flatMap(({ name, accessKeyId, secretAccessKey }) => [
          [`${name}_BUCKET_NAME`, bucketOf(name)],
          [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
          [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
        ]),
    ),
  };
}
