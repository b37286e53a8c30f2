import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type DurableFiles, diskFiles, replaceFile } from './durable-files.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'durable-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a file is replaced in the order that survives a power cut', async () => {
  const place = folder();
  const calls: string[] = [];
  const files: DurableFiles = {
    ...diskFiles,
    write: async (path, bytes) => {
      calls.push(`write ${path}`);
      await diskFiles.write(path, bytes);
    },
    flush: async (path) => {
      calls.push(`flush ${path}`);
      await diskFiles.flush(path);
    },
    rename: async (from, to) => {
      calls.push(`rename ${to}`);
      await diskFiles.rename(from, to);
    },
  };

  await replaceFile(files, join(place, 'images.yaml'), Buffer.from('new'));

  const temporary = join(place, '.images.yaml.new');
  expect(calls).toEqual([
    `write ${temporary}`,
    `flush ${temporary}`,
    `rename ${join(place, 'images.yaml')}`,
    `flush ${place}`,
  ]);
  expect(readFileSync(join(place, 'images.yaml'), 'utf8')).toBe('new');
});

test('what cannot be put in place leaves nothing behind', async () => {
  const place = folder();
  mkdirSync(join(place, 'images.yaml'));

  await expect(replaceFile(diskFiles, join(place, 'images.yaml'), Buffer.from('new'))).rejects.toThrow(
    /EISDIR|ENOTEMPTY|EEXIST/,
  );
  expect(readdirSync(place)).toEqual(['images.yaml']);
});

test('a link that somebody laid is not followed', async () => {
  const place = folder();
  writeFileSync(join(place, 'victim'), 'untouched');
  symlinkSync(join(place, 'victim'), join(place, '.images.yaml.new'));

  await expect(replaceFile(diskFiles, join(place, 'images.yaml'), Buffer.from('new'))).rejects.toThrow(/ELOOP/);
  expect(readFileSync(join(place, 'victim'), 'utf8')).toBe('untouched');
});

test('a line is written over what a failed write left', async () => {
  const path = join(folder(), 'journal');
  writeFileSync(path, 'whole\npart of a lin');

  await diskFiles.writeAt(path, 6, Buffer.from('next\n'));

  expect(readFileSync(path, 'utf8')).toBe('whole\nnext\n');
});
