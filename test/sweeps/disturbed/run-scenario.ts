import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishRelease } from '../../../lib/release/publish/publish-release.ts';
import { openS3Store } from '../../../lib/store/s3/s3-store.ts';
import { contextVariables, type PipeResult, runPipeProcess } from '../../../lib/testing/pipe-process.ts';
import { bucketOf } from '../../../lib/testing/project-stores.ts';
import { bundleDriver } from '../bundle-driver.ts';
import { type Clone, cloneRepository } from './clone.ts';
import type { Before, Scenario, SweepRepository } from './scenarios.ts';
import { type Contents, openSweepWorld, type SweepWorld, storeNames } from './sweep-world.ts';

export interface RunOptions {
  readonly stop?: AbortSignal;
  readonly kill?: AbortSignal;
  /** Default: that of the pipe, which no variable changes. */
  readonly idleTimeoutMs?: number;
}

/** One pipeline. */
export interface SweepRun extends PipeResult {
  readonly lines: readonly string[];
  /** What was left of its temporary files. */
  readonly leftFiles: readonly string[];
}

const driver = join(tmpdir(), `tagship-sweep-driver-${process.pid}.mjs`);

/** Makes the program that publishes to stores which no variable describes. */
export async function buildDriver(): Promise<Disposable> {
  await bundleDriver(join(import.meta.dirname, 'driver.ts'), driver);
  return { [Symbol.dispose]: () => rmSync(driver, { force: true }) };
}

/** What lies in the stores when the scenario's pipeline begins. */
export async function prepareStores({ before }: Scenario): Promise<Contents> {
  await using world = await openSweepWorld();
  const withoutRecords: string[] = [];
  for (const release of before) {
    await publishBefore(world, release);
    const { name, folder } = release.repository.identity;
    if (release.isWithoutRecords === true) {
      withoutRecords.push(`${name}/${folder}/`);
    }
  }
  const isRecord = (key: string): boolean => key.endsWith('.json');
  return world
    .contents()
    .filter(({ object: { key } }) => !(isRecord(key) && withoutRecords.some((prefix) => key.startsWith(prefix))));
}

async function publishBefore(world: SweepWorld, { repository, build, stores = storeNames }: Before): Promise<void> {
  using clone = cloneRepository(repository);
  const { kind, name, folder, packageName } = repository.identity;
  const context = contextOf(repository, clone, build);
  const variables = world.variables();
  const opened = stores.map((store) =>
    openS3Store({
      name: store,
      bucket: bucketOf(store),
      region: 'us-east-1',
      endpoint: variables['S3_ENDPOINT'] ?? '',
      credentials: {
        kind: 'keys',
        accessKeyId: variables[`${store}_AWS_ACCESS_KEY_ID`] ?? '',
        secretAccessKey: variables[`${store}_AWS_SECRET_ACCESS_KEY`] ?? '',
      },
    }),
  );
  const { status, diagnostics } = await publishRelease({
    kind,
    name,
    binName: kind === 'src' ? packageName : repository.binName,
    cloneDir: clone.directory,
    target: folder === 'developer' ? { on: 'developer' } : { on: 'tag', tag: folder },
    ...(kind === 'src' ? { files: ['build'] } : {}),
    build: {
      repository: context['BITBUCKET_REPO_FULL_NAME'] ?? '',
      repositoryUuid: context['BITBUCKET_REPO_UUID'] ?? '',
      commit: clone.commit,
      build,
    },
    stores: opened,
  });
  for (const store of opened) {
    store.close();
  }
  if (status !== 'published') {
    throw new Error(`${name} ${folder} was not published before: ${JSON.stringify(diagnostics)}`);
  }
}

function contextOf({ identity: { kind, name, folder } }: SweepRepository, clone: Clone, build: number) {
  return contextVariables({
    cloneDir: clone.directory,
    slug: `${name.toLowerCase()}.${kind}`,
    commit: clone.commit,
    build,
    ...(folder === 'developer' ? { branch: folder } : { tag: folder }),
  });
}

/** Runs the scenario's pipeline in a clone of its own, to all stores. */
export async function runScenario(
  { repository, build, isMultipart = false }: Scenario,
  world: SweepWorld,
  { stop, kill, idleTimeoutMs }: RunOptions = {},
): Promise<SweepRun> {
  using clone = cloneRepository(repository);
  const { kind, name, packageName, folder } = repository.identity;
  const binName = kind === 'src' ? packageName : repository.binName;
  const isDriven = isMultipart || idleTimeoutMs !== undefined;
  const result = await runPipeProcess({
    cloneDir: clone.directory,
    slug: `${name.toLowerCase()}.${kind}`,
    commit: clone.commit,
    build,
    ...(folder === 'developer' ? { branch: folder } : { tag: folder }),
    variables: {
      REPO_NAME: name,
      ...(binName === undefined ? {} : { BIN_NAME: binName }),
      ...(kind === 'src' ? { FILES: 'build' } : {}),
      BITBUCKET_PIPE_STORAGE_DIR: clone.storageDir,
      ...world.variables(),
    },
    ...(isDriven
      ? {
          program: [
            driver,
            JSON.stringify({
              ...(isMultipart ? { conditionalMultipart: true } : {}),
              ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
            }),
          ],
        }
      : {}),
    ...(stop === undefined ? {} : { stop }),
    ...(kill === undefined ? {} : { kill }),
  });
  return { ...result, lines: result.stdout.trimEnd().split('\n'), leftFiles: clone.leftFiles() };
}
