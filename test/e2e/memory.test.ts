import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { startS3Server } from '../../lib/testing/s3/server.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;
const projects = ['PROJECTA', 'PROJECTB', 'PROJECTC'];

test('a package of 1 GB for three stores, each rendered otherwise, takes less than 512 MB of memory', async () => {
  using repository = createGitRepository();
  const commit = repository.commit({
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'echo ${BUCKET_NAME}\n',
    'upgrade.sh': 'echo ${BUCKET_NAME}\n',
  });
  writeRandomFile(join(repository.directory, 'files'), gibibyte);
  const accounts = projects.map((name, index) => ({
    name,
    id: String(100_000_000_000 + index),
    accessKeyId: `AKID${name}`,
    secretAccessKey: `secret-of-${name}`,
  }));
  const server = await startS3Server({
    accounts,
    buckets: projects.map((owner) => ({ name: `acme-${owner.toLowerCase()}`, owner })),
    keepUpToBytes: mebibyte,
  });
  onTestFinished(async () => await server.close());
  let peakBytes = 0;

  const { stdout, exitCode } = await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'modulex.rel',
    commit,
    build: 1,
    tag: '2.0.0',
    onStart: (processId) => {
      const watch = setInterval(() => {
        peakBytes = Math.max(peakBytes, peakMemoryOf(processId));
      }, 100);
      onTestFinished(() => clearInterval(watch));
    },
    variables: {
      REPO_NAME: 'ModuleX',
      STORES: projects.join(' '),
      S3_ENDPOINT: server.endpoint,
      BITBUCKET_PIPE_STORAGE_DIR: '',
      ...Object.fromEntries(
        accounts.flatMap(({ name, accessKeyId, secretAccessKey }) => [
          [`${name}_BUCKET_NAME`, `acme-${name.toLowerCase()}`],
          [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
          [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
        ]),
      ),
    },
  });

  expect(stdout).toContain('✔ ModuleX 2.0.0 is released in 3 stores');
  expect(exitCode).toBe(0);
  for (const project of projects) {
    const stored = server.object(`acme-${project.toLowerCase()}`, 'ModuleX/2.0.0/ModuleX.tar.gz');
    expect(stored?.sizeBytes).toBeGreaterThan(gibibyte);
  }
  console.log(`peak memory of the pipe: ${Math.round(peakBytes / mebibyte)} MiB`);
  expect(peakBytes).toBeGreaterThan(50 * mebibyte);
  expect(peakBytes).toBeLessThan(512 * 1_000_000);
}, 600_000);

/** Bytes that cannot be compressed, and no hole: what a worst package is made of. */
function writeRandomFile(folder: string, sizeBytes: number): void {
  mkdirSync(folder);
  const file = openSync(join(folder, 'large'), 'wx');
  const block = Buffer.alloc(16 * mebibyte);
  for (let written = 0; written < sizeBytes; written += block.length) {
    writeSync(file, randomFillSync(block));
  }
  closeSync(file);
}

/** The kernel's own high-water mark of a process, in bytes; 0 when it has ended. */
function peakMemoryOf(processId: number | undefined): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
