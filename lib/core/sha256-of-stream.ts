import { createHash } from 'node:crypto';

/** SHA-256 of bytes as they come, hexadecimal. */
export async function sha256OfStream(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytes) {
    hash.update(piece);
  }
  return hash.digest('hex');
}
