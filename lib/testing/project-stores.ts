import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openS3Store, type S3StoreOptions } from '../store/s3/s3-store.ts';
import type { Store } from '../store/store.ts';
import { exampleRepositories, publishesTo, readExamplePolicy } from './example-policies.ts';
import { examplesFolder } from './example-world.ts';
import { type S3Server, type S3ServerOptions, startS3Server } from './s3/server.ts';
import type { S3Account } from './s3/signature.ts';

/** Several projects, each with an account, a bucket and a store of its own on one loopback server. */
export interface ProjectStores extends AsyncDisposable {
  readonly server: S3Server;
  /** `PROJECTA`, `PROJECTB`, ... */
  readonly stores: readonly Store[];
  /** The root of a project's account. */
  account(project: string): S3Account;
  /** Opens a project's store anew. */
  open(project: string, options?: Partial<S3StoreOptions>): Store;
  /** The pipe's variables for these projects, with the keys of their accounts' roots. */
  variables(projects?: readonly string[]): Readonly<Record<string, string>>;
  /** The same with the keys of a repository of the example world, or of `node`, which may do no more than examples/iam says. */
  variablesOf(repository: string): Readonly<Record<string, string>>;
}

const regionOfServer = 'us-east-1';

export async function startProjectStores(
  projects: readonly string[] = ['PROJECTA', 'PROJECTB'],
  options: Pick<S3ServerOptions, 'keepUpToBytes'> = {},
): Promise<ProjectStores> {
  const accounts = projects.map((project, index) => ({
    project,
    name: project,
    id: String(100_000_000_000 + index),
    accessKeyId: `AKID${project}`,
    secretAccessKey: `secret-of-${project.toLowerCase()}-0123456789`,
  }));
  const users = accounts.flatMap(usersOf);
  const server = await startS3Server({
    ...options,
    accounts: [...accounts, ...users],
    buckets: projects.map((project) => ({ name: bucketOf(project), owner: project })),
  });
  const opened: Store[] = [];
  const accountOf = (project: string): S3Account => {
    const account = accounts.find(({ name }) => name === project);
    if (account === undefined) {
      throw new Error(`there is no project ${project}`);
    }
    return account;
  };
  const open = (project: string, options: Partial<S3StoreOptions> = {}): Store => {
    const { accessKeyId, secretAccessKey } = accountOf(project);
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
  const variablesWith = (keys: readonly ProjectKey[]): Readonly<Record<string, string>> => ({
    STORES: keys.map(({ project }) => project).join(' '),
    S3_ENDPOINT: server.endpoint,
    ...Object.fromEntries(
      keys.flatMap(({ project, accessKeyId, secretAccessKey }) => [
        [`${project}_BUCKET_NAME`, bucketOf(project)],
        [`${project}_AWS_ACCESS_KEY_ID`, accessKeyId],
        [`${project}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
      ]),
    ),
  });
  return {
    server,
    stores: projects.map((project) => open(project)),
    account: accountOf,
    open,
    variables: (chosen = projects) => variablesWith(accounts.filter(({ project }) => chosen.includes(project))),
    variablesOf: (repository) => variablesWith(users.filter((user) => user.repository === repository)),
    [Symbol.asyncDispose]: async () => {
      for (const store of opened) {
        store.close();
      }
      await server.close();
    },
  };
}

interface ProjectKey extends S3Account {
  readonly project: string;
}

/** One user for each repository that publishes to a project of the example world, and one for its nodes. */
function usersOf({ project, id }: ProjectKey): readonly (ProjectKey & { readonly repository: string })[] {
  const isExample = existsSync(join(examplesFolder, 'iam', bucketOf(project)));
  const repositories = isExample ? [...exampleRepositories().filter((name) => publishesTo(name, project)), 'node'] : [];
  return repositories.map((repository) => ({
    project,
    repository,
    name: `${project} ${repository}`,
    id,
    accessKeyId: `AKID${project}${repository.replace('.', '').toUpperCase()}`,
    secretAccessKey: `secret-of-${repository.toLowerCase()}-in-${project.toLowerCase()}`,
    policies: [readExamplePolicy(bucketOf(project), repository)],
  }));
}

/** The bucket of a project in tests and in the demo. */
export function bucketOf(project: string): string {
  return `acme-${project.toLowerCase()}`;
}
