import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../archive/test-package.ts';
import { startFlushing } from './flush-beside.ts';

test('files and folders are flushed, one that changed nothing too', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'x');
  const flushing = startFlushing();
  for (const path of [join(folder, 'a'), folder, join(folder, 'a')]) {
    flushing.add(path);
  }

  await expect(flushing.finish()).resolves.toBeUndefined();
});

test('what cannot be flushed is told at the end, and what was added behind it is left out', async () => {
  const folder = temporaryFolder();
  const [gone, alsoGone] = [join(folder, 'gone'), join(folder, 'also-gone')];
  const flushing = startFlushing();
  flushing.add(gone);
  flushing.add(alsoGone);

  await expect(flushing.finish()).rejects.toMatchObject({
    code: 'disk-full',
    message: `cannot write in ${JSON.stringify(gone)} (ENOENT)`,
  });
});

test('what was stopped flushes nothing more, and does not fail', async () => {
  const flushing = startFlushing();
  flushing.add(join(temporaryFolder(), 'gone'));

  await flushing.stop();

  await expect(flushing.finish()).resolves.toBeUndefined();
});
