import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { TagshipError } from '../../core/errors.ts';
import { readPieces } from '../body.ts';
import type { Body } from '../store.ts';

/** The bytes of a body, hashed on their way. */
export interface VerifiedStream extends Disposable {
  readonly stream: Readable;
  /** @throws TagshipError `integrity` when the bytes that went through are not those of `body.sha256` */
  verify(): void;
}

export function openVerifiedStream(body: Body, pieceBytes: number): VerifiedStream {
  const digest = createHash('sha256');

  async function* hashPieces(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of readPieces(body, { pieceBytes })) {
      digest.update(piece);
      yield piece;
    }
  }

  const stream = Readable.from(hashPieces(), { objectMode: false });
  // its reader is told, if there still is one
  stream.on('error', () => undefined);
  return {
    stream,
    verify: () => {
      const sha256 = digest.digest('hex');
      if (sha256 !== body.sha256) {
        throw new TagshipError('integrity', `what was read to be uploaded has sha256 ${sha256}, not ${body.sha256}`, {
          hint: 'something else writes to the work folder; run the step again',
        });
      }
    },
    [Symbol.dispose]: () => {
      stream.destroy();
    },
  };
}
