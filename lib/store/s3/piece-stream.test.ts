import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { piecesOf } from '../body.ts';
import { type PieceStreamOptions, pieceStream } from './piece-stream.ts';

const options: PieceStreamOptions = {
  pieceBytes: { slow: 100, fast: 400 },
  onMoved: () => undefined,
  onEnd: () => undefined,
};

async function read(
  pieces: AsyncIterable<Buffer>,
  { takesMs, ...changes }: Partial<PieceStreamOptions> & { readonly takesMs: number },
): Promise<readonly Buffer[]> {
  const taken: Buffer[] = [];
  const reader = new Writable({
    highWaterMark: 1,
    write(piece: Buffer, _encoding, callback) {
      taken.push(Buffer.from(piece));
      setTimeout(callback, takesMs);
    },
  });
  await pipeline(pieceStream(pieces, { ...options, ...changes }), reader);
  return taken;
}

test('all bytes come in order, cut at the ends of what is handed in', async () => {
  const content = [randomBytes(1050), Buffer.alloc(0), randomBytes(10), randomBytes(400)];

  const taken = await read(piecesOf(...content), { takesMs: 0 });

  expect(Buffer.concat(taken).equals(Buffer.concat(content))).toBe(true);
  expect(Math.max(...taken.map(({ length }) => length))).toBeLessThanOrEqual(400);
});

test('a reader that takes its time gets small pieces', async () => {
  const taken = await read(piecesOf(randomBytes(1000)), { takesMs: 80 });

  // the first is in the reader's hands and the second read ahead before anybody knows
  expect(taken.slice(2).map(({ length }) => length)).toEqual([100, 100, 100, 100, 100]);
});

test('what has moved is told when the next is asked for, and the end when there is no next', async () => {
  const told: (number | 'end')[] = [];
  const stream = pieceStream(piecesOf(randomBytes(250)), {
    pieceBytes: { slow: 100, fast: 100 },
    onMoved: (bytes) => told.push(bytes),
    onEnd: () => told.push('end'),
  });

  await pause(20);
  stream.read(0);
  await pause(20);
  const untouched = told.reduce((sum: number, bytes) => sum + (bytes === 'end' ? 0 : bytes), 0);
  for await (const _ of stream) {
    // thrown away
  }

  expect(untouched).toBe(0);
  expect(told.filter((bytes) => bytes !== 0)).toEqual([100, 100, 50, 'end']);
});

test('a failure of what is handed in is the failure of the stream', async () => {
  const reason = new Error('the disk fails');
  const failing = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.alloc(150);
    throw reason;
  };

  await expect(read(failing(), { takesMs: 0 })).rejects.toBe(reason);
});

test('a stream that is destroyed ends the reading of what is handed in', async () => {
  const ended = Promise.withResolvers<string>();
  const endless = async function* (): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        yield Buffer.alloc(150);
      }
    } finally {
      ended.resolve('ended');
    }
  };
  const stream = pieceStream(endless(), options);
  stream.read(0);
  await pause(20);

  stream.destroy();

  expect(await ended.promise).toBe('ended');
});
