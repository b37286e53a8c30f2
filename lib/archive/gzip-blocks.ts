import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { compressionLevel } from './compression.ts';

const deflateRawOnPool = promisify(deflateRaw);

const sampleSlices = 4;
const sliceBytes = 4 * 1024;
/** Compressing what shrinks by less costs far more time than its bytes cost to send. */
const leastShrinkage = 1 / 64;

/** Uncompressed bytes of a block; the last one of a run may be shorter. */
export const gzipBlockBytes = 1024 * 1024;

/** No name, no time, no operating system: nothing that differs between two machines (RFC 1952, section 2.3). */
export const gzipHeader: Buffer = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * Compresses one block so that it ends on a byte and refers to no other block: blocks are made in parallel on Node's
 * thread pool and joined in their order into one gzip member. The same bytes give the same bytes, however many threads
 * there are. `block` must not change until the promise is settled.
 */
export async function compressBlock(block: Buffer): Promise<Buffer> {
  return await deflateRawOnPool(block, {
    level: (await isWorthCompressing(block)) ? compressionLevel : constants.Z_NO_COMPRESSION,
    // a tenth faster than the default, for a thousandth more bytes
    memLevel: constants.Z_MAX_MEMLEVEL,
    finishFlush: constants.Z_SYNC_FLUSH,
    // all output in one piece: every further one would be another trip to the pool
    chunkSize: gzipBlockBytes + sliceBytes,
  });
}

/** Tries four slices, so that a block is judged neither by its beginning nor by one spot alone. */
async function isWorthCompressing(block: Buffer): Promise<boolean> {
  if (block.length <= sampleSlices * sliceBytes) {
    return true;
  }
  const distance = Math.floor((block.length - sliceBytes) / (sampleSlices - 1));
  const slices = Array.from({ length: sampleSlices }, (_, index) =>
    block.subarray(index * distance, index * distance + sliceBytes),
  );
  const sample = Buffer.concat(slices);
  const compressed = await deflateRawOnPool(sample, { level: constants.Z_BEST_SPEED, chunkSize: 2 * sample.length });
  return compressed.length < sample.length * (1 - leastShrinkage);
}

/** What follows the last block: an empty final block, then CRC-32 and length of all that was compressed. */
export function gzipEnd(crc32: number, uncompressedBytes: number): Buffer {
  const end = Buffer.alloc(10);
  end.writeUInt16BE(0x0300, 0);
  end.writeUInt32LE(crc32, 2);
  end.writeUInt32LE(uncompressedBytes % 2 ** 32, 6);
  return end;
}
