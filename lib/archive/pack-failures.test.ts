import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packPackages } from './pack-packages.ts';
import { packInChild, packRequest, temporaryFolder, writeTree } from './test-package.ts';

const mebibyte = 1024 * 1024;
/** A time that can be put back exactly. */
const wholeSecond = new Date(1_600_000_000_000);

test.each<[string, (file: string) => void]>([
  ['grown', (file) => appendFileSync(file, 'x')],
  ['truncated', (file) => truncateSync(file, 1)],
  ['removed', (file) => rmSync(file)],
  ['made executable', (file) => chmodSync(file, 0o755)],
  ['replaced by a symlink', (file) => replace(file, () => symlinkSync('twin', file))],
  ['replaced by a folder', (file) => replace(file, () => mkdirSync(file))],
  ['replaced by a FIFO', (file) => replace(file, () => execFileSync('mkfifo', [file]))],
])('a file that was %s after the walk is refused by name, and nothing is left', async (_, change) => {
  const root = writeTree({ a: 'first', 'etc/file': 'content', 'etc/twin': 'CONTENT' });
  const request = packRequest(root);
  change(join(root, 'etc/file'));

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({
    code: 'source-changed',
    message: '"etc/file" changed while it was being packed',
  });
  expect(readdirSync(request.workDir)).toEqual([]);
});

test.each<[string, (folder: string) => void]>([
  ['gains a file', (folder) => appendFileSync(join(folder, 'late'), 'x')],
  ['gains a folder', (folder) => mkdirSync(join(folder, 'late'))],
  ['is removed', (folder) => rmSync(folder, { recursive: true })],
])('a folder that %s after the walk is refused by name, and nothing is left', async (_, change) => {
  const root = writeTree({ 'etc/empty': null, file: 'content' });
  const request = packRequest(root);
  change(join(root, 'etc/empty'));

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({
    code: 'source-changed',
    message: expect.stringMatching(/^"etc(?:\/empty)?" changed while it was being packed$/),
  });
  expect(readdirSync(request.workDir)).toEqual([]);
});

test.each<[string, (file: string) => void]>([
  ['overwritten at its end', (file) => overwriteLastByte(file)],
  ['truncated', (file) => truncateSync(file, 12 * mebibyte)],
  ['grown', (file) => appendFileSync(file, 'x')],
  ['overwritten with its time put back', (file) => overwriteSecretly(file)],
])('a file that is %s while it is being read is refused', async (_, change) => {
  const root = writeTree({ big: randomBytes(24 * mebibyte) });
  utimesSync(join(root, 'big'), wholeSecond, wholeSecond);
  let changed = false;
  const request = packRequest(root, {
    onProgress: () => {
      if (!changed) {
        change(join(root, 'big'));
      }
      changed = true;
    },
  });

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({ code: 'source-changed' });
  expect(readdirSync(request.workDir)).toEqual([]);
});

test('a placeholder file that changed after the walk is refused', async () => {
  const root = writeTree({ 'deploy.sh': '${BUCKET_NAME}' });
  const request = packRequest(root, { placeholderFiles: ['deploy.sh'] });
  appendFileSync(join(root, 'deploy.sh'), '# more');

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({ code: 'source-changed' });
});

test.each([
  ['missing', '"missing" is not in the package'],
  ['link', '"link" is a symlink, only files are rendered'],
  ['deploy.sh', '${SRC_TAG} has no value in this build'],
])('%s cannot be rendered, so nothing is packed', async (file, message) => {
  const root = writeTree({ 'deploy.sh': '${SRC_TAG}', link: { link: 'deploy.sh' } });

  const packing = packPackages(packRequest(root, { placeholderFiles: [file] }));

  await expect(packing).rejects.toMatchObject({ code: 'invalid-input', message });
});

test('packing ends between two blocks when it is aborted, and leaves nothing', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped by SIGTERM');
  let blocks = 0;
  const request = packRequest(writeTree({ big: randomBytes(40 * mebibyte) }), {
    signal: controller.signal,
    onProgress: () => {
      blocks += 1;
      controller.abort(reason);
    },
  });

  const packing = packPackages(request);

  await expect(packing).rejects.toBe(reason);
  expect(blocks).toBe(1);
  expect(readdirSync(request.workDir)).toEqual([]);
});

test('a package that exceeds the limit for files is told as a full disk, and the half of it is removed', () => {
  const root = writeTree({ big: randomBytes(3 * mebibyte) });
  const workDir = temporaryFolder();

  const outcome = packInChild({ root, workDir, before: 'ulimit -f 2048' });

  expect(outcome).toBe(`disk-full: no space left in "${workDir}" (EFBIG)`);
  expect(readdirSync(workDir)).toEqual([]);
});

test.skipIf(!canMount())('a full disk is told with its folder, and the half-written file is removed', async () => {
  const workDir = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', workDir]);
  onTestFinished(() => {
    execFileSync('umount', [workDir]);
  });
  const request = packRequest(writeTree({ big: randomBytes(8 * mebibyte) }), { workDir });

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({
    code: 'disk-full',
    message: `no space left in "${workDir}" (ENOSPC)`,
  });
  expect(readdirSync(workDir)).toEqual([]);
});

function replace(file: string, create: () => void): void {
  rmSync(file);
  create();
}

function overwriteLastByte(file: string): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, 'x', 24 * mebibyte - 1);
  closeSync(descriptor);
}

function overwriteSecretly(file: string): void {
  overwriteLastByte(file);
  utimesSync(file, wholeSecond, wholeSecond);
}

/** In a mount namespace of its own, so that trying leaves nothing behind. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
