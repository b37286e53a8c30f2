import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openS3Store } from '../lib/store/s3/s3-store.ts';
import { comparisonTable, medianSeconds } from './compare-commands.ts';
import { verifyUnpacked } from './contenders/verify-unpacked.ts';
import { type Bench, type Scenario, scaled } from './harness/bench.ts';
import { bundleProgram } from './harness/bundle-program.ts';
import { type Contender, interleave, type Runs } from './harness/interleave.ts';
import { measureProcess } from './harness/measure-process.ts';
import { type ModuleInStore, putModules } from './inputs/put-modules.ts';
import { formatNumber } from './results/format-figures.ts';
import { type BenchStore, startRgw, type Target } from './servers/target.ts';

const tagship = 'tagship';
const loop = 'a loop of `aws s3 cp` and `tar xzf`';
const packageMegabytes = 20;

/** What a node does until its first script, against the loop that the documents describe. */
export const nodeFetch: Scenario = {
  id: 'node-fetch',
  run: async (bench) => {
    const count = scaled(bench, 30);
    await using target = await startRgw(1);
    const runs = await compareFetches(bench, { target, count });
    return {
      id: 'node-fetch',
      title: 'Fetching on a node',
      text: [
        `${count} modules, each a package of about ${packageMegabytes} MB of mixed binaries, from Ceph RADOS Gateway on the same machine into an empty folder. tagship verifies every package, keeps it on the disk (fsync) and unpacks; the loop does neither of the first two. Whole processes; after each run its files are emptied, written back and left aside (ext4 without a journal goes round the inodes of removed files for minutes, which no node meets). In the first run of each every unpacked file is compared by its sha256; it counts where it takes 10 s or more.`,
        "Where tagship's processor time goes (perf, two cores): inflating four tenths, writing to the page cache and creating files two, sha256 and CRC-32 one, receiving and the SDK two, the garbage collector one. The least that is left to both cores without anything else is inflating, hashing and writing: about half of it.",
      ],
      tables: [comparisonTable(runs)],
      charts: [],
      figures: { 'node-fetch.times-loop': medianSeconds(runs, loop) / medianSeconds(runs, tagship) },
    };
  },
};

interface FetchRequest {
  readonly target: Target;
  readonly count: number;
}

async function compareFetches(bench: Bench, { target, count }: FetchRequest): Promise<readonly Runs[]> {
  const [place] = target.stores;
  if (place === undefined) {
    throw new Error('the server has no store');
  }
  const modules = await fillStore(bench, { target, count, place });
  const lock = join(bench.folder, 'lock.json');
  writeFileSync(lock, JSON.stringify(modules.map(({ locked }) => locked)));
  const program = await bundleProgram('fetch', bench.folder);
  const script = join(import.meta.dirname, 'contenders', 'fetch-loop.sh');
  const node = join(bench.folder, 'node');
  const { endpoint } = target;
  const names = modules.map(({ locked }) => locked.name);
  const { bucket, accessKeyId, secretAccessKey } = place;
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  let taken = 0;
  const contender = (name: string, scripts: string, command: readonly string[]): Contender => ({
    name,
    leastRounds: 3,
    async run({ isWarmUp }) {
      const measurement = await measureProcess({ command, env });
      if (isWarmUp) {
        verifyUnpacked(join(node, scripts), modules);
      }
      taken += 1;
      setAside(node, `${node}-${taken}`);
      // what one has written is not to be written to the disk while the other is at work
      execFileSync('sync');
      bench.say(`node-fetch, ${name}: ${formatNumber(measurement.seconds)} s`);
      return measurement;
    },
  });
  return await interleave(
    [
      contender(tagship, 'scripts', [process.execPath, program, endpoint, bucket, node, lock]),
      contender(loop, '.', [script, endpoint, bucket, node, ...names]),
    ],
    { rounds: 5, secondsEach: 60 },
  );
}

/** Gives the room back, and no inode: who creates files next has to look for one behind those that were just removed. */
function setAside(folder: string, aside: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      truncateSync(join(entry.parentPath, entry.name));
    }
  }
  renameSync(folder, aside);
}

async function fillStore(
  bench: Bench,
  { target, count, place }: FetchRequest & { readonly place: BenchStore },
): Promise<readonly ModuleInStore[]> {
  const { name, bucket, accessKeyId, secretAccessKey } = place;
  const store = openS3Store({
    name,
    bucket,
    region: 'us-east-1',
    endpoint: target.endpoint,
    credentials: { kind: 'keys', accessKeyId, secretAccessKey },
  });
  const modules = await putModules({ count, megabytes: packageMegabytes, folder: bench.folder, store });
  store.close();
  return modules;
}
