import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { folderDigests } from './folder-digests.ts';
import { writeCompressed, writeConfiguration, writeMixedBinaries, writeSmallFiles } from './write-inputs.ts';

const megabyte = 1_000_000;

function written(write: (folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-inputs-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  write(join(folder, 'files'));
  return folder;
}

function contentOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}

test.each([
  ['mixed binaries', (folder: string) => writeMixedBinaries(folder, 9 * megabyte)],
  ['compressed files', (folder: string) => writeCompressed(folder, 9 * megabyte)],
  ['small files', (folder: string) => writeSmallFiles(folder, 250)],
  ['configuration', writeConfiguration],
] as const)('%s are the same whenever they are written', (_what, write) => {
  const [once, again] = [folderDigests(written(write), ['files']), folderDigests(written(write), ['files'])];

  expect(once.size).toBeGreaterThan(1);
  expect(again).toEqual(once);
});

test('mixed binaries have the size that was asked for, and compress as programs do', () => {
  const content = contentOf(written((folder) => writeMixedBinaries(folder, 20 * megabyte)));

  const ratio = gzipSync(content).length / content.length;
  expect(content.length).toBe(20 * megabyte);
  expect(ratio).toBeGreaterThan(0.25);
  expect(ratio).toBeLessThan(0.6);
});

test('compressed files have the size that was asked for, and compress no further', () => {
  const content = contentOf(written((folder) => writeCompressed(folder, 9 * megabyte)));

  expect(content.length).toBe(9 * megabyte);
  expect(gzipSync(content).length).toBeGreaterThan(content.length);
});

test('small files are as many as were asked for, a hundred in a folder, some kilobytes each', () => {
  const folder = join(
    written((files) => writeSmallFiles(files, 1050)),
    'files',
  );

  const folders = readdirSync(folder);
  const sizes = folders.flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => statSync(join(folder, name, file)).size),
  );
  expect(folders).toHaveLength(11);
  expect(sizes).toHaveLength(1050);
  expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeGreaterThan(3000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(60_000);
});
