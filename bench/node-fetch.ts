import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { openS3Store } from '../lib/store/s3/s3-store.ts';
import { startCephRgw } from '../test/e2e/real-s3/start-ceph-rgw.ts';
import { makeModules } from './node-fetch/make-modules.ts';

/**
 * A node up to its first script: `node bench/node-fetch.ts [--modules 30] [--megabytes 20] [--rounds 3]` measures the
 * document's way (a loop of `aws s3 cp` and `tar xzf`) and tagship's, by turns, against Ceph RGW on this machine.
 */
const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '30' },
    megabytes: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
  },
});
const account = {
  name: 'bench',
  id: '',
  accessKeyId: 'AKIDBENCH0000000001',
  secretAccessKey: 'secret-of-bench-0123456789',
};
const { accessKeyId, secretAccessKey } = account;
const bucket = 'bench';

const folder = mkdtempSync(join(tmpdir(), 'tagship-node-fetch-'));
try {
  await using server = await startCephRgw([account]);
  const { endpoint } = server;
  const lock = join(folder, 'lock.json');
  const names = await prepare(endpoint, lock);
  const program = join(folder, 'fetch-program.mjs');
  await bundle(program);
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: folder,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const timed = (command: string, ...args: readonly string[]): Timed => {
    const target = join(folder, 'node');
    const cpuBefore = cpuSecondsOfChildren();
    const started = performance.now();
    const stdout = execFileSync(
      command,
      args.map((arg) => (arg === 'TARGET' ? target : arg)),
      { env },
    ).toString();
    const seconds = (performance.now() - started) / 1000;
    const cpuSeconds = cpuSecondsOfChildren() - cpuBefore;
    rmSync(target, { recursive: true });
    execFileSync('sync');
    return { seconds, cpuSeconds, stdout };
  };
  const documented: number[] = [];
  const ours: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const script = join(import.meta.dirname, 'node-fetch', 'documented-way.sh');
    const before = timed(script, endpoint, bucket, 'TARGET', ...names);
    const now = timed(process.execPath, program, endpoint, bucket, 'TARGET', lock);
    documented.push(before.seconds);
    ours.push(now.seconds);
    peaks.push(Number(now.stdout));
    console.log(
      `round ${round + 1}: documented way ${shown(before.seconds)} s (${shown(before.cpuSeconds)} of CPU), ` +
        `tagship ${shown(now.seconds)} s (${shown(now.cpuSeconds)} of CPU)`,
    );
  }
  const [before, now] = [median(documented), median(ours)];
  console.log(
    `${values.modules} modules of ${values.megabytes} MB: documented way ${shown(before)} s, tagship ${shown(now)} s, ` +
      `${shown(before / now)} times as fast; at most ${Math.round(Math.max(...peaks) / 1e6)} MB of memory`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Timed {
  readonly seconds: number;
  /** Of all processes that it started; on a machine that is busy with other things it tells more than the time. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** User and system time of all children that have ended: fields 16 and 17 of proc(5), in hundredths. */
function cpuSecondsOfChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function prepare(endpoint: string, lock: string): Promise<readonly string[]> {
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials: account });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const credentials = { kind: 'keys', accessKeyId, secretAccessKey } as const;
  const store = openS3Store({ name: 'BENCH', bucket, region: 'us-east-1', endpoint, credentials });
  const request = { count: Number(values.modules), megabytes: Number(values.megabytes), folder, store };
  const modules = await makeModules(request);
  store.close();
  writeFileSync(lock, JSON.stringify(modules));
  const sizes = modules.map(({ rel }) => ('size' in rel ? rel.size : 0));
  console.log(`packages have ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes`);
  return modules.map(({ name }) => name);
}

/** As the program that a node has: loading the sources is no part of what is measured. */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'node-fetch', 'fetch-program.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'warning',
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function shown(number = 0): string {
  return number.toFixed(2);
}
