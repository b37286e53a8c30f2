import { join } from 'node:path';
import { contextVariables } from '../lib/testing/pipe-process.ts';
import { storeVariables, tagship } from './contenders/publishers.ts';
import { builtCli, builtPipe, megabyte } from './harness/bench.ts';
import type { MeasuredCommand, Measurement } from './harness/measure-process.ts';
import { type Clone, createClone, moduleName, releaseTag } from './inputs/create-clone.ts';
import { createDistClone, projectName } from './inputs/create-dist-clone.ts';
import { storeReleases, takeTemplate } from './inputs/stored-modules.ts';
import { writeConfiguration, writeMixedBinaries, writeSmallFiles } from './inputs/write-inputs.ts';
import type { BenchStore, Target } from './servers/target.ts';

/** One quantity that grows while everything else stays. */
export interface GrowthCurve {
  readonly id: string;
  readonly title: string;
  readonly amounts: readonly number[];
  /** Whether `--scale` makes the amounts less; stores are not worth it. */
  readonly isScaled: boolean;
  readonly rounds: number;
  /** What is run, for readers. */
  readonly commands: string;
  /** Why it ends where it ends, if that is the product's own limit. */
  readonly limit?: string;
  prepare(place: Place): Promise<Prepared>;
  /** After every run. */
  tidy(target: Target): Promise<void>;
}

interface Place {
  readonly target: Target;
  /** An empty folder. */
  readonly folder: string;
  readonly amount: number;
}

interface Prepared {
  readonly command: MeasuredCommand;
  /** Throws when the run did not do what it is measured for. */
  check(measurement: Measurement): void;
}

const empty = async (target: Target): Promise<void> => await target.empty();
const nothing = async (): Promise<void> => await Promise.resolve();
const storesOfStoresCurve = 32;

function publication({ target, folder }: Place, stores: number, fill: (files: string) => void): Prepared {
  const clone = createClone(join(folder, 'clone'), fill);
  const job = { clone, target, stores: target.stores.slice(0, stores), stsEndpoint: target.endpoint };
  return { command: tagship.command(job), check: expecting(`is released in ${stores} store`) };
}

function expecting(text: string): Prepared['check'] {
  return ({ stdout }) => {
    if (!stdout.includes(text)) {
      throw new Error(`"${text}" is missing in:\n${stdout.slice(-2000)}`);
    }
  };
}

/** The first store, with releases of others in it. */
async function filledStore(
  { target, folder }: Place,
  releases: readonly { readonly name: string; readonly tag: string }[],
): Promise<{ readonly store: BenchStore; readonly clone: Clone }> {
  const clone = createClone(join(folder, 'template'), writeConfiguration);
  const store = firstStore(target);
  await storeReleases(target, store, await takeTemplate(target, store, clone), releases);
  return { store, clone };
}

function firstStore({ stores: [store] }: Target): BenchStore {
  if (store === undefined) {
    throw new Error('the server has no store');
  }
  return store;
}

export const growthCurves: readonly GrowthCurve[] = [
  {
    id: 'size',
    title: 'MB of mixed binaries in a package',
    amounts: [125, 250, 500, 1000, 2000, 4000],
    isScaled: true,
    rounds: 1,
    commands: 'pipe, 1 store',
    prepare: async (place) =>
      await Promise.resolve(publication(place, 1, (files) => writeMixedBinaries(files, place.amount * megabyte))),
    tidy: empty,
  },
  {
    id: 'files',
    title: 'files in a package',
    amounts: [1000, 5000, 20_000, 50_000, 99_900],
    isScaled: true,
    rounds: 2,
    commands: 'pipe, 1 store',
    limit: 'a package has at most 100,000 files, scripts and their like among them',
    prepare: async (place) =>
      await Promise.resolve(publication(place, 1, (files) => writeSmallFiles(files, place.amount))),
    tidy: empty,
  },
  {
    id: 'stores',
    title: 'stores',
    amounts: [1, 2, 4, 8, 16, storesOfStoresCurve],
    isScaled: false,
    rounds: 2,
    commands: 'pipe, 32 MB of mixed binaries',
    prepare: async (place) =>
      await Promise.resolve(publication(place, place.amount, (files) => writeMixedBinaries(files, 32 * megabyte))),
    tidy: empty,
  },
  {
    id: 'modules',
    title: 'modules in a lock',
    amounts: [10, 50, 200, 500, 1000, 2000],
    isScaled: true,
    rounds: 3,
    commands: 'pipe, a DIST, 1 store',
    limit: 'a list, and a closure, has at most 2,000 modules',
    prepare: async (place) => {
      const modules = Array.from({ length: place.amount }, (_, index) => `Module${index}`);
      const { store } = await filledStore(
        place,
        modules.map((name) => ({ name, tag: releaseTag })),
      );
      const { directory, commit } = createDistClone(join(place.folder, 'clone'), modules);
      return {
        command: {
          command: [process.execPath, builtPipe],
          env: {
            NO_COLOR: '1',
            ...contextVariables({ cloneDir: directory, slug: 'projecta.dist', commit, build: 1, tag: releaseTag }),
            REPO_NAME: projectName,
            S3_ENDPOINT: place.target.endpoint,
            // a dry run, so that it can be repeated: it resolves the lock and verifies every package of it
            DRY_RUN: 'true',
            ...storeVariables([store]),
          },
        },
        check: expecting('✔'),
      };
    },
    tidy: nothing,
  },
  {
    id: 'tags',
    title: 'tags of a module',
    amounts: [50, 250, 1000, 2500, 5000],
    isScaled: true,
    rounds: 2,
    commands: '`tagship list ModuleX --json`, 1 store',
    prepare: async (place) => await tagsOf(place, async ({ store }) => await Promise.resolve(listing(place, store))),
    tidy: nothing,
  },
  {
    id: 'tags-publish',
    title: 'tags of a module that is published again',
    amounts: [50, 1000, 5000],
    isScaled: true,
    rounds: 2,
    commands: 'pipe in a dry run, 1 store',
    prepare: async (place) =>
      await tagsOf(place, async ({ store, clone }) => {
        const job = { clone, target: place.target, stores: [store], stsEndpoint: place.target.endpoint };
        const { command, env } = tagship.command(job);
        return await Promise.resolve({ command: { command, env: { ...env, DRY_RUN: 'true' } }, check: expecting('✔') });
      }),
    tidy: nothing,
  },
];

async function tagsOf(
  place: Place,
  prepare: (filled: Awaited<ReturnType<typeof filledStore>>) => Promise<Prepared>,
): Promise<Prepared> {
  const name = moduleName;
  const tags = Array.from({ length: place.amount }, (_, index) => ({ name, tag: `0.${index}.0` }));
  return await prepare(await filledStore(place, tags));
}

function listing({ target, amount }: Place, store: BenchStore): Prepared {
  return {
    command: {
      command: [process.execPath, builtCli, 'list', moduleName, '--json'],
      env: { S3_ENDPOINT: target.endpoint, ...storeVariables([store]) },
    },
    check({ stdout }) {
      const answer: { readonly releases: readonly unknown[] } = JSON.parse(stdout);
      if (answer.releases.length !== amount) {
        throw new Error(`${answer.releases.length} of ${amount} releases are listed`);
      }
    },
  };
}
