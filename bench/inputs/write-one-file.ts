import { createCipheriv } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

const pieceBytes = 8 * 1024 * 1024;

/** One file of bytes that compress no further, the same every time. */
export function writeOneFile(path: string, sizeBytes: number): void {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'tagship'), Buffer.alloc(16));
  const zeros = Buffer.alloc(pieceBytes);
  const file = openSync(path, 'wx');
  for (let left = sizeBytes; left > 0; left -= pieceBytes) {
    writeSync(file, stream.update(zeros.subarray(0, Math.min(pieceBytes, left))));
  }
  closeSync(file);
}
