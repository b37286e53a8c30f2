import { randomBytes } from 'node:crypto';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPartHash } from '../core/part-digests.ts';
import { fileBody, type PackageBody } from './package-body.ts';
import { type SharedFile, shareFile } from './shared-file.ts';
import { openFiles, temporaryFolder } from './test-package.ts';

function fileOf(content: Buffer): string {
  const path = join(temporaryFolder(), 'body');
  writeFileSync(path, content);
  return path;
}

function bodyOf(path: string, fileBytes: number, tail?: Buffer): PackageBody {
  return fileBody({ file: shareFile(path, fileBytes), parts: createPartHash().digests(), ...(tail && { tail }) });
}

function openDescriptorsOf(path: string): number {
  return openFiles().filter((open) => open === path).length;
}

test('any part is that part of the file followed by the tail', async () => {
  const content = randomBytes(1000);
  const tail = randomBytes(300);
  const body = bodyOf(fileOf(content), content.length, tail);
  const whole = Buffer.concat([content, tail]);
  const offset = fc.nat({ max: whole.length });

  await fc.assert(
    fc.asyncProperty(offset, offset, async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];

      const part = await body.read(start, end);

      expect(part).toEqual(whole.subarray(start, end));
    }),
  );

  expect(body.size).toBe(1300);
  await body.close();
});

test('what is read lies in the memory that is given for it', async () => {
  const content = randomBytes(100);
  const body = bodyOf(fileOf(content), 100, Buffer.from('tail'));
  const memory = Buffer.alloc(50);

  const part = await body.read(90, 104, memory);

  expect(part).toStrictEqual(Buffer.concat([content.subarray(90), Buffer.from('tail')]));
  expect(part.buffer).toBe(memory.buffer);
  await body.close();
});

test('many reads share one open file, which close lets go of and a later read opens again', async () => {
  const path = fileOf(randomBytes(100));
  const body = bodyOf(path, 100);

  await Promise.all([body.read(0, 50), body.read(50, 100), body.read(10, 20)]);
  const whileOpen = openDescriptorsOf(path);
  await body.close();
  await body.close();

  expect([whileOpen, openDescriptorsOf(path)]).toEqual([1, 0]);
  expect(await body.read(0, 100)).toHaveLength(100);
  await body.close();
});

test('a file that became shorter is an error, never a short read', async () => {
  const path = fileOf(randomBytes(100));
  const body = bodyOf(path, 100);
  truncateSync(path, 60);

  const reading = body.read(50, 90);

  await expect(reading).rejects.toMatchObject({
    code: 'integrity',
    message: expect.stringContaining('ends at byte 60'),
  });
  await body.close();
});

test.each([
  [-1, 5],
  [5, 4],
  [0, 101],
  [0.5, 1],
])('bytes %d to %d of 100 cannot be asked for', async (start, end) => {
  const body = bodyOf(fileOf(randomBytes(100)), 100);

  const reading = body.read(start, end);

  await expect(reading).rejects.toThrow(RangeError);
});

test('a file that was removed is an error that a person can act on', async () => {
  const path = fileOf(randomBytes(100));
  const body = bodyOf(path, 100);
  rmSync(path);

  await expect(body.read(0, 100)).rejects.toMatchObject({
    code: 'integrity',
    message: `"${path}" cannot be read (ENOENT)`,
  });
});

test('any part that is lent is that part, whoever else reads the file at the same time', async () => {
  const content = randomBytes(2 * 1024 * 1024 + 1000);
  const file = shareFile(fileOf(content), content.length);
  const parts = createPartHash().digests();
  const tails = [randomBytes(300), Buffer.alloc(0)];
  const offset = fc.nat({ max: content.length + 300 });

  await fc.assert(
    fc.asyncProperty(offset, offset, async (a, b) => {
      for (const tail of tails) {
        const whole = Buffer.concat([content, tail]);
        const [start, end] = [a, b].map((at) => Math.min(at, whole.length)).toSorted((x, y) => x - y);
        using lent = fileBody({ file, tail, parts }).lend(start ?? 0, end ?? 0);

        const pieces: Buffer[] = [];
        for await (const piece of lent) {
          pieces.push(Buffer.from(piece));
        }

        expect(Buffer.concat(pieces).equals(whole.subarray(start, end))).toBe(true);
      }
    }),
    { numRuns: 30 },
  );

  await file.close();
});

test('of what is lent the last two pieces stay as they are until the reading is disposed of', async () => {
  const content = randomBytes(60 * 1024 * 1024);
  const file = shareFile(fileOf(content), content.length);
  const body = fileBody({ file, parts: createPartHash().digests() });
  using lent = body.lend(0, body.size);
  const reading = lent[Symbol.asyncIterator]();
  const pieces = [await reading.next(), await reading.next(), await reading.next()];

  // reads enough for all memory to be used again that was given back
  using others = body.lend(5 * 1024 * 1024, body.size);
  for await (const _ of others) {
    // thrown away
  }

  const expected = [1, 2].map((index) => content.subarray(index * 1024 * 1024, (index + 1) * 1024 * 1024));
  expect(pieces.slice(1).map(({ value }, index) => value?.equals(expected[index] ?? content))).toEqual([true, true]);
  await body.close();
});

/** The same file, with what happens to its blocks, in order. */
function watchBlocks(file: SharedFile): { readonly file: SharedFile; readonly events: readonly string[] } {
  const events: string[] = [];
  const watched: SharedFile = {
    ...file,
    borrow: async (position) => {
      const block = await file.borrow(position);
      const number = position / (1024 * 1024);
      let isLent = true;
      const tell = (event: string): void => {
        if (isLent) {
          isLent = false;
          events.push(`${event} ${number}`);
        }
      };
      events.push(`borrowed ${number}`);
      return {
        bytes: block.bytes,
        giveBack: () => {
          tell('back');
          block.giveBack();
        },
        [Symbol.dispose]: () => {
          tell('left');
          block[Symbol.dispose]();
        },
      };
    },
  };
  return { file: watched, events };
}

test.each([
  ['is given back', true, 'back'],
  ['is only disposed of', false, 'left'],
])('each block is let go of once, the last two when the reading %s', async (_, isGivenBack, expected) => {
  const content = randomBytes(4 * 1024 * 1024);
  const { file, events } = watchBlocks(shareFile(fileOf(content), content.length));
  const lent = fileBody({ file, parts: createPartHash().digests() }).lend(0, content.length);

  for await (const _piece of lent) {
    // thrown away
  }
  const before = [...events];
  if (isGivenBack) {
    lent.giveBack();
  }
  lent[Symbol.dispose]();
  lent[Symbol.dispose]();

  expect(before).toEqual(['borrowed 0', 'borrowed 1', 'back 0', 'borrowed 2', 'back 1', 'borrowed 3']);
  expect(events.slice(before.length)).toEqual([`${expected} 2`, `${expected} 3`]);
  await file.close();
});

test('a block that is being read when the reading is disposed of is given back, and none is handed out', async () => {
  const content = randomBytes(3 * 1024 * 1024);
  const { file, events } = watchBlocks(shareFile(fileOf(content), content.length));
  const lent = fileBody({ file, parts: createPartHash().digests() }).lend(0, content.length);
  const pieces = lent[Symbol.asyncIterator]();
  await pieces.next();

  const second = pieces.next();
  lent[Symbol.dispose]();

  expect(await second).toEqual({ done: true, value: undefined });
  expect(await pieces.next()).toEqual({ done: true, value: undefined });
  expect(events).toEqual(['borrowed 0', 'left 0', 'borrowed 1', 'back 1']);
  await file.close();
});
