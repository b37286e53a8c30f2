import { openS3Store, type S3StoreOptions } from '../store/s3/s3-store.ts';
import type { Store } from '../store/store.ts';
import { type S3Server, type S3ServerOptions, startS3Server } from './s3/server.ts';

/** Several projects, each with an account, a bucket and a store of its own on one loopback server. */
export interface ProjectStores extends AsyncDisposable {
  readonly server: S3Server;
  /** `PROJECTA`, `PROJECTB`, ... */
  readonly stores: readonly Store[];
  /** Opens a project's store anew. */
  open(project: string, options?: Partial<S3StoreOptions>): Store;
  /** The pipe's variables for these projects. */
  variables(projects?: readonly string[]): Readonly<Record<string, string>>;
}

const regionOfServer = 'us-east-1';

export async function startProjectStores(
  projects: readonly string[] = ['PROJECTA', 'PROJECTB'],
  options: Pick<S3ServerOptions, 'keepUpToBytes'> = {},
): Promise<ProjectStores> {
  const accounts = projects.map((project, index) => ({
    name: project,
    id: String(100_000_000_000 + index),
    accessKeyId: `AKID${project}`,
    secretAccessKey: `secret-of-${project.toLowerCase()}-0123456789`,
  }));
  const server = await startS3Server({
    ...options,
    accounts,
    buckets: projects.map((project) => ({ name: bucketOf(project), owner: project })),
  });
  const opened: Store[] = [];
  const open = (project: string, options: Partial<S3StoreOptions> = {}): Store => {
    const account = accounts.find(({ name }) => name === project);
    if (account === undefined) {
      throw new Error(`there is no project ${project}`);
    }
    const { accessKeyId, secretAccessKey } = account;
    const store = openS3Store({
      name: project,
      bucket: bucketOf(project),
      region: regionOfServer,
      endpoint: server.endpoint,
      credentials: { kind: 'keys', accessKeyId, secretAccessKey },
      signal: new AbortController().signal,
      ...options,
    });
    opened.push(store);
    return store;
  };
  return {
    server,
    stores: projects.map((project) => open(project)),
    open,
    variables: (chosen = projects) => ({
      STORES: chosen.join(' '),
      S3_ENDPOINT: server.endpoint,
      ...Object.fromEntries(
        accounts
          .filter(({ name }) => chosen.includes(name))
          .flatMap(({ name, accessKeyId, secretAccessKey }) => [
            [`${name}_BUCKET_NAME`, bucketOf(name)],
            [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
            [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
          ]),
      ),
    }),
    [Symbol.asyncDispose]: async () => {
      for (const store of opened) {
        store.close();
      }
      await server.close();
    },
  };
}

/** The bucket of a project in tests and in the demo. */
export function bucketOf(project: string): string {
  return `acme-${project.toLowerCase()}`;
}
