import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { bufferBody } from '../body.ts';
import { holdLastBytes } from './held-stream.ts';

const trickleEveryMs = 1;

test.each([1, 1024, 1025, 1024 * 1024, 3 * 1024 * 1024 + 7])('all %d bytes come in order', async (size) => {
  const content = randomBytes(size);
  const release = vi.fn(async () => await pause(5));

  const pieces = await collect(holdLastBytes(bufferBody(content), { release, trickleEveryMs }));

  expect(Buffer.concat(pieces).equals(content)).toBe(true);
  expect(release).toHaveBeenCalledTimes(1);
});

test.each([1000, 10 * 1024])('the last bytes of %d never come before they are released', async (size) => {
  const content = randomBytes(size);
  const released = Promise.withResolvers<void>();
  const pieces: Buffer[] = [];

  const collecting = collect(
    holdLastBytes(bufferBody(content), { release: async () => await released.promise, trickleEveryMs }),
    pieces,
  );
  await pause(100);
  const before = Buffer.concat(pieces).length;
  released.resolve();
  await collecting;

  expect(before).toBe(Math.floor((size - 1) / 1024) * 1024);
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
});

test('a stream that is not released ends with the reason', async () => {
  const reason = new Error('another store was first');
  const stream = holdLastBytes(bufferBody(randomBytes(5000)), {
    release: async () => await Promise.reject(reason),
    trickleEveryMs,
  });

  await expect(collect(stream)).rejects.toBe(reason);
});

async function collect(stream: AsyncIterable<Buffer>, pieces: Buffer[] = []): Promise<Buffer[]> {
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return pieces;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
