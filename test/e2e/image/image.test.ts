import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { lastLine } from '../../../demo/run-pipeline.ts';
import { listFolder } from '../../../lib/testing/folder-listing.ts';
import { createGitRepository, type GitRepository } from '../../../lib/testing/git-repository.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../../../lib/testing/project-stores.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { buildPipeImage, type PipeImage, type PipeStep } from './pipe-image.ts';

const root = join(import.meta.dirname, '../../..');
const megabyte = 1_000_000;

/** What an image is given to hold, by measuring: 101 MB of git, ssh and Perl for git, and 1 MB of ours. */
const mostOfOursBytes = 115 * megabyte;
const mostMemoryBytes = 512 * 1024 ** 2;

describe.skipIf(!inject('hasContainers'))('the image', () => {
  let image: PipeImage;
  let temporary: string;
  let sshFolder: string;
  let repository: GitRepository;
  let stores: ProjectStores;

  beforeAll(async () => {
    image = await buildPipeImage();
    temporary = mkdtempSync(join(tmpdir(), 'tagship-image-'));
    sshFolder = join(temporary, 'ssh');
    mkdirSync(sshFolder);
    writeFileSync(join(sshFolder, 'known_hosts'), '');
  }, 600_000);
  afterAll(() => {
    rmSync(temporary, { recursive: true, force: true });
  });
  beforeEach(async () => {
    repository = createGitRepository();
    stores = await startProjectStores(['PROJECTA', 'PROJECTB', 'PROJECTC'], { keepUpToBytes: megabyte });
  });
  afterEach(async () => {
    repository[Symbol.dispose]();
    await stores[Symbol.asyncDispose]();
  });

  /** A step on the tag 2.0.0 of ModuleX.rel, which publishes to two stores. */
  function releaseStep(changes: Partial<PipeStep> = {}): PipeStep {
    const commit = repository.commit({
      'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
      'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME}\n',
      'upgrade.sh': 'echo ${REL_TAG}\n',
      'etc/module.conf': 'x\n',
    });
    repository.git('tag', '2.0.0');
    const cloneDir = repository.directory;
    const variables = { REPO_NAME: 'ModuleX', TAG_CHECK: 'true', ...stores.variables(['PROJECTA', 'PROJECTB']) };
    const step = { cloneDir, slug: 'modulex.rel', commit, build: 41, tag: '2.0.0', variables };
    return { ...step, workingDir: cloneDir, sshFolder, ...changes };
  }

  test.each([
    ['in the clone dir', ''],
    ['in a folder below it', 'etc'],
    ['somewhere else', '/var/tmp'],
  ])('publishes a clone that belongs to another user when the step is %s', async (_where, folder) => {
    const step = releaseStep();
    execFileSync('chown', ['-R', '12345:12345', step.cloneDir]);
    const before = listFolder(step.cloneDir);

    const result = await image.run({ ...step, workingDir: join(folder.startsWith('/') ? '' : step.cloneDir, folder) });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lastLine(result)).toBe('✔ ModuleX 2.0.0 is released in 2 stores');
    expect(stores.server.objects(bucketOf('PROJECTB')).map(({ key }) => key)).toEqual([
      'ModuleX/2.0.0/ModuleX.tar.gz',
      'ModuleX/2.0.0/ModuleX.rel.json',
    ]);
    expect(listFolder(step.cloneDir)).toEqual(before);
  });

  test('reports into the clone, as root', async () => {
    const step = releaseStep();

    const { exitCode } = await image.run({ ...step, variables: { ...step.variables, REPORT_FILE: 'report.json' } });

    expect(exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(step.cloneDir, 'report.json'), 'utf8'))).toMatchObject({ status: 'success' });
    expect(image.config).toMatchObject({ Entrypoint: ['node', '/opt/tagship/tagship-pipe.mjs'] });
    expect(image.config['User'] ?? '').toBe('');
    expect(image.config['Cmd'] ?? []).toEqual([]);
  });

  test('ends within seconds when it is stopped, and says what is half done', async () => {
    const container = `tagship-stopped-${randomBytes(4).toString('hex')}`;
    let stopped: Promise<number> | undefined;
    const stop = async (): Promise<number> => {
      const startedAtMs = performance.now();
      await image.stop(container, 20);
      return performance.now() - startedAtMs;
    };
    stores.server.setHooks({
      before: ({ bucket, operation }) => {
        if (bucket !== bucketOf('PROJECTB') || operation !== 'PutObject') {
          return undefined;
        }
        stopped ??= stop();
        return { kind: 'stall' };
      },
    });

    const result = await image.run(releaseStep({ container }));

    expect(await stopped).toBeLessThan(5000);
    expect(result.exitCode).toBe(1);
    expect(result.stdout.split('\n').slice(-3)).toEqual([
      'ERROR: stopped by SIGTERM',
      '✖ ended during upload; packages may lie in some stores, without a record they are not released; run the pipeline again, it uploads only what is missing',
      '',
    ]);
  });

  test.each([
    ['/pipe.yml', 'pipe.yml'],
    ['/README.md', 'README.md'],
    ['/LICENSE', 'LICENSE'],
    ['/opt/tagship/tagship-pipe.mjs', 'dist/tagship-pipe.mjs'],
  ])('has %s, which is that of the repository', async (path, file) => {
    expect(await image.ask('cat', path)).toBe(readFileSync(join(root, file), 'utf8'));
  });

  test('has git, ssh and the Node of this project, and nothing else of the repository', async () => {
    expect(await image.ask('git', '--version')).toMatch(/^git version 2\./);
    expect(await image.ask('sh', '-c', 'ssh -V 2>&1')).toMatch(/^OpenSSH_/);
    expect(await image.ask('node', '--version')).toBe(`v${manifest.devDependencies.node}\n`);
    expect(await image.ask('ls', '/opt/tagship')).toBe('tagship-pipe.mjs\n');
  });

  test('is small', () => {
    const { totalBytes, baseBytes } = image.size;
    console.log(`image: ${inMegabytes(totalBytes)}, of which the base is ${inMegabytes(baseBytes)}`);

    expect(totalBytes - baseBytes).toBeLessThan(mostOfOursBytes);
  });

  test.each([
    ['that cannot be compressed', 10],
    ['of which half is text', 5],
  ])('publishes 1 GB %s to three stores in 512 MB of memory', { timeout: 300_000 }, async (_what, blocks) => {
    const commit = repository.commit({ 'README.md': '' });
    repository.git('tag', '1.0.0');
    writeGigabyte(join(repository.directory, 'build'), blocks);
    const variables = { REPO_NAME: 'Big', BIN_NAME: 'big', FILES: 'build', TAG_CHECK: 'false', ...stores.variables() };
    const step = { cloneDir: repository.directory, slug: 'big.src', commit, build: 1, tag: '1.0.0' };

    const result = await image.run({
      ...step,
      sshFolder,
      workingDir: step.cloneDir,
      variables: { ...variables, NODE_OPTIONS: tellPeak },
      options: ['--memory=512m', '--memory-swap=512m'],
    });

    const peakBytes = Number(/^peak (\d+) KiB$/m.exec(result.stderr)?.[1]) * 1024;
    console.log(`1 GB: ${inMegabytes(peakBytes)} of memory`);
    expect(lastLine(result)).toBe('✔ Big 1.0.0 is released in 3 stores');
    expect(result.exitCode).toBe(0);
    expect(peakBytes).toBeLessThan(mostMemoryBytes);
    expect(stores.server.object(bucketOf('PROJECTC'), 'Big/1.0.0/big.tar.gz')?.sizeBytes).toBeGreaterThan(
      blocks * 100 * megabyte,
    );
  });
});

/** Makes Node tell, when it ends, the most memory that the process has had. */
const tellPeak = `--import=data:text/javascript,process.on('exit',()=>console.error('peak',process.resourceUsage().maxRSS,'KiB'))`;

/** Ten files of 100 MB, of which some cannot be compressed and the others are text, and a thousand small ones. */
function writeGigabyte(folder: string, incompressible: number): void {
  mkdirSync(join(folder, 'small'), { recursive: true });
  const noise = randomBytes(10 * megabyte);
  const prose = Buffer.from('all work and no play makes a dull package\n'.repeat(250_000)).subarray(0, 10 * megabyte);
  for (let file = 0; file < 10; file += 1) {
    const descriptor = openSync(join(folder, `file-${file}`), 'w');
    for (let block = 0; block < 10; block += 1) {
      writeSync(descriptor, file < incompressible ? noise : prose);
    }
    closeSync(descriptor);
  }
  for (let file = 0; file < 1000; file += 1) {
    writeFileSync(join(folder, 'small', `file-${file}`), `${file}\n`);
  }
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte)} MB`;
}
