import { randomBytes } from 'node:crypto';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shareFile } from './shared-file.ts';
import { openFiles, temporaryFolder } from './test-package.ts';

const mebibyte = 1024 * 1024;

function fileOf(content: Buffer): string {
  const path = join(temporaryFolder(), 'shared');
  writeFileSync(path, content);
  return path;
}

test('what one has borrowed others have from the same memory, also a little later', async () => {
  const content = randomBytes(2 * mebibyte);
  const path = fileOf(content);
  const file = shareFile(path, content.length);

  const [first, second] = await Promise.all([file.borrow(0), file.borrow(100)]);
  first.giveBack();
  second.giveBack();
  // what is in memory needs no file
  truncateSync(path, 0);
  const later = await file.borrow(0);

  expect(first.bytes.equals(content.subarray(0, mebibyte))).toBe(true);
  expect(second.bytes.equals(content.subarray(100, mebibyte))).toBe(true);
  expect(later.bytes.buffer === first.bytes.buffer).toBe(true);
  await file.close();
});

test('memory is used again when it was given back, and never before', async () => {
  const content = randomBytes(60 * mebibyte + 5);
  const file = shareFile(fileOf(content), content.length);
  using held = await file.borrow(3 * mebibyte);
  const memories = new Set<ArrayBufferLike>();

  for (let position = 0; position < content.length; position += mebibyte) {
    using block = await file.borrow(position);
    memories.add(block.bytes.buffer);
    expect(block.bytes.equals(content.subarray(position, position + mebibyte))).toBe(true);
    block.giveBack();
  }

  expect(held.bytes.equals(content.subarray(3 * mebibyte, 4 * mebibyte))).toBe(true);
  expect(memories.size).toBeLessThanOrEqual(18);
  await file.close();
});

test('a block that is given back twice counts once', async () => {
  const content = randomBytes(40 * mebibyte);
  const file = shareFile(fileOf(content), content.length);
  const twice = await file.borrow(0);
  using other = await file.borrow(0);

  twice.giveBack();
  twice.giveBack();
  twice[Symbol.dispose]();
  for (let position = mebibyte; position < content.length; position += mebibyte) {
    (await file.borrow(position)).giveBack();
  }

  expect(other.bytes.equals(content.subarray(0, mebibyte))).toBe(true);
  await file.close();
});

test('what nobody has asked for for longest makes room', async () => {
  const content = randomBytes(17 * mebibyte);
  const path = fileOf(content);
  const file = shareFile(path, content.length);
  const numbers = Array.from({ length: 16 }, (_, number) => number);

  for (const number of [...numbers, 0, 16]) {
    (await file.borrow(number * mebibyte)).giveBack();
  }
  // what is in memory needs no file
  truncateSync(path, 0);

  expect((await file.borrow(0)).bytes.equals(content.subarray(0, mebibyte))).toBe(true);
  await expect(file.borrow(mebibyte)).rejects.toMatchObject({ code: 'integrity' });
  await file.close();
});

test('memory that was not given back is never used again, and others find it until it is one of the oldest', async () => {
  const content = randomBytes(40 * mebibyte);
  const file = shareFile(fileOf(content), content.length);
  const left = await file.borrow(0);
  left[Symbol.dispose]();

  const again = await file.borrow(0);
  again.giveBack();
  const memories = new Set<ArrayBufferLike>();
  for (let position = mebibyte; position < content.length; position += mebibyte) {
    using block = await file.borrow(position);
    memories.add(block.bytes.buffer);
    block.giveBack();
  }
  const anew = await file.borrow(0);

  expect(again.bytes.buffer === left.bytes.buffer).toBe(true);
  expect(memories.has(left.bytes.buffer)).toBe(false);
  expect(memories.size).toBeLessThanOrEqual(17);
  expect(anew.bytes.buffer === left.bytes.buffer).toBe(false);
  expect(left.bytes.equals(content.subarray(0, mebibyte))).toBe(true);
  await file.close();
});

test('a file that became shorter is an error, for each who asks, and can be asked for again', async () => {
  const content = randomBytes(100);
  const path = fileOf(content);
  const file = shareFile(path, 200);

  const readings = [file.borrow(0), file.borrow(50)];

  for (const reading of readings) {
    await expect(reading).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('ends at byte 100'),
    });
  }
  writeFileSync(path, Buffer.concat([content, content]));
  expect((await file.borrow(150)).bytes).toStrictEqual(content.subarray(50));
  await file.close();
});

test('the file is open from the first read until it is closed, and a later read opens it again', async () => {
  const path = fileOf(randomBytes(100));
  const file = shareFile(path, 100);
  const open = (): number => openFiles().filter((name) => name === path).length;
  const before = open();

  await Promise.all([file.borrow(0), file.read(Buffer.alloc(10), 5)]);
  const during = open();
  await file.close();
  await file.close();
  const after = open();
  await file.read(Buffer.alloc(10), 5);

  expect([before, during, after, open()]).toEqual([0, 1, 0, 1]);
  await file.close();
});

test('nothing of a file that was closed stays in memory', async () => {
  const path = fileOf(randomBytes(100));
  const file = shareFile(path, 100);
  (await file.borrow(0)).giveBack();
  await file.close();
  truncateSync(path, 0);

  await expect(file.borrow(0)).rejects.toMatchObject({ code: 'integrity' });
  await file.close();
});

test('a file that was removed is an error that names it', async () => {
  const path = fileOf(randomBytes(100));
  const file = shareFile(path, 100);
  rmSync(path);

  await expect(file.borrow(0)).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining('ENOENT') });
});
