import { randomBytes } from 'node:crypto';
import { constants, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressBlock, gzipBlockBytes, gzipEnd } from './gzip-blocks.ts';

/** Shrinks by a thousandth at best, which is not worth the time. */
const barelyCompressible = Buffer.from(randomBytes(gzipBlockBytes).map((byte) => byte % 254));

test.each([1, 100, 16_384, 16_385, gzipBlockBytes - 1, gzipBlockBytes])(
  'a block of %d bytes comes back',
  async (size) => {
    const block = Buffer.alloc(size, 'some text ');

    const compressed = await compressBlock(block);

    expect(inflateRawSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH })).toEqual(block);
  },
);

test('a block that is hardly worth compressing is stored', async () => {
  const compressed = await compressBlock(barelyCompressible);

  expect(compressed.length).toBeGreaterThan(gzipBlockBytes);
  expect(compressed.length).toBeLessThan(gzipBlockBytes * 1.001);
});

test('a block with a beginning that cannot be compressed is compressed for the rest of it', async () => {
  const block = Buffer.alloc(gzipBlockBytes, 'some text ');
  barelyCompressible.copy(block, 0, 0, gzipBlockBytes / 2);

  const compressed = await compressBlock(block);

  expect(compressed.length).toBeLessThan(gzipBlockBytes * 0.6);
});

test('the length of a file beyond 4 GiB is given modulo 2^32 (RFC 1952)', () => {
  const end = gzipEnd(0xdeadbeef, 2 ** 32 + 7);

  expect(end.toString('hex')).toBe('0300efbeadde07000000');
});
