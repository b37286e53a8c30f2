import { open } from 'node:fs/promises';

const pieceBytes = 256 * 1024;

/** A file from its beginning to its end. All pieces are in one memory: each is there until the next is asked for. */
export async function* filePieces(path: string): AsyncGenerator<Buffer, void, undefined> {
  await using handle = await open(path, 'r');
  const memory = Buffer.allocUnsafeSlow(pieceBytes);
  for (;;) {
    const { bytesRead } = await handle.read(memory, 0, pieceBytes, null);
    if (bytesRead === 0) {
      return;
    }
    yield memory.subarray(0, bytesRead);
  }
}
